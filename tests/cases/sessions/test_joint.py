"""Several of a household in one session: it stands in each file, once, and is counted once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases.enums import LifeArea, SessionKind
from cases.models import Case, Session, SessionParticipant
from cases.people.actions import join_household
from cases.sessions import actions, queries, timeline
from cases.sessions.actions import TookPart
from tests.factories.cases import CaseFactory, PersonFactory

pytestmark = pytest.mark.django_db

FACTS: dict[str, Any] = {
    "held_on": date(2026, 9, 15),
    "kind": SessionKind.OUTREACH,
    "duration_minutes": 60,
    "topics": [LifeArea.FAMILY],
}


@pytest.fixture
def wife() -> Case:
    return CaseFactory()


@pytest.fixture
def husband(wife: Case) -> Case:
    case: Case = CaseFactory(organisation=wife.organisation, lead=wife.lead)
    join_household(case.person, wife, "partner", date(2026, 1, 1))
    return case


def test_session_with_a_relative_stands_in_both_files_and_is_one_row(wife: Case, husband: Case) -> None:
    session = actions.log_session(wife, actor=wife.lead, **FACTS, took_part=[TookPart(person=husband.person)])

    assert list(queries.sessions_of(wife)) == list(queries.sessions_of(husband)) == [session]
    assert (Session.objects.count(), SessionParticipant.objects.get().case) == (1, husband)
    assert Case.objects.with_head().get(pk=husband.pk).session_count == 1  # type: ignore[attr-defined]


def test_session_with_a_relative_is_told_in_both_files(wife: Case, husband: Case) -> None:
    actions.log_session(wife, actor=wife.lead, **FACTS, took_part=[TookPart(person=husband.person)])

    for case in (wife, husband):
        told = timeline.entries(timeline.scope_of(case, case.lead), names=["beratungen"])
        assert [entry.title for entry in told] == ["Beratung vom 15.09.2026"]


def test_third_parties_are_named_with_their_function(wife: Case) -> None:
    came = [TookPart(name="Frau Seitz", role="Schulsozialarbeit"), TookPart(role="Patin")]

    session = actions.log_session(wife, actor=wife.lead, **FACTS, took_part=came)

    assert [str(row) for row in session.participants.all()] == ["Frau Seitz (Schulsozialarbeit)", "Patin"]


def test_somebody_of_another_household_is_refused(wife: Case) -> None:
    stranger = PersonFactory(organisation=wife.organisation)

    with pytest.raises(ValidationError) as error:
        actions.log_session(wife, actor=wife.lead, **FACTS, took_part=[TookPart(person=stranger)])

    assert (list(error.value.message_dict), Session.objects.count()) == (["household"], 0)
