"""The person, her household, the head of her cases and the Datenblatt, as somebody uses them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from cases.models import (
    Case,
    ContactWay,
    DataSheet,
    HouseholdMember,
    Person,
    SearchKey,
)
from cases.people.queries import household_members
from pik.accounts.models import AccessEntry, User
from tests.cases.people.pages import key, opened, shown, url
from tests.counting import costs_exactly
from tests.factories.cases import CaseFactory, DataSheetFactory
from tests.factories.people import (
    AccommodationFactory,
    ContactStopFactory,
    GermanResultFactory,
    PersonFactory,
    ResidenceTitleFactory,
    in_one_household,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


# --- The person's own row -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ({"birth_date": "1991-03-14"}, "14.03.1991 (35 Jahre)"),
        ({"birth_year": "1991"}, "1991 (34 oder 35 Jahre)"),
        ({"birth_year": "1991", "birth_is_estimated": "on"}, "etwa 1991, geschätzt (etwa 35 Jahre)"),
        ({}, "geboren nicht bekannt"),
    ],
)
@pytest.mark.usefixtures("in_november")
def test_birth_is_shown_as_well_as_it_is_known(web: Client, case: Case, typed: dict[str, str], text: str) -> None:
    token = opened(web, url("person_edit", case))

    web.post(url("person_save", case), {**token, "birth_date": "", "birth_year": "", **typed})

    page = shown(web, case)
    assert text in page
    assert ("01.01." in page) is False


@pytest.fixture
def in_november() -> Any:
    import time_machine

    with time_machine.travel("2026-11-24 10:00+01:00", tick=False):
        yield


def test_three_nationalities_and_a_changed_name_are_stored_and_found(web: Client, case: Case) -> None:
    typed = opened(web, url("person_edit", case))

    web.post(
        url("person_save", case),
        {**typed, "family_name": "Karimi", "second_nationality": "IR", "third_nationality": "DE"},
    )

    case.person.refresh_from_db()
    assert case.person.nationalities == ["AF", "IR", "DE"]
    assert SearchKey.objects.filter(person=case.person, key="karimi").exists()


def test_second_window_at_the_person_keeps_the_nationality_of_the_first(web: Client, case: Case) -> None:
    first, second = (opened(web, url("person_edit", case)) for _ in range(2))

    web.post(url("person_save", case), {**first, "nationality": "SY"})
    refused = web.post(url("person_save", case), {**second, "given_name": "Sahra"})

    case.person.refresh_from_db()
    assert (refused.status_code, case.person.nationalities, case.person.given_name) == (422, ["SY"], "Zahra")
    assert "Syrien" in refused.content.decode()


@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        ("dolmetschen", {"interpreter_sex": "female"}, "Bitte nennen Sie die Sprache"),
        ("ankunft", {"arrived_on": "2099-01-01"}, "Dieser Tag liegt in der Zukunft."),
        ("ankunft", {"arrived_on": "1990-01-01"}, "Dieser Tag liegt vor der Geburt."),
        (
            "ankunft",
            {"arrived_on": "2024-05-02", "arrived_in_gemeinde_on": "2024-05-01"},
            "Dieser Tag liegt vor der Einreise.",
        ),
        (
            "ankunft",
            {"arrived_on": "2024-05-02", "anschlussunterbringung_on": "2024-05-01"},
            "Dieser Tag liegt vor der Einreise.",
        ),
    ],
)
def test_part_of_the_person_with_bad_input_says_why(
    web: Client, case: Case, part: str, typed: dict[str, str], sentence: str
) -> None:
    Person.objects.filter(pk=case.person_id).update(birth_date=date(1991, 3, 14))
    form = opened(web, url("person_part_edit", case, part=part))

    answer = web.post(url("person_part_save", case, part=part), {**form, **typed})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_interpreter_and_wish_stand_in_the_head(web: Client, case: Case) -> None:
    form = opened(web, url("person_part_edit", case, part="dolmetschen"))

    answer = web.post(
        url("person_part_save", case, part="dolmetschen"),
        {**form, "interpreter_language": "Dari", "interpreter_sex": "female"},
    )

    assert answer.status_code == 302
    assert "Dolmetschen: Dari, Dolmetscherin" in shown(web, case)


# --- Head and household -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "warning"), [(91, None), (90, "noch 90 Tage"), (0, "endet heute"), (-1, "abgelaufen")]
)
def test_head_warns_of_a_title_that_ends(web: Client, case: Case, days: int, warning: str | None) -> None:
    ends_on = timezone.localdate() + timedelta(days=days)
    ResidenceTitleFactory(person=case.person, starts_on=date(2024, 1, 1), ends_on=ends_on)

    head = web.get(case.get_absolute_url()).context["head"]

    assert (head.title, head.title_warning or None) == ("§ 25 Abs. 2 AufenthG", warning)


def test_head_names_the_household_with_ages_and_cases(web: Client, case: Case) -> None:
    today = timezone.localdate()
    husband = CaseFactory(organisation=case.organisation, person__given_name="Ahmad")
    child = PersonFactory(organisation=case.organisation, given_name="Noor", birth_date=today - timedelta(days=3 * 366))
    in_one_household(case.person, husband.person, child)

    page = web.get(case.get_absolute_url())

    named = [(other.name, other.age, other.url) for other in page.context["head"].relatives]
    assert named == [("Noor", "3", ""), ("Ahmad", "", husband.get_absolute_url())]
    assert f'mit Noor (3) und <a href="{husband.get_absolute_url()}">Ahmad</a>' in page.content.decode()


def test_head_says_that_nobody_is_to_call_while_the_pause_runs(web: Client, case: Case) -> None:
    today = timezone.localdate()
    ContactStopFactory(person=case.person, starts_on=today - timedelta(days=9), ends_on=today)

    assert "nicht anschreiben oder anrufen" in web.get(case.get_absolute_url()).content.decode()


def test_child_without_a_case_is_recorded_corrected_and_gets_a_case_later(web: Client, case: Case) -> None:
    form = opened(web, url("relative_new", case))
    added = web.post(url("relative_add", case), {**form, "given_name": "Noor", "birth_date": "2023-05-01"})
    member = HouseholdMember.objects.get(relation="child")
    typed = opened(web, url("relative_edit", case, pk=member.pk))
    web.post(url("relative_save", case, pk=member.pk), {**typed, "given_name": "Nour"})
    person = Person.objects.get(pk=member.person_id)

    typed = {"starts_on": "2026-11-01", **key()}
    opening = reverse("cases:case_open_for", kwargs={"person_id": person.public_id})
    answers = [web.post(opening, typed) for _ in range(2)]

    assert (added.status_code, person.given_name, person.nationalities) == (302, "Nour", ["AF"])
    assert [a["Location"] for a in answers] == [person.cases.get().get_absolute_url()] * 2
    assert household_members(person).count() == 2


def test_second_case_of_somebody_whose_case_is_open_is_refused(web: Client, case: Case) -> None:
    opening = reverse("cases:case_open_for", kwargs={"person_id": case.person.public_id})

    answer = web.post(opening, {"starts_on": "2026-11-01", **key()})

    assert (answer.status_code, Case.objects.count()) == (422, 1)


def test_tab_lists_all_cases_of_the_person(web: Client, case: Case) -> None:
    earlier = CaseFactory(person=case.person, organisation=case.organisation, lead=case.lead, closed=True)

    page = web.get(url("case_person", earlier))

    assert set(page.context["cases"]) == {case, earlier}
    assert page.context["may_open_another"] is False


def test_relation_in_the_household_is_corrected(web: Client, case: Case) -> None:
    in_one_household(case.person)
    member = HouseholdMember.objects.get()

    typed = opened(web, url("member_edit", case, pk=member.pk))
    answer = web.post(
        url("member_save", case, pk=member.pk), {**typed, "relation": "sibling", "starts_on": "2026-01-05"}
    )

    member.refresh_from_db()
    assert (answer.status_code, member.relation, member.starts_on) == (302, "sibling", date(2026, 1, 5))


def test_two_who_correct_a_membership_are_told(web: Client, case: Case) -> None:
    in_one_household(case.person)
    member = HouseholdMember.objects.get()
    typed = opened(web, url("member_edit", case, pk=member.pk))
    HouseholdMember.objects.filter(pk=member.pk).update(relation="parent")

    answer = web.post(url("member_save", case, pk=member.pk), {**typed, "relation": "sibling"})

    member.refresh_from_db()
    assert (answer.status_code, member.relation) == (422, "parent")
    assert "Hier hat inzwischen jemand anders gespeichert" in answer.content.decode()


# --- Datenblatt ---------------------------------------------------------------------------------


def test_sheet_is_ordered_checked_and_its_corrections_done(
    web: Client, case: Case, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=False):
        ordered = web.post(url("sheet_print", case))
    sheet = DataSheet.objects.get()
    today = timezone.localdate().isoformat()

    typed = {**opened(web, url("sheet_check", case, pk=sheet.pk)), "checked_on": today, "corrections": "Name: Sahra"}
    checked = web.post(url("sheet_checked", case, pk=sheet.pk), typed)
    asked = shown(web, case)
    done = web.post(url("sheet_corrected", case, pk=sheet.pk))

    assert [a.status_code for a in (ordered, checked, done)] == [302] * 3
    assert "Soll berichtigt werden: Name: Sahra" in asked
    sheet.refresh_from_db()
    assert (sheet.checked_with, sheet.corrected_on) == (case.lead, timezone.localdate())
    assert list(AccessEntry.objects.filter(kind="printed").values_list("page", flat=True)) == ["Datenblatt zur Prüfung"]


@pytest.mark.parametrize(("days", "sentence"), [(-1, "noch nicht gedruckt"), (1, "liegt in der Zukunft")])
def test_check_on_an_impossible_day_is_refused(web: Client, case: Case, days: int, sentence: str) -> None:
    sheet = DataSheetFactory(case=case)
    day = timezone.localdate() + timedelta(days=days)

    answer = web.post(url("sheet_checked", case, pk=sheet.pk), {"checked_on": day.isoformat()})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_two_who_note_a_check_are_told(web: Client, case: Case) -> None:
    sheet = DataSheetFactory(case=case)
    typed = opened(web, url("sheet_check", case, pk=sheet.pk))
    colleague = {"checked_on": timezone.localdate(), "checked_with": case.lead, "corrections": "Der Vorname"}
    DataSheet.objects.filter(pk=sheet.pk).update(**colleague)

    answer = web.post(url("sheet_checked", case, pk=sheet.pk), {**typed, "corrections": "Die Straße"})

    sheet.refresh_from_db()
    assert (answer.status_code, sheet.corrections) == (422, "Der Vorname")
    assert "Hier hat inzwischen jemand anders gespeichert" in answer.content.decode()


def test_nothing_wanted_is_nothing_to_correct(web: Client, case: Case) -> None:
    sheet = DataSheetFactory(case=case, checked=True)

    answer = web.post(url("sheet_corrected", case, pk=sheet.pk))

    assert answer.status_code == 422
    assert "Zu diesem Datenblatt ist nichts zu berichtigen." in answer.content.decode()


# --- Queries ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 30])
def test_tab_costs_the_same_queries_however_much_is_known(web: Client, manager: User, case: Case, rows: int) -> None:
    relatives = [CaseFactory(organisation=case.organisation, lead=manager).person for _ in range(min(rows, 6))]
    in_one_household(case.person, *relatives)
    for _ in range(rows):
        ResidenceTitleFactory(person=case.person)
        GermanResultFactory(person=case.person)
        AccommodationFactory(person=case.person)
        ContactWay.objects.create(person=case.person, kind="phone", value="1")
    for _ in range(min(rows, 5)):
        DataSheetFactory(case=case)
    web.get(url("case_person", case))

    with costs_exactly(9):
        web.get(url("case_person", case))


def test_relative_who_is_known_already_is_shown_before_she_is_recorded(web: Client, case: Case) -> None:
    known = CaseFactory(organisation=case.organisation, person__given_name="Noor", person__birth_date=date(2015, 5, 1))
    typed = {
        **opened(web, url("relative_new", case)),
        "family_name": known.person.family_name,
        "given_name": "Noor",
        "birth_date": "2015-05-01",
    }

    asked = web.post(url("relative_add", case), typed)
    answers = [web.post(url("relative_add", case), {**typed, "is_other_person": "on"}) for _ in range(2)]

    assert asked.status_code == 422
    assert known.number in asked.content.decode()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Person.objects.filter(given_name="Noor").count() == 2
