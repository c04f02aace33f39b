"""The search of the top bar and of the list: what is found, in which order, why, and for whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.enums import KeyKind, NameKind
from cases.models import Person, SearchKey
from cases.search.keys import refresh
from cases.search.queries import find
from pik.accounts.enums import AccessKind, Role
from pik.accounts.models import AccessEntry, User
from tests.counting import costs_exactly
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.people import PersonFactory, PersonNameFactory

pytestmark = pytest.mark.django_db


def person(user: User, given: str, family: str, **more: object) -> Person:
    """Somebody with a case in the user's organisation."""
    organisation = user.membership.organisation
    found: Person = PersonFactory(organisation=organisation, given_name=given, family_name=family, **more)
    CaseFactory(organisation=organisation, lead=user, person=found)
    return found


def names(user: User, q: str) -> list[str]:
    return [hit.person.given_name for hit in find(user, q)]


# --- What is found --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "q",
    [
        "Mohammed", "muhamad", "محمد", "Мохаммед", "MOHAMED", "alhaddad mohamad", "Haddad M", "Haddat", "Moahmmed",
        "14.3.1991", "14.03.", "1991", "1991-03-14", "mohamed 14.3.", "0142", "142", "LAD-2026-0142", "lad-2026",
    ],
)  # fmt: skip
def test_person_is_found_by_what_people_type(manager: User, q: str) -> None:
    organisation = manager.membership.organisation
    found = PersonFactory(
        organisation=organisation, given_name="Mohammed", family_name="Al-Haddad", birth_date="1991-03-14"
    )
    CaseFactory(organisation=organisation, lead=manager, person=found, number="LAD-2026-0142")
    person(manager, "Oksana", "Bondar", birth_date="1980-05-01")

    hits = find(manager, q)

    assert [(hit.person, hit.case.number) for hit in hits if hit.case] == [(found, "LAD-2026-0142")]


@pytest.mark.parametrize(
    "q", ["", "  ", "-", "xyzzy", "15.3.1991", "31.02.1991", "143", "mohammed bondar", "\U0010ffff1"]
)
def test_nobody_is_found_by_something_else(manager: User, q: str) -> None:
    person(manager, "Mohammed", "Al-Haddad", birth_date="1991-03-14")
    person(manager, "Oksana", "Bondar", birth_date="1980-05-01")

    assert find(manager, q) == []


def test_better_answers_come_first_and_say_why(manager: User) -> None:
    person(manager, "Samira", "Tesfay")
    person(manager, "Zamir", "Tesfay")
    person(manager, "Samier", "Tesfay")
    person(manager, "Samir", "Tesfay")

    hits = find(manager, "tesfay samir")

    assert [(hit.person.given_name, hit.why) for hit in hits] == [
        ("Samir", ""),
        ("Samira", ""),
        ("Samier", "klingt ähnlich"),
        ("Zamir", "ein Buchstabe anders"),
    ]


def test_present_name_comes_before_the_original_one(manager: User) -> None:
    person(manager, "Zahra", "Rahimi", name_original="علی")
    person(manager, "Ali", "Rahimi")

    assert names(manager, "rahimi ali") == ["Ali", "Zahra"]


def test_suggestion_opens_the_case_that_was_named_else_the_one_worked_on(manager: User) -> None:
    found = person(manager, "Zahra", "Rahimi")
    organisation = manager.membership.organisation
    open_case = found.cases.get()
    former = CaseFactory(organisation=organisation, lead=manager, person=found, number="LAD-2024-0007", closed=True)

    by_name, by_number = find(manager, "zahra"), find(manager, "7")

    assert ([hit.case for hit in by_name], [hit.case for hit in by_number]) == ([open_case], [former])


def test_changed_name_is_found_and_the_old_one_no_more(manager: User) -> None:
    found = person(manager, "Zahra", "Rahimi")
    found.family_name = "Bondar"
    found.save()
    refresh(found)

    assert (names(manager, "bondar"), names(manager, "rahimi")) == (["Zahra"], [])


def test_former_name_is_found_and_says_so(manager: User) -> None:
    found = person(manager, "Zahra", "Haidari")
    PersonNameFactory(person=found, kind=NameKind.FORMER, family_name="Rahimi", given_name="")
    refresh(found)

    hits = [(hit.person, hit.why) for q in ("rahimi", "zahra rahimy", "haidari") for hit in find(manager, q)]

    assert hits == [(found, "früherer Name"), (found, "früherer Name, klingt ähnlich"), (found, "")]


@pytest.mark.parametrize(("q", "is_found"), [("1991", True), ("1.1.1991", False), ("1.1.", False)])
def test_of_an_estimated_birth_date_only_the_year_is_found(manager: User, q: str, is_found: bool) -> None:
    PersonFactory(organisation=manager.membership.organisation, estimated=True)

    assert len(find(manager, q)) == is_found


def test_number_of_a_case_follows_its_person(manager: User) -> None:
    found, other = person(manager, "Zahra", "Rahimi"), PersonFactory(organisation=manager.membership.organisation)
    case = found.cases.get()
    case.number = "LAD-2026-4711"
    case.person = other
    case.save()

    keys = SearchKey.objects.filter(kind=KeyKind.NUMBER, key__contains="4711").values_list("person", "key")

    assert sorted(keys) == [(other.pk, "4711 lad-2026-4711"), (other.pk, "lad-2026-4711")]
    assert SearchKey.objects.filter(kind=KeyKind.NUMBER, person=found).count() == 0


def test_persons_of_another_organisation_are_not_found(manager: User) -> None:
    stranger = user_with_role(Role.TEAMLEITUNG)
    person(stranger, "Zahra", "Rahimi")

    assert (names(manager, "zahra"), names(stranger, "zahra")) == ([], ["Zahra"])


@pytest.mark.parametrize("count", [1, 8])
def test_search_costs_three_queries_whatever_it_finds(manager: User, count: int) -> None:
    for _ in range(count):
        person(manager, "Zahra", "Rahimi")

    with costs_exactly(3):
        hits = find(manager, "zahra rahimi")

    assert len(hits) == count


# --- Suggestions ----------------------------------------------------------------------------------


def suggested(web: Client, q: str) -> str:
    return web.get(reverse("cases:suggestions"), {"q": q}, headers={"HX-Request": "true"}).content.decode()


def test_suggestions_say_who_it_is_and_lead_to_the_case(web: Client, manager: User) -> None:
    found = person(manager, "Mohammed", "Haddad", name_original="محمد", birth_date="1991-03-14")
    case = found.cases.get()

    text = suggested(web, "muhamad")

    for part in ("Haddad, Mohammed", "محمد", "14.03.1991", case.number, "klingt ähnlich", case.get_absolute_url()):
        assert part in text
    assert suggested(web, "m").strip() == ""


def test_list_of_cases_shows_the_best_hits_first_unless_ordered(web: Client, manager: User) -> None:
    person(manager, "Samira", "Abdi")
    person(manager, "Samir", "Zerai")

    best, by_name = (
        [case.person.given_name for case in web.get(reverse("cases:case_list"), query).context["page_obj"]]
        for query in ({"q": "samir"}, {"q": "samir", "sortierung": "name"})
    )

    assert (best, by_name) == (["Samir", "Samira"], ["Samira", "Samir"])


# --- The access log -------------------------------------------------------------------------------


def noted() -> list[str]:
    entries = AccessEntry.objects.filter(kind=AccessKind.SEARCHED).order_by("pk")
    return [detail.replace("\xa0", " ") for detail in entries.values_list("detail", flat=True)]


def test_one_typing_is_noted_once_for_each_person_it_shows(web: Client, manager: User) -> None:
    zahra = person(manager, "Zahra", "Rahimi").cases.get().number

    for q in ("za", "zah", "zahra", "zah"):
        suggested(web, q)
    once = noted()
    suggested(web, "zahra x")
    suggested(web, "zahra")

    assert once == [f"„za“, 1 Treffer: {zahra}"]
    assert noted()[1:] == ["„zahra x“, 0 Treffer"]


def test_another_typing_is_noted_again(web: Client, manager: User) -> None:
    number = person(manager, "Zahra", "Rahimi").cases.get().number

    for q in ("zahra", "rahimi"):
        suggested(web, q)

    assert noted() == [f"„zahra“, 1 Treffer: {number}", f"„rahimi“, 1 Treffer: {number}"]
