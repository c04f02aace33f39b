"""Putting right what was recorded wrongly: rests, the begin of support, who waits since when and how urgently."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from cases.enums import CaseStatus
from cases.lifecycle import actions, corrections
from cases.models import Case, Suspension
from cases.sessions.timeline import entries, scope_of
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.conflicts import CONFLICT, stands
from pik.regulations.reference import load_regulations
from pik.reminders.models import Reminder
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.lifecycle import ExtensionFactory, SuspensionFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
BASIS = {"value": "24.00", "regulation": "VwV", "source": "Test", "confidence": "confirmed"}
END = date(2028, 6, 30)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-21 10:00+01:00", tick=False):
        yield


def rest_of_august(**values: Any) -> Suspension:
    """A case from 01.07.2026 to 30.06.2028 of which August 2026 did not count: it ends on 31.07.2028."""
    rest = SuspensionFactory(case=CaseFactory(term_basis=BASIS, **values))
    actions.move_term(rest.case)
    return rest


def correct(rest: Suspension, **values: Any) -> Suspension:
    now = {
        "starts_on": rest.starts_on,
        "until": rest.ends_on or rest.planned_until,
        "reason": rest.reason,
        "stops_clock": rest.stops_clock,
    }
    usual = {"actor": rest.case.lead, "seen": {}, "why": "Verschrieben."}
    return corrections.correct_rest(rest, **{**usual, **now, **values})


def last_line(case: Case) -> tuple[str, str]:
    step = case.transitions.order_by("pk").last()
    assert step
    return step.name, step.comment


def chief_of(case: Case) -> User:
    return user_with_role(Role.TEAMLEITUNG, case.organisation)


# --- Rests ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "end", "told"),
    [
        (
            {"stops_clock": False},
            END,
            "jetzt 01.08.2026 – 31.08.2026, zählt zur Dauer",
        ),
        (
            {"starts_on": date(2026, 9, 1), "until": date(2026, 9, 10)},
            date(2028, 7, 10),
            "jetzt 01.09.2026 – 10.09.2026, zählt nicht zur Dauer",
        ),
        (
            {"reason": "illness"},
            date(2028, 7, 31),
            "Grund oder Bemerkung",
        ),
    ],
    ids=["clock", "days", "reason"],
)
def test_corrected_rest_moves_the_end_and_is_told(values: dict[str, Any], end: date, told: str) -> None:
    rest = rest_of_august()

    correct(rest, **values)

    case = Case.objects.get()
    assert case.ends_on == end
    line = f"01.08.2026 – 31.08.2026, zählt nicht zur Dauer: {told}. Verschrieben."
    assert last_line(case) == ("correct_rest", line)
    assert [entry.title for entry in entries(scope_of(case, rest.case.lead), names=["stand"])] == [
        "Ruhezeit berichtigt"
    ]


def test_corrected_rest_that_runs_moves_the_resting_case_with_it() -> None:
    case = CaseFactory(term_basis=BASIS)
    rest = actions.let_rest(
        case, actor=case.lead, since=date(2026, 11, 12), until=date(2026, 12, 11), reason="abroad", stops_clock=True
    )

    correct(rest, starts_on=date(2026, 11, 2), until=date(2026, 12, 1))

    case.refresh_from_db()
    assert (case.resting_since, case.rests_until) == (date(2026, 11, 2), date(2026, 12, 1))
    assert (case.status, case.ends_on) == (CaseStatus.RESTING, date(2028, 7, 30))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_on": date(2026, 6, 30)}, "starts_on"),
        ({"starts_on": date(2026, 11, 22), "until": date(2026, 11, 23)}, "starts_on"),
        ({"until": date(2026, 11, 22)}, "ends_on"),
        ({"starts_on": date(2026, 10, 1), "until": date(2026, 10, 15)}, "__all__"),
        ({}, None),
    ],
    ids=["before-begin", "to-come", "not-over", "over-another", "unchanged"],
)
def test_rest_is_not_corrected_into_what_can_not_be(values: dict[str, Any], field: str | None) -> None:
    rest = rest_of_august()
    SuspensionFactory(case=rest.case, starts_on=date(2026, 10, 10), ends_on=date(2026, 10, 20))

    with pytest.raises(ValidationError) as error:
        correct(rest, **values)

    assert list(getattr(error.value, "error_dict", [])) == ([field] if field else [])
    assert Suspension.objects.get(pk=rest.pk).starts_on == date(2026, 8, 1)


def test_removed_rest_gives_its_days_back_and_is_told() -> None:
    rest = rest_of_august()
    case = rest.case

    corrections.remove_rest(rest, actor=case.lead, why="Gehört zu einem anderen Fall.")

    case.refresh_from_db()
    assert (case.ends_on, case.suspensions.count()) == (END, 0)
    assert last_line(case) == (
        "remove_rest",
        "01.08.2026 – 31.08.2026, zählt nicht zur Dauer. Gehört zu einem anderen Fall.",
    )


def test_removed_rest_that_runs_leaves_the_case_active() -> None:
    case = CaseFactory(term_basis=BASIS)
    rest = actions.let_rest(
        case, actor=case.lead, since=TODAY, until=date(2026, 12, 11), reason="abroad", stops_clock=True
    )

    corrections.remove_rest(rest, actor=case.lead, why="Falscher Fall.")

    case.refresh_from_db()
    assert (case.status, case.ends_on, case.resting_since) == (CaseStatus.ACTIVE, END, None)


def test_rest_is_corrected_and_removed_by_those_of_the_own_organisation_in_an_open_case_alone() -> None:
    rest, closed = rest_of_august(), SuspensionFactory(case=CaseFactory(closed=True))
    stranger = user_with_role(Role.INTEGRATIONSMANAGER)

    with pytest.raises(PermissionDenied):
        correct(rest, actor=stranger, stops_clock=False)
    with pytest.raises(PermissionDenied):
        corrections.remove_rest(rest, actor=stranger, why="x")
    with pytest.raises(ValidationError):
        correct(closed, stops_clock=False)
    with pytest.raises(ValidationError):
        corrections.remove_rest(closed, actor=closed.case.lead, why="x")


def test_correction_of_a_rest_that_somebody_else_corrected_shows_both_stands(web: Client, manager: User) -> None:
    rest = rest_of_august(organisation=manager.membership.organisation, lead=manager)
    address = {"public_id": rest.case.public_id, "pk": rest.pk}
    shown = web.get(reverse("cases:rest_edit", kwargs=address)).context["form"]
    sent = {**{name: shown[name].value() or "" for name in shown.fields}, "ends_on": "2026-08-20", "why": "Früher da."}
    correct(rest, until=date(2026, 8, 25))

    refused = web.post(reverse("cases:rest_correct", kwargs=address), sent)
    again = {**sent, "seen_token": refused.context["form"]["seen_token"].value(), "stand_ends_on": "meine"}
    stored = web.post(reverse("cases:rest_correct", kwargs=address), again)

    assert refused.status_code == 422
    assert [(d.was, d.now, d.mine) for d in refused.context["form"].differences] == [
        ("31.08.2026", "25.08.2026", "20.08.2026")
    ]
    assert (stored.status_code, Suspension.objects.get().ends_on) == (302, date(2026, 8, 20))


def test_correction_of_a_rest_that_ended_meanwhile_says_so(web: Client, manager: User) -> None:
    case = CaseFactory(term_basis=BASIS, organisation=manager.membership.organisation, lead=manager)
    rest = actions.let_rest(
        case, actor=manager, since=date(2026, 11, 12), until=date(2026, 12, 11), reason="abroad", stops_clock=True
    )
    address = {"public_id": case.public_id, "pk": rest.pk}
    shown = web.get(reverse("cases:rest_edit", kwargs=address)).context["form"]
    sent = {**{name: shown[name].value() or "" for name in shown.fields}, "why": "Verschrieben."}
    actions.resume(case, actor=manager, last_day=TODAY)

    refused = web.post(reverse("cases:rest_correct", kwargs=address), {**sent, "planned_until": "2026-12-20"})

    assert refused.status_code == 422
    assert [(d.was, d.now) for d in refused.context["form"].differences] == [("leer", "21.11.2026")]


def test_rest_is_removed_on_its_page(web: Client, manager: User) -> None:
    rest = rest_of_august(organisation=manager.membership.organisation, lead=manager)
    address = {"public_id": rest.case.public_id, "pk": rest.pk}

    listed = web.get(reverse("cases:case_term", args=[rest.case.public_id])).content.decode()
    without_reason = web.post(reverse("cases:rest_remove", kwargs=address), {})
    removed = web.post(reverse("cases:rest_remove", kwargs=address), {"why": "Nie geruht."})

    assert reverse("cases:rest_edit", kwargs=address) in listed
    assert (without_reason.status_code, removed.status_code) == (422, 302)
    assert Case.objects.get().ends_on == END


# --- The begin --------------------------------------------------------------------------------------------


def test_corrected_begin_takes_the_rule_of_that_day_with_extensions_and_rests() -> None:
    load_regulations()
    rest = rest_of_august()
    case = rest.case
    ExtensionFactory(case=case, granted=True, months=6)
    Reminder.objects.create(
        kind="cases.term_ends",
        key=f"cases.term_ends:{case.pk}:{case.ends_on}:6:{case.lead_id}",
        recipient=case.lead,
        organisation=case.organisation,
        due_on=TODAY,
        title="endet",
        url="/faelle/",
    )

    corrections.correct_begin(
        case, actor=chief_of(case), seen={}, starts_on=date(2026, 1, 1), why="Stand falsch in der Akte."
    )

    case.refresh_from_db()
    # 36 months by the rule of 2025, 6 granted, 31 days of August.
    assert (case.starts_on, case.ends_on, case.term_basis["value"]) == (date(2026, 1, 1), date(2029, 7, 31), "36.00")
    assert last_line(case) == ("correct_begin", "01.07.2026: jetzt 01.01.2026. Stand falsch in der Akte.")
    assert not Reminder.objects.filter(done_at__isnull=True).exists()


def test_begin_is_not_corrected_past_a_rest_before_any_rule_or_before_support() -> None:
    load_regulations()
    rest = rest_of_august()
    chief = chief_of(rest.case)
    waiting = CaseFactory(organisation=rest.case.organisation, waiting=True)
    wrong = [
        (rest.case, date(2026, 8, 2)),
        (rest.case, date(2016, 1, 1)),
        (rest.case, date(2026, 7, 1)),
        (waiting, TODAY),
    ]

    for case, day in wrong:
        with pytest.raises(ValidationError):
            corrections.correct_begin(case, actor=chief, seen={}, starts_on=day, why="x")

    assert Case.objects.get(pk=rest.case.pk).ends_on == date(2028, 7, 31)


def test_begin_is_corrected_by_the_teamleitung_alone_and_not_over_somebody_elses_correction() -> None:
    load_regulations()
    case = rest_of_august().case
    seen = stands(case, ["starts_on"])

    with pytest.raises(PermissionDenied):
        corrections.correct_begin(case, actor=case.lead, seen=seen, starts_on=date(2026, 5, 1), why="x")
    corrections.correct_begin(case, actor=chief_of(case), seen=seen, starts_on=date(2026, 5, 1), why="x")
    with pytest.raises(ValidationError) as error:
        corrections.correct_begin(case, actor=chief_of(case), seen=seen, starts_on=date(2026, 6, 1), why="x")

    assert error.value.code == CONFLICT


def test_begin_is_corrected_on_its_page(web: Client, manager: User) -> None:
    load_regulations()
    case = rest_of_august(organisation=manager.membership.organisation).case
    web.force_login(chief_of(case))
    shown = web.get(reverse("cases:begin_edit", args=[case.public_id])).context["form"]
    sent = {"seen_token": shown["seen_token"].value(), "why": "Falsch."}

    refused = web.post(reverse("cases:begin_correct", args=[case.public_id]), {**sent, "starts_on": "2026-08-15"})
    stored = web.post(reverse("cases:begin_correct", args=[case.public_id]), {**sent, "starts_on": "2026-06-01"})

    assert (refused.status_code, stored.status_code) == (422, 302)
    assert "beginnt eine Ruhezeit" in refused.content.decode()
    assert Case.objects.get().starts_on == date(2026, 6, 1)


# --- Who waits --------------------------------------------------------------------------------------------


def test_urgency_and_days_of_who_waits_are_changed_and_told(web: Client, manager: User) -> None:
    case = CaseFactory(organisation=manager.membership.organisation, waiting=True, lead=None)
    shown = web.get(reverse("cases:waiting_edit", args=[case.public_id])).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}

    unchanged = web.post(reverse("cases:waiting_correct", args=[case.public_id]), sent)
    stored = web.post(
        reverse("cases:waiting_correct", args=[case.public_id]), {**sent, "priority": "1", "why": "Muss ausziehen."}
    )

    case.refresh_from_db()
    assert (unchanged.status_code, stored.status_code, case.priority) == (422, 302, 1)
    assert last_line(case) == ("correct_waiting", "Dringlichkeit: dringend. Muss ausziehen.")


def test_day_of_a_request_is_changed_and_not_into_the_future(web: Client, manager: User) -> None:
    case = CaseFactory(organisation=manager.membership.organisation, request=True, lead=None)
    shown = web.get(reverse("cases:waiting_edit", args=[case.public_id])).context["form"]
    sent = {"seen_token": shown["seen_token"].value()}

    refused = web.post(reverse("cases:waiting_correct", args=[case.public_id]), {**sent, "requested_on": "2026-11-22"})
    web.post(reverse("cases:waiting_correct", args=[case.public_id]), {**sent, "requested_on": "2026-10-05"})

    case.refresh_from_db()
    assert (refused.status_code, case.requested_on, case.waiting_since) == (422, date(2026, 10, 5), None)


def test_days_of_who_waits_are_refused_once_support_has_begun() -> None:
    case = CaseFactory()

    with pytest.raises(ValidationError, match="schon begonnen"):
        corrections.correct_waiting(case, actor=case.lead, seen={}, requested_on=TODAY)
