"""The pages: what they store, what they refuse, and that they lose nothing that was typed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, FollowUp, Person, Step
from pik.accounts.enums import Role
from pik.accounts.models import User
from tests.cases.people.pages import opened
from tests.counting import costs_exactly, counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import (
    CaseFactory,
    FollowUpFactory,
    GoalFactory,
    PlanFactory,
    SessionFactory,
    StepFactory,
    plan_with_step,
)
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HTMX = {"HX-Request": "true"}


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


# --- Opening ------------------------------------------------------------------------------------


def test_opening_stores_person_and_case_and_leads_to_it(web: Client, manager: User) -> None:
    answer = web.post(reverse("cases:case_open"), new_person())

    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    languages = list(case.person.languages.values_list("language", flat=True))
    assert (languages, case.person.nationalities, case.lead) == (["Dari", "Englisch"], ["AF"], manager)
    assert case.person.interpreter_language == "Dari"


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
        ({"birth_date": "2099-01-01"}, "Das Geburtsdatum liegt in der Zukunft."),
        ({"birth_date": "1850-01-01"}, "Das Geburtsdatum liegt zu weit zurück."),
        ({"nationality": "QQ"}, "QQ ist keine gültige Auswahl."),
        ({"starts_on": "2016-01-01"}, "ist am 01.01.2016 kein Wert hinterlegt"),
        ({"starts_on": "2062-07-01"}, "Der Beginn liegt mehr als ein Jahr in der Zukunft."),
        ({"birth_year": "1991"}, "Bitte geben Sie entweder den Tag oder nur das Jahr an."),
        ({"birth_date": "", "birth_year": "91"}, "Bitte geben Sie das Jahr mit vier Ziffern ein, zum Beispiel 1991."),
        ({"birth_date": "", "birth_is_estimated": "on"}, "Bitte nennen Sie das geschätzte Jahr."),
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


def test_country_typed_before_an_error_stays_chosen(web: Client) -> None:
    text = web.post(reverse("cases:case_open"), new_person(family_name="")).content.decode()

    assert '<option value="AF" selected>Afghanistan</option>' in text
    assert '<option value="" selected>keine</option>' in text


def test_similar_persons_are_told_while_typing(web: Client, manager: User) -> None:
    PersonFactory(organisation=manager.membership.organisation, family_name="Rahimi", given_name="Zahra")

    near = web.post(
        reverse("cases:person_similar"), {"family_name": "Rahimi", "given_name": "Zahra", "birth_date": "14.03."}
    )
    other = web.post(reverse("cases:person_similar"), {"family_name": "Bondar", "given_name": "Oksana"})

    assert "Diese Person gibt es vielleicht schon" in near.content.decode()
    assert other.content.decode().strip() == ""


# --- Person of a closed case --------------------------------------------------------------------


def test_person_of_a_closed_case_is_read_and_not_edited(web: Client, manager: User) -> None:
    case = CaseFactory(organisation=manager.membership.organisation, lead=manager, closed=True)
    where = {"public_id": case.public_id}

    shown = web.get(reverse("cases:case_person", kwargs=where)).content.decode()
    form = web.get(reverse("cases:person_edit", kwargs=where)).content.decode()
    typed = opened(web, reverse("cases:person_edit", kwargs=where))
    saved = web.post(reverse("cases:person_save", kwargs=where), {**typed, **new_person()})
    joined = web.post(reverse("cases:household_join", kwargs=where), {"family_case": case.number})

    assert "Die Angaben zur Person lassen sich lesen, aber nicht ändern." in shown
    assert (reverse("cases:person_edit", kwargs=where) in shown, "Haushalt eintragen" in shown) == (False, False)
    assert 'id="gesperrt-angaben-speichern"' in form
    assert (saved.status_code, joined.status_code) == (422, 422)
    assert "Der Fall ist abgeschlossen. Die Teamleitung kann ihn wieder öffnen." in saved.content.decode()


# --- Lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "is_found"),
    [
        ("rahimi", True), ("Zahra Rah", True), ("raḥimí", True), ("14.3.1991", True), ("1991-03-14", True),
        ("LAD-2026-0142", True), ("lad-2026", True), ("142", True), ("زهرا", True),
        ("ahimi", True),
        ("himi", False), ("31.02.1991", False), ("143", False), ("bondar", False), ("' | :*", False),
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
def test_list_of_one_and_three_costs_the_same_queries(web: Client, manager: User, name: str) -> None:
    counts = {"case_list": 7, "follow_up_list": 6, "my_day": 11}
    url = reverse(f"cases:{name}")
    _due_case(manager)
    web.get(url)

    with costs_exactly(counts[name]):
        web.get(url)
    _due_case(manager)
    _due_case(manager)
    with costs_exactly(counts[name]):
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
def test_page_of_a_case_costs_the_same_however_much_it_holds(web: Client, manager: User, name: str) -> None:
    case = CaseFactory(organisation=manager.membership.organisation, lead=manager)
    plan = PlanFactory(case=case)
    for _ in range(3):
        StepFactory(goal=GoalFactory(plan=plan))
        SessionFactory(case=case)
        FollowUpFactory(case=case, done=True)

    with counted() as queries:
        answer = web.get(reverse(f"cases:{name}", kwargs={"public_id": case.public_id}))

    assert answer.status_code == 200
    assert len(queries) <= 14


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
