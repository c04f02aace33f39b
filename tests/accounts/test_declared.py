"""The page „Datenfelder“: what is stored, as Datenschutz reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.datenschutz import CLIENT
from pik.accounts.datenschutz import USER
from pik.accounts.declared import LIBRARIES, NOBODY, answers_to, areas, narrowed, sections, subjects
from pik.accounts.enums import Role
from pik.core.declarations import Category, Erasure
from tests.factories.accounts import user_with_role

PAGE = "accounts:declaration_list"


@pytest.fixture
def datenschutz(client: Client) -> Client:
    client.force_login(user_with_role(Role.DATENSCHUTZ))
    return client


def shown(response: Any) -> list[str]:
    return [section.label for section in response.context["sections"]]


# --- What is read -------------------------------------------------------------------------------


@pytest.mark.unit
def test_areas_are_the_apps_and_the_libraries_last() -> None:
    found = areas()

    assert {"Organisationen und Zugänge", "Fälle", "Förderung"} < set(found)
    assert found[-1] == LIBRARIES


@pytest.mark.unit
def test_subjects_are_all_who_may_ask() -> None:
    labels = {subject.label for subject in subjects()}

    assert labels == {
        "Klient:in",
        "Person mit Zugang",
        "Beschäftigte:r auf einer geförderten Stelle",
        "Eingeladene Person",
    }


@pytest.mark.unit
def test_answer_to_a_client_has_what_lower_apps_keep_of_her() -> None:
    answers = answers_to(CLIENT)
    tables = {section.label: answer for section, answer in answers}

    ways = {answer.path for section, answer in answers if section.label == "documents.Job"}
    assert {"plan_print__plan__case__person", "timeline_print__case__person"} <= ways
    assert tables["reminders.Reminder"].named_in == "url"
    assert "cases.Session" in tables


@pytest.mark.unit
def test_answer_to_a_user_has_no_note_of_a_session() -> None:
    fields = {
        name
        for (section, _), entries in answers_to(USER).items()
        if section.label == "cases.Session"
        for entry in entries
        for _, name in entry.fields
    }

    assert fields == {"author"}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("choice", "holds"),
    [
        ({"category": Category.RESIDENCE}, lambda section, entry: entry.category == Category.RESIDENCE),
        ({"area": "Fälle"}, lambda section, entry: section.area == "Fälle"),
        ({"subject": NOBODY}, lambda section, entry: entry.declaration.answers_to == ()),
        ({"subject": CLIENT.label}, lambda section, entry: CLIENT.label in entry.subjects),
        ({"erasure": Erasure.KEEP}, lambda section, entry: entry.erasure == Erasure.KEEP),
    ],
)
def test_narrowed_leaves_what_fits_and_nothing_else(choice: dict[str, str], holds: Any) -> None:
    left = {(section.label, entry) for section in narrowed(**choice) for entry in section.entries}

    assert left == {(s.label, e) for s in sections() for e in s.entries if holds(s, e)} != set()


# --- The page -----------------------------------------------------------------------------------


@pytest.mark.web
@pytest.mark.django_db
def test_declaration_list_shows_every_table(datenschutz: Client) -> None:
    response = datenschutz.get(reverse(PAGE))

    assert shown(response) == [section.label for section in sections()]
    assert "Familienname, Vorname, Geburtsdatum, Genauigkeit des Geburtsdatums, Geschlecht" in response.text


@pytest.mark.web
@pytest.mark.django_db
def test_declaration_list_of_a_category_shows_that_alone(datenschutz: Client) -> None:
    response = datenschutz.get(reverse(PAGE), {"kategorie": "residence"})

    assert shown(response) == ["cases.Person", "cases.ResidenceTitle", "cases.Accommodation"]
    assert "11\xa0Felder in 3\xa0Tabellen" in response.text
    assert "Familienname" not in response.text


@pytest.mark.web
@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", [{"kategorie": "health", "bereich": "funding"}, {"kategorie": "' OR 1=1"}, {"bereich": "Nirgendwo"}]
)
def test_declaration_list_without_a_field_says_so(datenschutz: Client, query: dict[str, str]) -> None:
    response = datenschutz.get(reverse(PAGE), query)

    assert shown(response) == []
    assert "Zu dieser Auswahl gibt es kein Feld." in response.text


@pytest.mark.web
@pytest.mark.django_db
def test_declaration_list_partial_is_what_the_page_shows(datenschutz: Client) -> None:
    query = {"auskunft": CLIENT.label}
    whole = datenschutz.get(reverse(PAGE), query)

    partial = datenschutz.get(reverse(PAGE), query, headers={"HX-Request": "true"})

    assert partial.text.strip() in whole.text
    assert "<h1" not in partial.text


@pytest.mark.web
@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.INTEGRATIONSMANAGER, Role.SYSTEMVERWALTUNG])
def test_declaration_list_stands_in_no_navigation_of_others(client: Client, role: Role) -> None:
    client.force_login(user_with_role(role))

    assert f'href="{reverse(PAGE)}"' not in client.get(reverse("help")).text


@pytest.mark.web
@pytest.mark.django_db
def test_declaration_list_is_one_click_away_for_datenschutz(datenschutz: Client) -> None:
    assert f'href="{reverse(PAGE)}"' in datenschutz.get(reverse("help")).text
