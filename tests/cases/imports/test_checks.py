"""What is said of each cell, as an office reads it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.imports.checks import check_row, keys_of, title_group, twice_in
from cases.imports.columns import BY_NAME
from tests.cases.imports.tables import row

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("birth_date", "14.03.1991", (date(1991, 3, 14), "day")),
        ("birth_date", "1.3.1991", (date(1991, 3, 1), "day")),
        ("birth_date", "1991-03-14", (date(1991, 3, 14), "day")),
        ("birth_date", "33311", (date(1991, 3, 14), "day")),
        ("birth_date", "1991", (date(1991, 1, 1), "year")),
        ("birth_date", "etwa 1991", (date(1991, 1, 1), "estimated")),
        ("birth_date", "ca. 1991", (date(1991, 1, 1), "estimated")),
        ("birth_date", "1991 (geschätzt)", (date(1991, 1, 1), "estimated")),
        ("nationalities", "Syrien", ["SY"]),
        ("nationalities", "sy", ["SY"]),
        ("nationalities", "syrisch; türkisch", ["SY", "TR"]),
        ("nationalities", "Kongo, Republik", ["CG"]),
        ("nationalities", "Turkei", ["TR"]),
        ("sex", "W", "female"),
        ("sex", "Männlich", "male"),
        ("german_level", "b1", "B1"),
        ("german_level", "keine", "none"),
        ("languages", "dari, Englisch / Deutsch", ["Dari", "Englisch"]),
        ("home_kind", "AU", "follow_up"),
        ("state", "Warteliste", "waiting"),
        ("need", "hoch", "intensive"),
        ("lead", "IM@Ladenburg.example", "im@ladenburg.example"),
    ],
)
def test_cell_is_read(column: str, cell: str, value: Any) -> None:
    assert BY_NAME[column].parse(cell) == value


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"family_name": ""}, "Zeile 14, Familienname: fehlt."),
        ({"nationalities": ""}, "Zeile 14, Staatsangehörigkeit: fehlt."),
        ({"birth_date": "31.02.1990"}, "Zeile 14, Geburtsdatum: „31.02.1990“ gibt es nicht."),
        (
            {"birth_date": "Februar"},
            "Zeile 14, Geburtsdatum: „Februar“ ist kein Datum. Richtig ist zum Beispiel 14.03.1991.",
        ),
        (
            {"birth_date": "14.3.91"},
            "Zeile 14, Geburtsdatum: „14.3.91“: Bitte schreiben Sie das Jahr mit vier Ziffern.",
        ),
        ({"birth_date": "14.03.1891"}, "Zeile 14, Geburtsdatum: „14.03.1891“ liegt zu weit zurück."),
        ({"birth_date": "21.11.2026"}, "Zeile 14, Beginn: liegt vor der Geburt."),
        ({"sex": "x"}, "Zeile 14, Geschlecht: „x“ steht nicht zur Auswahl. Erlaubt sind: weiblich, männlich, divers."),
        (
            {"nationalities": "Syrien, Atlantis"},
            (
                "Zeile 14, Staatsangehörigkeit: „Atlantis“ ist kein bekanntes Land. "
                "Richtig ist zum Beispiel „Syrien“ oder „SY“."
            ),
        ),
        ({"arrived_on": "01.01.1990"}, "Zeile 14, Einreise: liegt vor der Geburt."),
        ({"arrived_on": "01.01.2027"}, "Zeile 14, Einreise: liegt in der Zukunft."),
        (
            {"arrived_on": "01.01.2024", "arrived_in_gemeinde_on": "01.01.2023"},
            "Zeile 14, Zuzug: liegt vor der Einreise.",
        ),
        ({"starts_on": ""}, "Zeile 14, Beginn: fehlt; ein aktiver Fall hat einen Beginn."),
        ({"starts_on": "21.11.2027"}, "Zeile 14, Beginn: liegt mehr als ein Jahr in der Zukunft."),
        ({"state": "Anfrage", "starts_on": "21.11.2026"}, "Zeile 14, Beginn: liegt in der Zukunft."),
        (
            {"state": "ruhend"},
            "Zeile 14, Stand: „ruhend“ kann nicht übernommen werden. Erlaubt sind: aktiv, Warteliste, Anfrage.",
        ),
        (
            {"relation": "Kind"},
            "Zeile 14, Haushalt: fehlt, denn dazu stehen andere Angaben in der Zeile.",
        ),
        ({"email": "zahra"}, "Zeile 14, E-Mail: „zahra“ ist keine E-Mail-Adresse."),
        ({"family_name": "x" * 121}, "Zeile 14, Familienname: hat mehr als 120 Zeichen."),
    ],
)
def test_fault_is_told_in_german(cells: dict[str, str], sentence: str) -> None:
    problems = check_row(row(**cells), TODAY).problems

    assert sentence in [problem.sentence(14) for problem in problems]


@pytest.mark.parametrize("cells", [{}, {"state": "Warteliste", "starts_on": ""}, {"state": "aktiv"}])
def test_honest_row_has_no_fault(cells: dict[str, str]) -> None:
    assert check_row(row(**cells), TODAY).problems == []


def test_all_faults_of_a_row_are_told_at_once() -> None:
    problems = check_row(row(family_name="", birth_date="x", sex="y"), TODAY).problems

    assert [problem.column for problem in problems] == ["family_name", "birth_date", "sex"]


@pytest.mark.parametrize(
    ("told", "group"),
    [
        ("§ 25 Abs. 2 AufenthG", "permit"),
        ("Aufenthaltserlaubnis", "permit"),
        ("§ 24 AufenthG", "temporary_protection"),
        ("Duldung", "tolerated"),
        ("§ 60a AufenthG", "tolerated"),
        ("§ 60 b", "tolerated"),
        ("Aufenthaltsgestattung", "asylum_procedure"),
        ("§ 55 AsylG", "asylum_procedure"),
        ("Fiktionsbescheinigung (§ 25)", "fiction"),
        ("§ 26 Abs. 3 AufenthG", "settlement"),
        ("§ 9 AufenthG", "settlement"),
        ("Pass", "other"),
        ("", "other"),
    ],
)
def test_kind_of_a_title_follows_from_what_an_office_writes(told: str, group: str) -> None:
    assert title_group(told) == group


def test_address_alone_is_some_home() -> None:
    assert check_row(row(street="Hauptstraße 7"), TODAY).group("home") == {"street": "Hauptstraße 7", "kind": "other"}


# --- Knowing rows again ---------------------------------------------------------------------------


def keys(*rows: dict[str, str]) -> list[str]:
    return keys_of([check_row(cells, TODAY) for cells in rows])


def test_row_is_known_by_its_file_number_whatever_else_changes() -> None:
    assert keys(row(reference="33/417")) == keys(row(reference="33/417", family_name="Karimi"))


def test_row_without_number_is_known_by_name_birth_and_start() -> None:
    assert keys(row()) == keys(row(family_name="RAHIMI ", phone="0151"))
    assert keys(row()) != keys(row(starts_on="01.03.2025"))


def test_two_people_of_one_name_have_keys_of_their_own() -> None:
    first, second = keys(row(), row())

    assert first != second
    assert keys(row()) == [first]


def test_repeated_rows_are_found() -> None:
    rows = [row(reference="1"), row(reference="1", family_name="Haddad"), row(reference="2", family_name="Rahimi")]

    twice = twice_in([check_row(cells, TODAY) for cells in rows], [2, 3, 4])

    assert (dict(twice.references), dict(twice.persons)) == ({1: 2}, {2: 2})
