"""What ends with a case, what is kept of it, and what the Verlauf tells of it afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cases.enums import ClosingReason, ExtensionStatus
from cases.lifecycle import actions
from cases.sessions.timeline import entries, scope_of
from pik.accounts.enums import Role
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.lifecycle import ExtensionFactory
from tests.factories.offers import ReferralFactory
from tests.factories.sessions import AppointmentFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-21 10:00+01:00", tick=False):
        yield


def test_closing_lets_what_was_asked_for_and_places_not_taken_lapse() -> None:
    case = CaseFactory()
    extension = ExtensionFactory(case=case, asked_by=case.lead)
    waiting = ReferralFactory(case=case, offer__places_total=3, waiting=True)
    attending = ReferralFactory(case=case, attending=True)

    actions.close_case(case, actor=case.lead, reason=ClosingReason.MOVED)

    for row in (extension, waiting, attending):
        row.refresh_from_db()
    assert extension.status == ExtensionStatus.WITHDRAWN
    assert (waiting.status, waiting.reason, waiting.ended_on) == ("declined", "case_ended", TODAY)
    assert attending.status == "attending"


def test_closing_calls_off_what_nobody_keeps_and_leaves_what_after_care_needs() -> None:
    cases = [CaseFactory(), CaseFactory()]
    moments = [timezone.now() + timedelta(days=days) for days in (-2, 3, 40)]
    agreed = [[AppointmentFactory(case=case, starts_at=moment) for moment in moments] for case in cases]

    actions.close_case(cases[0], actor=cases[0].lead, reason=ClosingReason.MOVED, comment="nach Wehr")
    actions.close_case(
        cases[1],
        actor=cases[1].lead,
        reason=ClosingReason.TERM_ENDED,
        aftercare_until=TODAY + timedelta(days=30),
    )

    for appointment in (*agreed[0], *agreed[1]):
        appointment.refresh_from_db()
    assert [[a.cancelled_at is not None for a in of_case] for of_case in agreed] == [
        [False, True, True],
        [False, False, True],
    ]
    assert cases[0].transitions.get().comment == (
        "umgezogen. nach Wehr. Abgesagt: 24.11.2026, 10:00 Uhr, 31.12.2026, 10:00 Uhr"
    )


def test_verlauf_keeps_why_a_case_was_closed_the_first_time() -> None:
    case = CaseFactory()
    reopening = user_with_role(Role.TEAMLEITUNG, case.organisation)

    actions.close_case(case, actor=case.lead, reason=ClosingReason.NO_CONTACT)
    actions.reopen_case(case, actor=reopening, comment="Ist wieder da.")
    reopened = [entry.text for entry in entries(scope_of(case, case.lead), names=["stand"])]
    actions.close_case(case, actor=case.lead, reason=ClosingReason.MOVED)

    closed_twice = [entry.text for entry in entries(scope_of(case, case.lead), names=["stand"])]
    assert sorted(reopened) == ["Ist wieder da.", "Kontakt abgebrochen"]
    assert sorted(closed_twice) == ["Ist wieder da.", "Kontakt abgebrochen", "umgezogen"]
