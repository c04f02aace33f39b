"""Reminders come once each, however often and however many at once it runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.db.utils import IntegrityError
from django.utils import timezone

from pik.accounts.enums import Role
from pik.accounts.models import Membership
from pik.reminders import actions, rules
from pik.reminders.models import Reminder
from pik.reminders.rules import COLUMNS, ReminderRule
from tests.counting import costs_exactly
from tests.factories.accounts import MembershipFactory, user_with_role
from tests.factories.reminders import ReminderFactory, reminder_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 21)


def memberships_that_began(day: date) -> QuerySet[Any, Any]:
    """A rule over rows that every test has: who began until ``day`` is greeted."""
    return (
        Membership.objects.filter(starts_on__lte=day)
        .annotate(
            key=Cast("pk", CharField()),
            recipient_id=F("user_id"),
            due_on=Cast(Value(day), DateField()),
            title=Concat(Value("Willkommen, "), "user__first_name", Value(" 100 %")),
            url=Concat(Value("/hilfe/"), Value("?mitgliedschaft="), Cast("pk", CharField())),
        )
        .values(*COLUMNS)
    )


GREETING = ReminderRule("tests.greeting", "Willkommen", "Sie haben eine neue Rolle.", memberships_that_began)
NOTHING = ReminderRule("tests.nothing", "Nichts", "Nie.", lambda day: memberships_that_began(day).none())


@pytest.fixture(autouse=True)
def _only_these_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rules, "_rules", {})
    rules.register(GREETING, NOTHING)
    return None


def test_due_row_becomes_a_reminder_with_all_that_the_rule_says() -> None:
    membership = MembershipFactory(user__first_name="Miriam")

    created = actions.create_due(DAY)

    reminder = Reminder.objects.get()
    assert created == 1
    assert (reminder.kind, reminder.key) == ("tests.greeting", f"tests.greeting:{membership.pk}")
    assert (reminder.recipient, reminder.organisation) == (membership.user, membership.organisation)
    assert (reminder.due_on, reminder.title) == (DAY, "Willkommen, Miriam 100 %")
    assert reminder.url == f"/hilfe/?mitgliedschaft={membership.pk}"
    assert (reminder.label, reminder.why, reminder.done_at) == ("Willkommen", "Sie haben eine neue Rolle.", None)


def test_due_row_is_reminded_of_once_however_often_it_runs() -> None:
    MembershipFactory()

    created = [actions.create_due(DAY + timedelta(days=n)) for n in (0, 0, 1, 30)]

    assert created == [1, 0, 0, 0]
    assert Reminder.objects.count() == 1


def test_reminder_that_was_finished_does_not_come_back() -> None:
    MembershipFactory()
    actions.create_due(DAY)
    actions.finish(Reminder.objects.get())

    assert actions.create_due(DAY) == 0


def test_day_on_which_it_did_not_run_is_caught_up() -> None:
    MembershipFactory(starts_on=DAY)

    created = [actions.create_due(day) for day in (DAY - timedelta(days=1), DAY + timedelta(days=3))]

    assert created == [0, 1]


def test_thousand_due_rows_cost_one_statement_a_rule() -> None:
    first = MembershipFactory()
    Membership.objects.bulk_create(
        Membership(user=first.user, organisation=first.organisation, role=first.role, starts_on=DAY - timedelta(days=n))
        for n in range(999)
    )

    # the organisations at work, and for each rule its insert; the rule without rows has none
    with costs_exactly(2):
        created = actions.create_due(DAY)

    assert created == 1000


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_create_each_reminder_once() -> None:
    MembershipFactory.create_batch(20)
    start = threading.Barrier(2)

    def run() -> int:
        start.wait()
        try:
            return actions.create_due(DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        created = [future.result() for future in [pool.submit(run) for _ in range(2)]]

    assert sum(created) == 20
    assert Reminder.objects.count() == 20


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"tests\.greeting"):
        rules.register(ReminderRule("tests.greeting", "Anders", "Anders.", memberships_that_began))


def test_open_reminders_are_those_of_the_person_in_this_organisation_most_urgent_first() -> None:
    user: Any = user_with_role(Role.ANTRAGSTELLUNG)
    later = reminder_of(user, due_on=DAY + timedelta(days=1))
    sooner = reminder_of(user, due_on=DAY)
    reminder_of(user, done_at=timezone.now())
    ReminderFactory(recipient=user)
    ReminderFactory(organisation=user.membership.organisation)

    reminders = Reminder.objects.open_for(user)

    assert list(reminders) == [sooner, later]


def test_user_without_membership_has_no_reminders() -> None:
    reminder = ReminderFactory()

    assert not Reminder.objects.open_for(reminder.recipient).exists()


def test_finish_twice_keeps_the_first_moment() -> None:
    reminder = ReminderFactory()
    with time_machine.travel(DAY, tick=False):
        actions.finish(reminder)
    first = reminder.done_at

    actions.finish(reminder)

    assert reminder.done_at == first


def test_settle_finishes_the_open_reminder_of_a_thing_that_is_done() -> None:
    membership = MembershipFactory()
    MembershipFactory()
    actions.create_due(DAY)

    settled = [actions.settle("tests.greeting", str(membership.pk), "unknown") for _ in range(2)]

    assert settled == [1, 0]
    assert Reminder.objects.filter(done_at__isnull=True).count() == 1


@pytest.mark.parametrize("url", ["https://example.org/", "//example.org/"])
def test_reminder_that_leads_elsewhere_is_refused_by_the_database(url: str) -> None:
    with pytest.raises(IntegrityError, match="reminder_url_is_ours"), transaction.atomic():
        ReminderFactory(url=url)


def test_reminder_of_the_factory_is_valid() -> None:
    ReminderFactory().full_clean()
