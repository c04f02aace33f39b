"""The pages: what they store, what they refuse, and that they lose nothing that was typed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, FollowUp, Goal, Person, Session, Step
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.regulations.reference import load_regulations
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import (
    CaseFactory,
    FollowUpFactory,
    GoalFactory,
    PersonFactory,
    PlanFactory,
    SessionFactory,
    StepFactory,
    plan_with_step,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def manager() -> User:
    load_regulations()
    return user_with_role(Role.INTEGRATIONSMANAGER, OrganisationFactory(name="Ladenburg"))


@pytest.fixture
def web(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def new_person(**values: Any) -> dict[str, Any]:
    return {
        "submission_key": str(uuid.uuid4()),
        "family_name": "Rahimi",
        "given_name": "Zahra",
        "birth_date": "14.03.1991",
        "nationality": "AF",
        "languages": "Dari, Englisch, Dari",
        "interpreter_language": "Dari",
        "starts_on": "2026-07-01",
        **values,
    }


def session(**values: Any) -> dict[str, Any]:
    return {
        "submission_key": str(uuid.uuid4()),
        "held_on": "2026-09-15",
        "kind": "in_person",
        "duration": "45",
        "topics": ["language", "family"],
        "note": "Kursplatz zugesagt.",
        **values,
    }


# --- Opening ------------------------------------------------------------------------------------


def test_opening_stores_person_and_case_and_leads_to_it(web: Client, manager: User) -> None:
    answer = web.post(reverse("cases:case_open"), new_person())

    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    assert (case.person.languages, case.person.nationalities, case.lead) == (["Dari", "Englisch"], ["AF"], manager)


def test_opening_twice_with_one_key_stores_once(web: Client) -> None:
    typed = new_person()

    first = web.post(reverse("cases:case_open"), typed)
    second = web.post(reverse("cases:case_open"), typed)

    assert (Case.objects.count(), second["Location"]) == (1, first["Location"])


def test_opening_for_somebody_alike_asks_first(web: Client, manager: User) -> None:
    PersonFactory(
        organisation=manager.membership.organisation, family_name="Rahimy", given_name="Zahra", birth_date="1991-03-14"
    )

    asked = web.post(reverse("cases:case_open"), new_person())
    confirmed = web.post(reverse("cases:case_open"), new_person(is_other_person="on"))

    assert (asked.status_code, confirmed.status_code) == (422, 302)
    assert "Diese Person gibt es vielleicht schon" in asked.content.decode()
    assert 'value="Rahimi"' in asked.content.decode()
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"family_name": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"birth_date": "31.02.1991"}, "Bitte geben Sie ein Datum ein, zum Beispiel 18.11.2026."),
        ({"birth_date": "2999-01-01"}, "Das Geburtsdatum liegt in der Zukunft."),
        ({"birth_date": "1850-01-01"}, "Das Geburtsdatum liegt zu weit zurück."),
        ({"nationality": "QQ"}, "QQ ist keine gültige Auswahl."),
        ({"starts_on": "2016-01-01"}, "ist am 01.01.2016 kein Wert hinterlegt"),
        ({"starts_on": "2062-07-01"}, "Der Beginn liegt mehr als ein Jahr in der Zukunft."),
        ({"arrived_on": "1990-01-01"}, "Die Einreise liegt vor der Geburt."),
        ({"family_case": "LAD-2026-9999"}, "Einen Fall mit der Nummer „LAD-2026-9999“ gibt es hier nicht."),
    ],
)
def test_opening_with_bad_input_says_why_and_keeps_what_was_typed(
    web: Client, values: dict[str, str], sentence: str
) -> None:
    answer = web.post(reverse("cases:case_open"), new_person(**values))

    text = answer.content.decode()
    assert (answer.status_code, Person.objects.count()) == (422, 0)
    assert sentence in text
    assert 'value="Zahra"' in text


def test_similar_persons_are_told_while_typing(web: Client, manager: User) -> None:
    PersonFactory(organisation=manager.membership.organisation, family_name="Rahimi", given_name="Zahra")

    near = web.post(
        reverse("cases:person_similar"), {"family_name": "Rahimi", "given_name": "Zahra", "birth_date": "14.03."}
    )
    other = web.post(reverse("cases:person_similar"), {"family_name": "Bondar", "given_name": "Oksana"})

    assert "Diese Person gibt es vielleicht schon" in near.content.decode()
    assert other.content.decode().strip() == ""


# --- Lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "is_found"),
    [
        ("rahimi", True), ("Zahra Rah", True), ("raḥimí", True), ("14.3.1991", True), ("1991-03-14", True),
        ("LAD-2026-0142", True), ("lad-2026", True), ("142", True), ("زهرا", True),
        ("ahimi", False), ("31.02.1991", False), ("143", False), ("bondar", False), ("' | :*", False),
    ],
)  # fmt: skip
def test_search_finds_by_name_number_and_birth_date(web: Client, manager: User, q: str, is_found: bool) -> None:
    home = manager.membership.organisation
    person = PersonFactory(
        organisation=home, family_name="Rahimi", given_name="Zahra", name_original="زهرا رحیمی", birth_date="1991-03-14"
    )
    CaseFactory(organisation=home, person=person, number="LAD-2026-0142")
    CaseFactory(number="LAD-2026-0142-X", person__family_name="Rahimi")

    answer = web.get(reverse("cases:case_list"), {"q": q})

    found = [case.number for case in answer.context["page_obj"]]
    if q == "' | :*":
        assert answer.status_code == 200
    else:
        assert found == (["LAD-2026-0142"] if is_found else [])


def test_case_list_shows_own_active_cases_first_and_others_on_demand(web: Client, manager: User) -> None:
    home = manager.membership.organisation
    mine = CaseFactory(organisation=home, lead=manager)
    CaseFactory(organisation=home, lead=manager, closed=True)
    theirs = CaseFactory(organisation=home)

    first = web.get(reverse("cases:case_list"))
    whole = web.get(reverse("cases:case_list"), {"wer": "alle", "sortierung": "nummer"})

    assert list(first.context["page_obj"]) == [mine]
    assert list(whole.context["page_obj"]) == [mine, theirs]


def test_case_list_filtered_by_end_of_term(web: Client, manager: User) -> None:
    today = timezone.localdate()
    home = manager.membership.organisation
    soon = CaseFactory(organisation=home, lead=manager, starts_on=today, ends_on=today + timedelta(days=20))
    CaseFactory(organisation=home, lead=manager, starts_on=today, ends_on=today + timedelta(days=400))

    answer = web.get(reverse("cases:case_list"), {"endet": "1"})

    assert list(answer.context["page_obj"]) == [soon]


@pytest.mark.parametrize("name", ["case_list", "follow_up_list", "my_day"])
def test_list_of_one_and_three_costs_the_same_queries(
    web: Client, manager: User, name: str, django_assert_num_queries: Any
) -> None:
    counts = {"case_list": 6, "follow_up_list": 6, "my_day": 9}
    url = reverse(f"cases:{name}")
    _due_case(manager)
    web.get(url)

    with django_assert_num_queries(counts[name]):
        web.get(url)
    _due_case(manager)
    _due_case(manager)
    with django_assert_num_queries(counts[name]):
        web.get(url)


def _due_case(manager: User) -> None:
    today = timezone.localdate()
    case = CaseFactory(
        organisation=manager.membership.organisation, lead=manager, starts_on=today, ends_on=today + timedelta(days=5)
    )
    FollowUpFactory(case=case, due_on=today)
    plan_with_step(case, due_on=today - timedelta(days=1))
    CaseFactory(organisation=manager.membership.organisation, lead=manager)


@pytest.mark.parametrize(
    "name", ["case_detail", "case_plan", "case_sessions", "case_person", "case_documents", "case_history"]
)
def test_page_of_a_case_costs_the_same_however_much_it_holds(
    web: Client, manager: User, name: str, django_assert_max_num_queries: Any
) -> None:
    case = CaseFactory(organisation=manager.membership.organisation, lead=manager)
    plan = PlanFactory(case=case)
    for _ in range(3):
        StepFactory(goal=GoalFactory(plan=plan))
        SessionFactory(case=case)
        FollowUpFactory(case=case, done=True)

    with django_assert_max_num_queries(14):
        answer = web.get(reverse(f"cases:{name}", kwargs={"public_id": case.public_id}))

    assert answer.status_code == 200


# --- The day ------------------------------------------------------------------------------------


def test_my_day_shows_what_is_due_and_lets_it_be_done(web: Client, manager: User) -> None:
    _due_case(manager)
    follow_up = FollowUp.objects.get()
    FollowUpFactory(case=follow_up.case, due_on=timezone.localdate() + timedelta(days=1))

    day = web.get(reverse("cases:my_day")).context["day"]
    web.post(reverse("cases:follow_up_finish", kwargs={"pk": follow_up.pk}), {"back": "my_day"})
    step = Step.objects.get()
    where = {"public_id": follow_up.case.public_id, "pk": step.pk}
    ticked = web.post(reverse("cases:step_tick", kwargs=where), {"is_done": "1", "back": "my_day"})

    assert (len(day.follow_ups.rows), len(day.terms.rows), len(day.steps.rows), len(day.without_plan.rows)) == (
        1,
        1,
        1,
        1,
    )
    follow_up.refresh_from_db()
    assert (follow_up.done_by, ticked["Location"]) == (manager, reverse("cases:my_day"))


def test_my_day_of_the_teamleitung_shows_the_team(manager: User) -> None:
    _due_case(manager)
    client = Client()
    client.force_login(user_with_role(Role.TEAMLEITUNG, manager.membership.organisation))

    day = client.get(reverse("cases:my_day")).context["day"]

    assert len(day.follow_ups.rows) == 1


# --- Plan and sessions --------------------------------------------------------------------------


@pytest.fixture
def case(manager: User) -> Case:
    return CaseFactory(organisation=manager.membership.organisation, lead=manager)


def test_goal_and_step_are_added_with_and_without_javascript(web: Client, case: Case) -> None:
    goal = {"submission_key": str(uuid.uuid4()), "life_area": "language", "title": "B1"}
    plain = web.post(reverse("cases:goal_add", kwargs={"public_id": case.public_id}), goal)
    where = {"public_id": case.public_id, "pk": Goal.objects.get().pk}
    step = {"submission_key": str(uuid.uuid4()), "text": "Anmelden", "owner": "client"}
    partial = web.post(reverse("cases:step_add", kwargs=where), step, headers=HTMX)
    again = web.post(reverse("cases:step_add", kwargs=where), step, headers=HTMX)

    reloaded = web.get(reverse("cases:case_plan", kwargs={"public_id": case.public_id}), headers=HTMX).content.decode()
    assert (plain.status_code, partial.status_code, again.status_code) == (302, 200, 200)
    assert list(Step.objects.values_list("text", flat=True)) == ["Anmelden"]
    board = again.content.decode().split('<div id="session-steps"')[0]
    assert _without_tokens(board) == _without_tokens(reloaded)


def _without_tokens(html: str) -> list[str]:
    return [line.strip() for line in html.splitlines() if line.strip() and "csrfmiddlewaretoken" not in line]


def test_board_refreshes_the_choices_of_the_session_and_keeps_the_ticks(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    where = {"public_id": case.public_id, "pk": step.goal_id}
    typed = {"submission_key": str(uuid.uuid4()), "text": "Zweiter Schritt", "owner": "client", "steps_done": step.pk}

    answer = web.post(reverse("cases:step_add", kwargs=where), typed, headers=HTMX)

    form = answer.context["session_form"]
    assert [str(step.pk)] == form["steps_done"].value()
    assert 'id="session-steps" hx-swap-oob="true"' in answer.content.decode()


def test_goal_of_another_case_does_not_exist_here(web: Client, case: Case) -> None:
    other = plan_with_step(CaseFactory(organisation=case.organisation))

    answer = web.get(reverse("cases:goal_edit", kwargs={"public_id": case.public_id, "pk": other.goal_id}))

    assert answer.status_code == 404


def test_step_for_somebody_else_without_a_name_is_refused_in_the_board(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    where = {"public_id": case.public_id, "pk": step.pk}

    answer = web.post(reverse("cases:step_save", kwargs=where), {"text": "Neu getippt", "owner": "third"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Bitte nennen Sie die andere Stelle." in answer.content.decode()
    assert 'value="Neu getippt"' in answer.content.decode()


def test_session_stores_all_at_once_and_only_once(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    typed = session(
        steps_done=[step.pk],
        step_text="Betreuung klären",
        step_goal=step.goal_id,
        step_owner="third",
        step_owner_name="Kita Regenbogen",
        follow_up_on=(timezone.localdate() + timedelta(days=9)).isoformat(),
        follow_up_reason="Betreuung geklärt?",
    )
    url = reverse("cases:session_log", kwargs={"public_id": case.public_id})

    first = web.post(url, typed)
    second = web.post(url, typed)

    step.refresh_from_db()
    assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    assert (Session.objects.count(), FollowUp.objects.count(), Step.objects.count()) == (1, 1, 2)
    assert step.done_in == Session.objects.get()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"held_on": "2999-01-01"}, "Die Beratung liegt in der Zukunft."),
        ({"held_on": "1026-09-15"}, "Bitte prüfen Sie das Jahr."),
        ({"kind": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"duration": "other"}, "Bitte geben Sie an, wie viele Minuten die Beratung gedauert hat."),
        ({"duration": "", "other_minutes": "601"}, "kleiner oder gleich 600"),
        ({"duration": "", "other_minutes": "viel"}, "Bitte eine ganze Zahl eingeben."),
        ({"topics": []}, "Dieses Feld ist zwingend erforderlich."),
        ({"step_text": "Etwas"}, "Bitte wählen Sie, zu welchem Ziel der neue Schritt gehört."),
        (
            {"follow_up_on": "2020-01-01", "follow_up_reason": "x"},
            "Der Tag der Wiedervorlage liegt in der Vergangenheit.",
        ),
        ({"follow_up_on": "2999-01-01"}, "Bitte nennen Sie den Grund der Wiedervorlage."),
        ({"follow_up_reason": "Anrufen"}, "Bitte nennen Sie den Tag der Wiedervorlage."),
        ({"steps_done": ["999999"]}, "999999"),
    ],
)
def test_session_with_bad_input_says_why_and_keeps_the_note(
    web: Client, case: Case, values: dict[str, Any], sentence: str
) -> None:
    answer = web.post(reverse("cases:session_log", kwargs={"public_id": case.public_id}), session(**values))

    assert (answer.status_code, Session.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()
    assert "Kursplatz zugesagt." in answer.content.decode()


def test_session_of_minutes_typed_needs_no_chip(web: Client, case: Case) -> None:
    url = reverse("cases:session_log", kwargs={"public_id": case.public_id})

    answer = web.post(url, session(duration="", other_minutes="75"))

    assert (answer.status_code, Session.objects.get().duration_minutes) == (302, 75)


# --- Person, closing ----------------------------------------------------------------------------


def test_person_is_changed_and_a_wrong_name_never_shows_in_the_head(web: Client, case: Case) -> None:
    url = reverse("cases:person_save", kwargs={"public_id": case.public_id})
    typed = {"family_name": "Neu", "given_name": "Zahra", "nationality": "SY", "birth_date": "2999-01-01"}

    refused = web.post(url, typed)
    stored = web.post(url, {**typed, "birth_date": ""})

    case.person.refresh_from_db()
    assert (refused.status_code, stored.status_code) == (422, 302)
    assert "<h1>Neu" not in refused.content.decode()
    assert (case.person.family_name, case.person.nationalities) == ("Neu", ["SY"])


def test_household_is_joined_by_case_number_and_left(web: Client, case: Case) -> None:
    mother = CaseFactory(organisation=case.organisation)
    at = {"public_id": case.public_id}

    web.post(
        reverse("cases:household_join", kwargs=at),
        {"family_case": mother.number.lower(), "household_relation": "child"},
    )
    case.person.refresh_from_db()
    joined = case.person.household
    web.post(reverse("cases:household_leave", kwargs=at))

    case.person.refresh_from_db()
    mother.person.refresh_from_db()
    assert (joined, case.person.household) == (mother.person.household, None)
    assert joined is not None


def test_case_is_closed_and_reopened_by_the_lead(web: Client, case: Case) -> None:
    at = {"public_id": case.public_id}
    lead = Client()
    lead.force_login(user_with_role(Role.TEAMLEITUNG, case.organisation))

    closed = web.post(reverse("cases:case_close_save", kwargs=at), {"reason": "moved", "comment": "nach Wehr"})
    shown = web.get(case.get_absolute_url()).content.decode()
    reopened = lead.post(reverse("cases:case_reopen_save", kwargs=at), {"comment": "Kam zurück."})

    case.refresh_from_db()
    assert (closed.status_code, reopened.status_code, case.is_active) == (302, 302, True)
    assert "Das kann die Teamleitung." in shown
