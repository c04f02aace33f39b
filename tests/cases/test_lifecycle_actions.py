"""Waiting, beginning, resting, closing; extensions; leads, deputies and absences."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from cases.actions import demand_open, demand_takes_sessions
from cases.enums import CaseStatus, ClosingReason, ExtensionStatus, SuspensionReason
from cases.lifecycle import actions, term_actions
from cases.lifecycle.terms import derivation_of, term_of
from cases.models import Case
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.workflow import TransitionRefused, fire
from pik.regulations.reference import load_regulations
from pik.reminders.models import Reminder
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.lifecycle import ExtensionFactory, SuspensionFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
BASIS = {"value": "24.00", "regulation": "VwV", "source": "Test", "confidence": "confirmed"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-21 10:00+01:00", tick=False):
        yield


def colleague(case: Case, role: Role = Role.INTEGRATIONSMANAGER) -> User:
    return user_with_role(role, case.organisation)


def case_of_two_years(**values: Any) -> Case:
    """From 01.07.2026 to 30.06.2028, by a rule of 24 months."""
    return CaseFactory(term_basis=BASIS, **values)


# --- From state to state ----------------------------------------------------------------------------------


def test_request_waits_and_begins_under_the_rule_of_its_first_day() -> None:
    load_regulations()
    case = CaseFactory(request=True, lead=None)
    manager = colleague(case)

    actions.put_on_waiting_list(case, actor=manager, waiting_since=date(2026, 11, 3), priority=1)
    actions.begin(case, actor=manager, starts_on=date(2026, 12, 1))

    case.refresh_from_db()
    assert (case.status, case.starts_on, case.ends_on) == (CaseStatus.ACTIVE, date(2026, 12, 1), date(2029, 11, 30))
    assert (case.term_basis["value"], case.lead) == ("36.00", manager)
    assert [step.name for step in case.transitions.all()] == ["put_on_waiting_list", "begin", "give_lead"]


def test_begin_by_the_teamleitung_leaves_the_case_to_whom_she_names_or_to_nobody() -> None:
    load_regulations()
    nobodys, named = CaseFactory(waiting=True, lead=None), CaseFactory(waiting=True, lead=None)
    manager = colleague(named)

    actions.begin(nobodys, actor=colleague(nobodys, Role.TEAMLEITUNG), starts_on=TODAY)
    actions.begin(named, actor=colleague(named, Role.TEAMLEITUNG), starts_on=TODAY, lead=manager)

    assert (nobodys.lead, named.lead) == (None, manager)


def test_begin_before_any_rule_names_the_first_day() -> None:
    load_regulations()
    case = CaseFactory(waiting=True)

    with pytest.raises(ValidationError) as error:
        actions.begin(case, actor=case.lead, starts_on=date(2016, 1, 1))

    assert list(error.value.message_dict) == ["starts_on"]


@pytest.mark.parametrize(("stops", "planned", "really"), [(True, "2028-07-30", "2028-07-10"), (False, None, None)])
def test_rest_moves_the_end_as_planned_and_then_as_it_really_was(stops: bool, planned: Any, really: Any) -> None:
    case = case_of_two_years()
    end = date(2028, 6, 30)

    actions.let_rest(
        case,
        actor=case.lead,
        since=date(2026, 11, 12),
        until=date(2026, 12, 11),
        reason=SuspensionReason.ABROAD,
        stops_clock=stops,
    )
    case.refresh_from_db()
    resting = (case.status, case.ends_on)
    actions.resume(case, actor=case.lead, last_day=TODAY)
    case.refresh_from_db()

    assert resting == (CaseStatus.RESTING, date.fromisoformat(planned) if planned else end)
    assert (case.status, case.ends_on) == (CaseStatus.ACTIVE, date.fromisoformat(really) if really else end)
    assert case.suspensions.get().ends_on == TODAY


def test_rest_before_the_begin_is_refused_and_leaves_the_case_active() -> None:
    case = case_of_two_years()

    with pytest.raises(ValidationError) as error:
        actions.let_rest(case, actor=case.lead, since=date(2026, 6, 1), until=TODAY, reason="abroad", stops_clock=True)

    assert list(error.value.message_dict) == ["since"]
    assert Case.objects.get(pk=case.pk).status == CaseStatus.ACTIVE


def test_rest_from_a_day_to_come_is_refused_since_it_could_not_be_ended() -> None:
    case = case_of_two_years()
    tomorrow = TODAY + timedelta(days=1)

    with pytest.raises(ValidationError) as error:
        actions.let_rest(case, actor=case.lead, since=tomorrow, until=tomorrow, reason="abroad", stops_clock=True)

    assert list(error.value.message_dict) == ["since"]
    assert Case.objects.get(pk=case.pk).status == CaseStatus.ACTIVE


def test_prolonging_a_rest_moves_what_is_planned() -> None:
    case = case_of_two_years()
    actions.let_rest(case, actor=case.lead, since=TODAY, until=date(2026, 12, 20), reason="illness", stops_clock=True)

    term_actions.prolong_rest(case, actor=case.lead, until=date(2026, 12, 30))

    case.refresh_from_db()
    assert (case.rests_until, case.ends_on) == (date(2026, 12, 30), date(2028, 8, 9))


def test_rest_recorded_afterwards_moves_the_end_and_must_be_over() -> None:
    case = case_of_two_years()
    rest = {"reason": "no_contact", "stops_clock": True}

    term_actions.record_rest(case, actor=case.lead, starts_on=date(2026, 8, 1), ends_on=date(2026, 8, 31), **rest)
    with pytest.raises(ValidationError) as error:
        term_actions.record_rest(case, actor=case.lead, starts_on=date(2026, 11, 1), ends_on=TODAY, **rest)

    case.refresh_from_db()
    assert case.ends_on == date(2028, 7, 31)
    assert list(error.value.message_dict) == ["ends_on"]


def test_closing_ends_a_rest_and_aftercare_takes_sessions_until_its_last_day() -> None:
    case = case_of_two_years()
    actions.let_rest(case, actor=case.lead, since=TODAY, until=date(2026, 12, 1), reason="abroad", stops_clock=False)

    actions.close_case(
        case, actor=case.lead, reason=ClosingReason.TERM_ENDED, aftercare_until=TODAY + timedelta(days=30)
    )

    assert case.suspensions.get().ends_on == TODAY
    assert (case.is_open, case.takes_sessions) == (False, True)
    demand_takes_sessions(case)
    with pytest.raises(ValidationError):
        demand_open(case)
    with time_machine.travel("2026-12-22 10:00+01:00"), pytest.raises(ValidationError):
        demand_takes_sessions(case)


def test_closing_a_resting_case_counts_the_days_it_really_rested_also_when_it_is_reopened() -> None:
    case = case_of_two_years()
    actions.let_rest(
        case, actor=case.lead, since=date(2026, 11, 12), until=date(2026, 12, 11), reason="abroad", stops_clock=True
    )

    actions.close_case(case, actor=case.lead, reason=ClosingReason.OWN_WISH)
    closed_with = Case.objects.get(pk=case.pk).ends_on
    actions.reopen_case(case, actor=colleague(case, Role.TEAMLEITUNG), comment="Kam zurück.")

    case.refresh_from_db()
    assert (closed_with, case.ends_on) == (date(2028, 7, 10), date(2028, 7, 10))
    derivation = derivation_of(case)
    assert derivation
    assert derivation.ends_on == case.ends_on


def test_request_is_refused_with_a_reason_alone() -> None:
    case = CaseFactory(request=True)

    with pytest.raises(ValidationError) as error:
        actions.close_case(case, actor=case.lead, reason=ClosingReason.REFUSED)
    actions.close_case(case, actor=case.lead, reason=ClosingReason.REFUSED, comment="Wohnt nicht hier.")

    assert list(error.value.message_dict) == ["comment"]
    assert (case.status, case.closing_reason) == (CaseStatus.CLOSED, ClosingReason.REFUSED)


def test_what_never_began_is_reopened_as_a_request() -> None:
    case = CaseFactory(waiting=True)
    actions.close_case(case, actor=case.lead, reason=ClosingReason.WITHDRAWN)

    actions.reopen_case(case, actor=colleague(case, Role.TEAMLEITUNG), comment="Hat es sich anders überlegt.")

    assert (case.status, case.requested_on) == (CaseStatus.REQUEST, timezone.localdate(case.opened_at))


def test_transferred_case_is_read_only() -> None:
    case = CaseFactory()

    fire(case, "transfer", actor=None, closed_on=TODAY)

    assert case.status == CaseStatus.TRANSFERRED
    with pytest.raises(ValidationError, match="übergeleitet"):
        demand_open(case)


def test_case_past_its_term_is_worked_on_and_shown() -> None:
    case = CaseFactory(starts_on=date(2023, 1, 1), ends_on=date(2024, 12, 31))

    demand_open(case)

    term = term_of(case, TODAY)
    assert (term.is_past, term.days_left, term.in_words) == (True, -690, "abgelaufen seit 690\N{NO-BREAK SPACE}Tagen")
    assert (term.percent_gone, case.is_past_its_term) == (100, True)


# --- Extensions -------------------------------------------------------------------------------------------


def test_extension_granted_by_another_moves_the_end_and_tells_both() -> None:
    load_regulations()
    case = case_of_two_years()
    chief = colleague(case, Role.TEAMLEITUNG)

    extension = term_actions.ask_extension(case, actor=case.lead, months=6, reason="Prüfung im Herbst.")
    asked = Reminder.objects.filter(recipient=chief, kind="cases.extension_asked", done_at__isnull=True).count()
    term_actions.decide_extension(extension, actor=chief, is_granted=True, comment="Nachvollziehbar.")

    case.refresh_from_db()
    derivation = derivation_of(case)
    assert (asked, case.ends_on) == (1, date(2028, 12, 31))
    assert derivation
    assert [line.label for line in derivation.lines] == [
        "24 Monate ab 01.07.2026",
        "verlängert um 6 Monate",
    ]
    assert not Reminder.objects.filter(kind="cases.extension_asked", done_at__isnull=True).exists()
    assert Reminder.objects.filter(recipient=case.lead, kind="cases.extension_decided").count() == 1
    assert extension.basis["value"] == "48.00"


def test_extension_refused_leaves_the_end() -> None:
    extension = ExtensionFactory(case=case_of_two_years())
    case = extension.case

    term_actions.decide_extension(
        extension, actor=colleague(case, Role.TEAMLEITUNG), is_granted=False, comment="Regeldienst genügt."
    )

    case.refresh_from_db()
    assert (extension.status, case.ends_on) == (ExtensionStatus.REFUSED, date(2028, 6, 30))


def test_extension_beyond_the_limit_of_the_rule_is_refused() -> None:
    load_regulations()
    case = case_of_two_years()
    ExtensionFactory(case=case, granted=True, months=18)

    with pytest.raises(ValidationError) as error:
        term_actions.ask_extension(case, actor=case.lead, months=7, reason="x")

    assert list(error.value.message_dict) == ["months"]
    assert "noch 6 Monate" in error.value.messages[0]


def test_one_month_is_told_in_the_singular() -> None:
    load_regulations()
    case = case_of_two_years()
    chief = colleague(case, Role.TEAMLEITUNG)
    ExtensionFactory(case=case, granted=True, months=23)

    with pytest.raises(ValidationError) as error:
        term_actions.ask_extension(case, actor=case.lead, months=2, reason="x")
    extension = term_actions.ask_extension(case, actor=case.lead, months=1, reason="Prüfung.")

    assert error.value.messages[0].startswith("Möglich ist noch 1 Monat. ")
    assert str(extension) == "Verlängerung um 1\N{NO-BREAK SPACE}Monat"
    assert Reminder.objects.get(recipient=chief).title == f"Verlängerung um 1 Monat beantragt: {case.number}"


def test_extension_of_a_case_of_2018_follows_the_limit_of_today() -> None:
    load_regulations()
    case = case_of_two_years(starts_on=date(2018, 1, 1), ends_on=date(2019, 12, 31))

    limits = term_actions.limits_of(case, TODAY)

    assert (limits.left, limits.left_in_words) == (24, "Möglich sind noch 24 Monate.")


def test_extension_by_teamleitung_who_asked_herself_waits_for_another() -> None:
    load_regulations()
    case = case_of_two_years()
    chief = colleague(case, Role.TEAMLEITUNG)
    extension = term_actions.ask_extension(case, actor=chief, months=3, reason="Prüfung.")

    with pytest.raises(TransitionRefused):
        term_actions.decide_extension(extension, actor=chief, is_granted=True, comment="Ja.")

    assert type(extension).objects.get().status == ExtensionStatus.ASKED
    assert not Reminder.objects.filter(recipient=chief, kind="cases.extension_asked").exists()


def test_extension_asked_by_who_does_not_act_for_the_case_is_refused() -> None:
    case = case_of_two_years()

    with pytest.raises(PermissionDenied):
        term_actions.ask_extension(case, actor=colleague(case), months=3, reason="x")


@pytest.mark.django_db(transaction=True)
def test_extension_granted_by_two_at_once_counts_once() -> None:
    load_regulations()
    extension = ExtensionFactory(case=case_of_two_years(), months=6)
    chiefs = [colleague(extension.case, Role.TEAMLEITUNG) for _ in range(2)]
    refused: list[list[str]] = []

    def grant(chief: User) -> None:
        try:
            mine = type(extension).objects.select_related("case").get(pk=extension.pk)
            term_actions.decide_extension(mine, actor=chief, is_granted=True, comment="Ja.")
        except ValidationError as error:
            refused.append(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=grant, args=[chief]) for chief in chiefs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    extension.case.refresh_from_db()
    assert refused == [["Im Stand „genehmigt“ ist das nicht möglich."]]
    assert extension.case.ends_on == date(2028, 12, 31)


def test_suspension_of_one_case_does_not_move_another() -> None:
    case, other = case_of_two_years(), case_of_two_years()
    SuspensionFactory(case=other)

    actions.move_term(case)

    case.refresh_from_db()
    assert case.ends_on == date(2028, 6, 30)
