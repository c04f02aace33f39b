"""Two officials at once, each with a connection of her own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from pik.accounts.enums import Role
from pik.accounts.models import Organisation
from pik.regulations.reference import load_regulations
from planning import actions
from planning.models import HeadCount, Planungsrahmen
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.planning import HeadCountUploadFactory, PlanungsrahmenFactory, head_count_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run the jobs in threads that start together; each gives its result or the refusal it got."""
    start = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(index: int, job: Callable[[], object]) -> None:
        try:
            start.wait(10)
            results[index] = job()
        except ValidationError as error:
            results[index] = error.messages
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_drafts_published_at_once_leave_one_in_force_and_one_refusal():
    officials = [user_with_role(Role.LANDESPLANUNG) for _ in range(2)]
    current = PlanungsrahmenFactory(published=True, version=1)
    drafts = [PlanungsrahmenFactory(version=version) for version in (2, 3)]

    results = at_once(
        *(
            lambda draft=draft, actor=actor: actions.publish_planungsrahmen(
                draft, supersedes=current.public_id, actor=actor
            )
            for draft, actor in zip(drafts, officials, strict=True)
        )
    )

    statuses = sorted(Planungsrahmen.objects.values_list("status", flat=True))
    assert statuses == ["draft", "published", "superseded"]
    (refusal,) = [result for result in results if result]
    assert "Inzwischen wurde" in refusal[0]


def test_same_draft_published_twice_at_once_is_published_once():
    officials = [user_with_role(Role.LANDESPLANUNG) for _ in range(2)]
    draft = PlanungsrahmenFactory()

    results = at_once(
        *(
            lambda actor=actor: actions.publish_planungsrahmen(
                Planungsrahmen.objects.get(pk=draft.pk), supersedes="", actor=actor
            )
            for actor in officials
        )
    )

    assert draft.transitions.count() == 1
    assert [result for result in results if result] == [["Im Stand „veröffentlicht“ ist das nicht möglich."]]


def test_upload_confirmed_twice_at_once_makes_one_count():
    planner = user_with_role(Role.LANDESPLANUNG)
    OrganisationFactory(ags="08111000")
    upload = HeadCountUploadFactory(uploaded_by=planner)

    first, second = at_once(*[lambda: actions.confirm_upload(upload, actor=planner)] * 2)

    assert first == second == HeadCount.objects.get()


def test_two_computations_at_once_get_two_versions():
    planner = user_with_role(Role.LANDESPLANUNG)
    load_regulations()
    head_count = head_count_of({OrganisationFactory(): 5})

    at_once(*[lambda: actions.compute_planungsrahmen(head_count, title="x", pot=Decimal(100), actor=planner)] * 2)

    assert sorted(Planungsrahmen.objects.values_list("version", flat=True)) == [1, 2]
    assert Organisation.objects.gemeinden().count() == 1
