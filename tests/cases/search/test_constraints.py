"""What the database refuses of search keys, pairs and merges, whoever writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories.accounts import OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.search import DuplicateCandidateFactory, MergeFactory, SearchKeyFactory

pytestmark = pytest.mark.django_db

Change = Callable[[Any], dict[str, Any]]

LADDER: dict[str, tuple[Any, Change]] = {
    "search_key_kind_known": (SearchKeyFactory, lambda key: {"kind": "smell"}),
    "search_key_source_known": (SearchKeyFactory, lambda key: {"source": "hearsay"}),
    "search_key_not_empty": (SearchKeyFactory, lambda key: {"key": ""}),
    "duplicate_candidate_in_order": (DuplicateCandidateFactory, lambda c: {"one": c.other, "other": c.one}),
    "duplicate_candidate_score_possible": (DuplicateCandidateFactory, lambda c: {"score": 101}),
    "duplicate_candidate_signs_known": (DuplicateCandidateFactory, lambda c: {"signs": []}),
    "duplicate_candidate_judged_by_someone": (DuplicateCandidateFactory, lambda c: {"verdict": "different"}),
    "merge_of_two": (MergeFactory, lambda merge: {"merged_key": merge.survivor_id}),
    "merge_undone_with_reason": (MergeFactory, lambda merge: {"undone_at": timezone.now(), "undone_by": merge.actor}),
    "merge_undone_in_time": (
        MergeFactory,
        lambda merge: {
            "undone_at": merge.until + timedelta(seconds=1),
            "undone_by": merge.actor,
            "undo_reason": "Zwei verschiedene Personen",
        },
    ),
}


@pytest.mark.parametrize("name", LADDER)
def test_database_refuses_what_cannot_be(name: str) -> None:
    make, change = LADDER[name]
    row = make()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**change(row))


def test_pair_stands_once() -> None:
    pair = DuplicateCandidateFactory()

    with pytest.raises(IntegrityError, match="duplicate_candidate_once"), transaction.atomic():
        DuplicateCandidateFactory(organisation=pair.organisation, one=pair.one, other=pair.other)


def test_valid_rows_pass() -> None:
    home = OrganisationFactory()
    one, other = PersonFactory.create_batch(2, organisation=home)
    rows = [
        SearchKeyFactory(person=one),
        DuplicateCandidateFactory(organisation=home, one=one, other=other, judged=True),
        MergeFactory(organisation=home, survivor=one, undone=True),
    ]

    for row in rows:
        row.full_clean()
