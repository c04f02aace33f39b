"""Residence titles are called to mind 90 and 30 days before their end, each once, to whoever leads the case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.people.reminders import TITLE_ENDS
from pik.accounts.enums import Role
from pik.reminders.actions import create_due, finish
from pik.reminders.models import Reminder
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.people import ResidenceTitleFactory

pytestmark = pytest.mark.django_db

ENDS = date(2027, 2, 11)


def rung() -> int:
    return Reminder.objects.filter(kind=TITLE_ENDS).count()


@pytest.mark.parametrize(("days_before", "count"), [(91, 0), (90, 1), (30, 1), (0, 1), (-1, 0)])
def test_title_rings_from_ninety_days_before_its_end_to_its_last_day(days_before: int, count: int) -> None:
    ResidenceTitleFactory(person=CaseFactory().person, ends_on=ENDS)

    create_due(ENDS - timedelta(days=days_before))

    assert rung() == count


def test_reminder_names_person_and_day_and_leads_to_the_case() -> None:
    case = CaseFactory()
    ResidenceTitleFactory(person=case.person, ends_on=ENDS)

    create_due(ENDS - timedelta(days=60))

    reminder = Reminder.objects.get(kind=TITLE_ENDS)
    assert reminder.title == f"Aufenthaltstitel von {case.person} endet am 11.02.2027"
    assert (reminder.recipient, reminder.due_on, reminder.url) == (case.lead, ENDS, case.get_absolute_url())


def test_title_that_was_done_rings_again_thirty_days_before_its_end() -> None:
    case = CaseFactory()
    ResidenceTitleFactory(person=case.person, ends_on=ENDS)
    create_due(ENDS - timedelta(days=90))
    finish(Reminder.objects.get(kind=TITLE_ENDS))

    create_due(ENDS - timedelta(days=31))
    before = rung()
    create_due(ENDS - timedelta(days=30))

    assert (before, rung()) == (1, 2)


def test_title_after_which_another_has_begun_or_will_begin_is_silent() -> None:
    case = CaseFactory()
    ResidenceTitleFactory(person=case.person, ends_on=ENDS)
    ResidenceTitleFactory(person=case.person, starts_on=ENDS + timedelta(days=1), ends_on=None)

    create_due(ENDS - timedelta(days=20))

    assert rung() == 0


@pytest.mark.parametrize("starts_on", [ENDS - timedelta(days=30), None])
def test_title_of_which_nobody_knows_since_when_is_silent_once_another_is_there(starts_on: date | None) -> None:
    case = CaseFactory()
    ResidenceTitleFactory(person=case.person, starts_on=None, ends_on=ENDS)
    ResidenceTitleFactory(person=case.person, starts_on=starts_on, ends_on=ENDS + timedelta(days=900))

    create_due(ENDS - timedelta(days=20))

    assert rung() == 0


def test_title_of_somebody_whose_case_is_closed_is_silent() -> None:
    case = CaseFactory(closed=True)
    ResidenceTitleFactory(person=case.person, ends_on=ENDS)

    create_due(ENDS - timedelta(days=20))

    assert rung() == 0


def test_title_rings_with_the_new_lead_after_a_change() -> None:
    case = CaseFactory()
    ResidenceTitleFactory(person=case.person, ends_on=ENDS)
    create_due(ENDS - timedelta(days=20))
    colleague = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)
    type(case).objects.filter(pk=case.pk).update(lead=colleague)

    create_due(ENDS - timedelta(days=19))

    assert set(Reminder.objects.filter(kind=TITLE_ENDS).values_list("recipient", flat=True)) >= {colleague.pk}
