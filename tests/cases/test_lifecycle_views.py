"""The pages of states, terms and responsibility: list, filters, export, day, waiting list, Dauer, Vertretung."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.lifecycle.workflow import CASE
from cases.models import Case, CaseTransition, SavedFilter
from pik.accounts.enums import Role
from pik.accounts.models import AccessEntry, User
from tests.counting import costs_exactly, counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, FollowUpFactory, PersonFactory, SessionFactory
from tests.factories.lifecycle import AbsenceFactory, DeputyFactory, ExtensionFactory, SavedFilterFactory
from tests.factories.sessions import SessionParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.web]


def page_of(web: Client, name: str, **query: Any) -> str:
    answer = web.get(reverse(f"cases:{name}"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def names_on(text: str, *cases: Case) -> list[bool]:
    return [case.number in text for case in cases]


def once() -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4())}


# --- The list -----------------------------------------------------------------------------------------------


def test_list_shows_whose_cases_are_asked_for(web: Client, manager: User) -> None:
    home = manager.membership.organisation
    mine = CaseFactory(organisation=home, lead=manager)
    deputised = DeputyFactory(case=CaseFactory(organisation=home), user=manager).case
    away = AbsenceFactory(organisation=home, substitute=manager).user
    covered = CaseFactory(organisation=home, lead=away)
    nobodys = CaseFactory(organisation=home, lead=None, waiting=True)
    others = CaseFactory(organisation=home)
    every = (mine, deputised, covered, nobodys, others)

    shown = {whose: names_on(page_of(web, "case_list", wer=whose), *every) for whose in ("meine", "vertretung", "ohne")}

    assert shown == {
        "meine": [True, False, False, False, False],
        "vertretung": [False, True, True, False, False],
        "ohne": [False, False, False, True, False],
    }


def test_list_filters_by_several_states_and_by_what_has_run_out(web: Client, manager: User) -> None:
    home = {"organisation": manager.membership.organisation, "lead": manager}
    active, resting, request = CaseFactory(**home), CaseFactory(resting=True, **home), CaseFactory(request=True, **home)
    past = CaseFactory(starts_on=date(2020, 1, 1), ends_on=date(2021, 12, 31), **home)
    every = (active, resting, request, past)

    usual = page_of(web, "case_list")
    chosen = page_of(web, "case_list", stand=["ruhend", "anfrage"])
    run_out = page_of(web, "case_list", endet="abgelaufen")

    assert names_on(usual, *every) == [True, True, False, True]
    assert names_on(chosen, *every) == [False, True, True, False]
    assert names_on(run_out, *every) == [False, False, False, True]
    assert "abgelaufen" in run_out


@pytest.mark.parametrize("query", [{"stand": "quatsch"}, {"wer": "niemand"}, {"endet": "99"}, {"titel": "x"}], ids=str)
def test_list_of_a_choice_that_does_not_exist_is_the_usual_one(web: Client, case: Case, query: dict[str, str]) -> None:
    assert names_on(page_of(web, "case_list", **query), case) == [True]


def test_filter_is_kept_without_the_search_text_and_applied_when_the_list_is_opened(
    web: Client, manager: User, case: Case
) -> None:
    resting = CaseFactory(organisation=case.organisation, lead=manager, resting=True)
    query = "wer=meine&stand=ruhend&q=Rahimi"

    answer = web.post(reverse("cases:filter_save"), {"name": "Ruhende", "query": query, "is_default": "on", **once()})

    kept = SavedFilter.objects.get()
    assert (answer.status_code, kept.query, kept.is_default) == (302, "wer=meine&stand=ruhend", True)
    assert names_on(page_of(web, "case_list"), case, resting) == [False, True]
    assert names_on(page_of(web, "case_list", wer="meine"), case, resting) == [True, True]


def test_filter_of_the_same_name_is_replaced_and_deleted_by_its_owner_alone(web: Client, manager: User) -> None:
    kept = SavedFilterFactory(organisation=manager.membership.organisation, user=manager, name="Meine")
    foreign = SavedFilterFactory(organisation=manager.membership.organisation)

    web.post(reverse("cases:filter_save"), {"name": "Meine", "query": "wer=alle", **once()})
    gone = web.post(reverse("cases:filter_delete", kwargs={"pk": foreign.pk}))

    kept.refresh_from_db()
    assert (kept.query, gone.status_code) == ("wer=alle&stand=aktiv&stand=ruhend", 404)
    web.post(reverse("cases:filter_delete", kwargs={"pk": kept.pk}))
    assert list(SavedFilter.objects.all()) == [foreign]


def test_list_is_taken_along_as_filtered_and_that_is_noted(web: Client, manager: User, case: Case) -> None:
    PersonFactory(organisation=case.organisation)
    CaseFactory(organisation=case.organisation)
    type(case.person).objects.filter(pk=case.person_id).update(family_name="=SUMME(1)")

    as_csv = web.get(reverse("cases:case_export"), {"wer": "meine", "format": "csv"})
    as_xlsx = web.get(reverse("cases:case_export"), {"wer": "meine", "format": "xlsx"})

    lines = as_csv.content.decode("utf-8-sig").splitlines()
    rows = list(load_workbook(io.BytesIO(as_xlsx.content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert (len(lines), len(rows)) == (2, 2)
    assert lines[1].startswith(f"'=SUMME(1), Zahra;{case.number};")
    assert rows[1][:2] == ("=SUMME(1), Zahra", case.number)
    assert rows[1][6].date() == case.ends_on  # type: ignore[union-attr]
    noted = AccessEntry.objects.filter(kind="exported").values_list("detail", flat=True)
    assert list(noted) == [f"1\N{NO-BREAK SPACE}Fall: {case.number}"] * 2


def test_last_session_is_one_that_was_held_also_with_relatives(web: Client, manager: User, case: Case) -> None:
    SessionFactory(case=case, held_on=date(2026, 3, 1))
    SessionFactory(case=case, held_on=date(2026, 5, 1), status="no_show", topics=[], duration_minutes=0)
    other = CaseFactory(organisation=case.organisation, lead=manager)
    joint = SessionFactory(case=other, held_on=date(2026, 4, 1))
    SessionParticipantFactory(session=joint, name="", role="", person=case.person, case=case)

    rows = {row.pk: row.last_contact_on for row, _ in web.get(reverse("cases:case_list")).context["rows"]}

    assert rows == {case.pk: date(2026, 4, 1), other.pk: date(2026, 4, 1)}


def test_list_is_read_once_to_be_taken_along(web: Client, manager: User, case: Case) -> None:
    with counted() as statements:
        web.get(reverse("cases:case_export"), {"wer": "meine", "format": "csv"})

    assert len([sql for sql in statements if '"cases_case"."number"' in sql]) == 1


def test_deputies_of_cases_are_listed_and_ended_beside_the_absences(web: Client, manager: User) -> None:
    home = manager.membership.organisation
    mine, others = (
        DeputyFactory(case=CaseFactory(organisation=home), user=manager),
        DeputyFactory(case=CaseFactory(organisation=home)),
    )
    over = DeputyFactory(case=CaseFactory(organisation=home, closed=True), user=manager)
    ended = DeputyFactory(case=CaseFactory(organisation=home), user=manager, ended=True)
    every = (mine.case, others.case, over.case, ended.case)

    own = page_of(web, "absence_list")
    web.force_login(user_with_role(Role.TEAMLEITUNG, home))
    of_all = page_of(web, "absence_list")
    address = reverse("cases:deputy_end", kwargs={"public_id": mine.case.public_id, "pk": mine.pk})
    answer = web.post(address, {"back": "list"})

    mine.refresh_from_db()
    assert names_on(own, *every) == [True, False, False, False]
    assert names_on(of_all, *every) == [True, True, False, False]
    assert (answer["Location"], mine.ended_at is not None) == (reverse("cases:absence_list"), True)


@pytest.mark.parametrize(("name", "queries"), [("case_waiting", 5), ("absence_list", 8), ("my_day", 11)])
def test_page_of_one_and_three_costs_the_same_queries(web: Client, manager: User, name: str, queries: int) -> None:
    home = manager.membership.organisation

    def fill() -> None:
        CaseFactory(organisation=home, waiting=True, lead=None)
        CaseFactory(organisation=home, request=True, lead=None)
        away = AbsenceFactory(organisation=home, substitute=manager).user
        DeputyFactory(case=CaseFactory(organisation=home, lead=away), user=manager)
        FollowUpFactory(case=CaseFactory(organisation=home, lead=away), due_on=timezone.localdate())
        CaseFactory(organisation=home, lead=manager, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))

    fill()
    web.get(reverse(f"cases:{name}"))
    with costs_exactly(queries):
        web.get(reverse(f"cases:{name}"))
    fill()
    fill()
    with costs_exactly(queries):
        web.get(reverse(f"cases:{name}"))


# --- Mein Tag -------------------------------------------------------------------------------------------------


def test_my_day_shows_the_work_of_whoever_one_stands_in_for_marked(web: Client, manager: User) -> None:
    home = manager.membership.organisation
    absence = AbsenceFactory(organisation=home, substitute=manager)
    theirs = CaseFactory(organisation=home, lead=absence.user)
    FollowUpFactory(case=theirs, due_on=timezone.localdate(), reason="Jobcenter anrufen")

    during = page_of(web, "my_day")
    type(absence).objects.update(ended_at=timezone.now(), ended_by=absence.user)
    after = page_of(web, "my_day")

    assert f"in Vertretung für {absence.user.get_full_name()}" in during
    assert ("Jobcenter anrufen" in during, "Jobcenter anrufen" in after) == (True, False)


def test_my_day_of_the_teamleitung_has_cases_without_a_lead_and_extensions_to_decide(manager: User) -> None:
    home = manager.membership.organisation
    nobodys = CaseFactory(organisation=home, lead=None, request=True)
    asked = ExtensionFactory(case=CaseFactory(organisation=home)).case
    chief = Client()
    chief.force_login(user_with_role(Role.TEAMLEITUNG, home))

    text = page_of(chief, "my_day")

    assert "Fälle ohne Zuständigkeit" in text
    assert reverse("cases:case_term", kwargs={"public_id": asked.public_id}) in text
    assert names_on(page_of(chief, "case_list", wer="ohne"), nobodys, asked) == [True, False]


def test_my_day_shows_rests_that_are_over_and_terms_that_have_passed(web: Client, manager: User) -> None:
    home = {"organisation": manager.membership.organisation, "lead": manager}
    over = CaseFactory(resting=True, **home)
    Case.objects.filter(pk=over.pk).update(rests_until=timezone.localdate())
    past = CaseFactory(starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31), **home)

    text = page_of(web, "my_day")

    assert reverse("cases:case_resume", kwargs={"public_id": over.public_id}) in text
    assert "endete am 31.12.2020" in text
    assert reverse("cases:case_term", kwargs={"public_id": past.public_id}) in text


# --- From state to state ----------------------------------------------------------------------------------------


def test_case_recorded_as_request_goes_through_its_pages_until_it_runs(web: Client, manager: User) -> None:
    person = {"family_name": "Rahimi", "given_name": "Zahra", "nationality": "AF", "status": "request"}
    today = timezone.localdate()
    opened = web.post(
        reverse("cases:case_open"), {**person, "waiting_since": today.isoformat(), "priority": "3", **once()}
    )
    case = Case.objects.get()
    at = {"public_id": case.public_id}

    waiting = web.post(
        reverse("cases:case_wait_save", kwargs=at), {"waiting_since": today.isoformat(), "priority": "1"}
    )
    listed = page_of(web, "case_waiting")
    begun = web.post(reverse("cases:case_begin_save", kwargs=at), {"starts_on": today.isoformat()})

    case.refresh_from_db()
    assert (opened.status_code, waiting.status_code, begun.status_code) == (302, 302, 302)
    assert case.number in listed
    assert (case.status, case.lead, case.starts_on) == ("active", manager, today)


@pytest.mark.parametrize(
    ("name", "sent", "field"),
    [
        ("case_rest_save", {"since": "2026-11-20", "until": "2026-11-19", "reason": "abroad"}, "Das Ende liegt vor"),
        ("case_rest_save", {"since": "2026-11-20", "until": "2026-12-19", "reason": "other"}, "erläutern"),
        ("case_rest_save", {"since": "", "until": "morgen", "reason": ""}, "Bitte"),
        ("case_close_save", {"reason": "refused"}, "keine gültige"),
        ("rest_record", {"starts_on": "2026-08-02", "ends_on": "2026-08-01", "reason": "abroad"}, "Das Ende liegt vor"),
        ("extension_ask", {"months": "0", "reason": ""}, "Dieser Wert muss"),
        ("lead_give", {"to": "0", "reason": "x"}, "Auswahl"),
    ],
)
def test_page_says_what_is_wrong_and_keeps_the_case(
    web: Client, case: Case, name: str, sent: dict[str, str], field: str
) -> None:
    answer = web.post(reverse(f"cases:{name}", kwargs={"public_id": case.public_id}), {**sent, **once()})

    case.refresh_from_db()
    assert (answer.status_code, case.status) == (422, "active")
    assert field in answer.content.decode()


def test_step_that_the_state_does_not_allow_is_locked_with_the_reason(web: Client, case: Case) -> None:
    answer = web.get(reverse("cases:case_resume", kwargs={"public_id": case.public_id}))

    assert "Im Stand „aktiv“ ist das nicht möglich." in answer.content.decode()


def test_double_click_asks_for_one_extension(web: Client, case: Case) -> None:
    sent = {"months": "3", "reason": "Prüfung im Herbst.", **once()}
    url = reverse("cases:extension_ask", kwargs={"public_id": case.public_id})
    Case.objects.filter(pk=case.pk).update(term_basis={"value": "36.00"})

    answers = [web.post(url, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert case.extensions.count() == 1


def test_head_of_the_case_says_who_stands_in_and_that_the_term_has_passed(web: Client, case: Case) -> None:
    absence = AbsenceFactory(organisation=case.organisation, user=case.lead)
    Case.objects.filter(pk=case.pk).update(starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))

    text = web.get(case.get_absolute_url()).content.decode()

    assert f"in Vertretung: {absence.substitute.get_full_name()}" in text
    assert "Frist abgelaufen" in text


def test_absence_is_entered_and_ended_by_whoever_is_away(web: Client, manager: User) -> None:
    there = user_with_role(Role.INTEGRATIONSMANAGER, manager.membership.organisation)
    today = timezone.localdate()
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=3)).isoformat()}

    entered = web.post(reverse("cases:absence_add"), {"user": manager.pk, "substitute": there.pk, **days, **once()})
    again = web.post(reverse("cases:absence_add"), {"user": there.pk, "substitute": manager.pk, **days, **once()})
    absence = manager.absences.get()
    web.post(reverse("cases:absence_end", kwargs={"pk": absence.pk}))

    absence.refresh_from_db()
    assert (entered.status_code, again.status_code) == (302, 422)
    assert absence.ended_by == manager


def test_verlauf_tells_every_step_in_words(web: Client, case: Case) -> None:
    steps = [transition.name for transition in CASE.transitions]
    CaseTransition.objects.bulk_create(
        CaseTransition(subject=case, name=name, source="", target="", actor=case.lead, actor_label="Miriam Vogt")
        for name in [*steps, "open", "give_lead", "deputy", "hand_over"]
    )

    text = web.get(reverse("cases:case_history", kwargs={"public_id": case.public_id})).content.decode()

    assert all(
        word in text
        for word in ("Begleitung begonnen", "Begleitung ruht", "Zuständigkeit", "Vertretung", "Übergeleitet")
    )
