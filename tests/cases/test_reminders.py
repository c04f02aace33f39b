"""Terms and Wiedervorlagen are called to mind on the right day, each once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from cases import actions
from cases.lifecycle import actions as lifecycle
from cases.models import Case, FollowUp
from cases.reminders import FOLLOW_UP, TERM_ENDS, last_end
from pik.accounts.enums import Role
from pik.core.periods import add_months
from pik.reminders.actions import create_due, finish
from pik.reminders.models import Reminder
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, FollowUpFactory


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from([1, 3, 6]))
def test_last_end_is_the_latest_whose_day_before_has_come(today: date, months: int) -> None:
    end = last_end(today, months)

    assert add_months(end, -months) <= today
    assert add_months(end + timedelta(days=1), -months) > today


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "rung"),
    [
        (date(2026, 12, 29), 0),
        (date(2026, 12, 30), 1),
        (date(2027, 3, 29), 1),
        (date(2027, 3, 30), 1),
        (date(2027, 5, 30), 1),
        (date(2027, 6, 30), 1),
        (date(2027, 7, 1), 0),
    ],
)
def test_term_rings_from_six_months_before_its_end_to_its_last_day(day: date, rung: int) -> None:
    CaseFactory(starts_on=date(2025, 7, 1), ends_on=date(2027, 6, 30))

    create_due(day)

    assert Reminder.objects.filter(kind=TERM_ENDS).count() == rung


@pytest.mark.django_db
def test_term_rings_three_times_however_often_the_clock_ticks() -> None:
    case = CaseFactory(
        starts_on=date(2025, 7, 1), ends_on=date(2027, 6, 30), person__family_name="Rahimi", person__given_name="Zahra"
    )

    for days in range(0, 220, 5):
        create_due(date(2026, 12, 1) + timedelta(days=days))
        create_due(date(2026, 12, 1) + timedelta(days=days))

    rows = Reminder.objects.order_by("pk")
    assert [row.key for row in rows] == [
        f"{TERM_ENDS}:{case.pk}:2027-06-30:{months}:{case.lead_id}" for months in (6, 3, 1)
    ]
    assert {(row.title, row.url, row.recipient) for row in rows} == {
        ("Begleitung von Rahimi, Zahra endet am 30.06.2027", case.get_absolute_url(), case.lead)
    }


@pytest.mark.django_db
def test_term_of_a_closed_case_is_silent() -> None:
    CaseFactory(closed=True, starts_on=date(2025, 7, 1), ends_on=date(2027, 6, 30))

    assert create_due(date(2027, 6, 1)) == 0


@pytest.fixture
def ringing() -> Case:
    """A case that ends on 30.06.2027 with a Wiedervorlage of 01.06., both of which ring on that day."""
    case = CaseFactory(starts_on=date(2025, 7, 1), ends_on=date(2027, 6, 30))
    FollowUpFactory(case=case, due_on=date(2027, 6, 1), assigned_to=case.lead)
    create_due(date(2027, 6, 1))
    return case


def kinds_open(case: Case) -> list[str]:
    return sorted(Reminder.objects.open_for(case.lead).values_list("kind", flat=True))


@pytest.mark.django_db
@time_machine.travel("2027-06-02 10:00+02:00")
def test_closing_a_case_silences_its_term_and_its_follow_ups(ringing: Case) -> None:
    before = kinds_open(ringing)

    lifecycle.close_case(ringing, actor=ringing.lead, reason="moved")

    assert (before, kinds_open(ringing)) == ([FOLLOW_UP, TERM_ENDS], [])


@pytest.mark.django_db
@time_machine.travel("2027-06-02 10:00+02:00")
def test_reopened_case_rings_again_for_what_is_still_due(ringing: Case) -> None:
    lifecycle.close_case(ringing, actor=ringing.lead, reason="moved")

    lifecycle.reopen_case(ringing, actor=user_with_role(Role.TEAMLEITUNG, ringing.organisation), comment="Kam zurück.")

    assert kinds_open(ringing) == [FOLLOW_UP, TERM_ENDS]
    assert create_due(date(2027, 6, 2)) == 0


@pytest.mark.django_db
@time_machine.travel("2027-06-02 10:00+02:00")
def test_reopened_case_leaves_what_was_finished_before_its_closing(ringing: Case) -> None:
    finish(Reminder.objects.get(kind=TERM_ENDS))
    lifecycle.close_case(ringing, actor=ringing.lead, reason="moved")
    actions.finish_follow_up(FollowUp.objects.get(), actor=ringing.lead)

    lifecycle.reopen_case(ringing, actor=user_with_role(Role.TEAMLEITUNG, ringing.organisation), comment="Kam zurück.")

    assert kinds_open(ringing) == []


@pytest.mark.django_db
def test_follow_up_rings_on_its_day_once_and_is_settled_with_it() -> None:
    follow_up = FollowUpFactory(due_on=date(2026, 11, 30), reason="Kursplatz bestätigt?")

    counts = [create_due(date(2026, 11, day)) for day in (29, 30, 30)]
    reminder = Reminder.objects.get(kind=FOLLOW_UP)
    actions.finish_follow_up(follow_up, actor=follow_up.assigned_to)

    reminder.refresh_from_db()
    assert counts == [0, 1, 0]
    assert reminder.title.endswith(": Kursplatz bestätigt?")
    assert reminder.is_done
