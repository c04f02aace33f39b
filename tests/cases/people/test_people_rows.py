"""Dated rows of a person on their small pages: added, corrected, ended, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from cases.models import (
    Case,
    Education,
    GermanResult,
    ResidenceTitle,
)
from cases.people.sections import SECTIONS
from pik.core.conflicts import CHANGED
from tests.access.cases_people import ROW_FACTORIES
from tests.cases.people.pages import key, opened, shown, url
from tests.factories.people import (
    AccommodationFactory,
    GermanResultFactory,
    PersonFactory,
    PersonLanguageFactory,
    ResidenceTitleFactory,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]

#: What a quick hand types into each section.
TYPED: dict[str, dict[str, str]] = {
    "namen": {"kind": "former", "family_name": "Ahmadi"},
    "sprachen": {"language": "dari", "level": "mother_tongue", "literacy": "both"},
    "deutsch": {"level": "B1", "dated_on": "2026-09-01", "basis": "exam", "name": "telc B1", "certificate_seen": "on"},
    "aufenthaltstitel": {"group": "permit", "paragraph": "§ 25 Abs. 2 AufenthG", "ends_on": "11.02.2027"},
    "unterkunft": {"kind": "follow_up", "street": "Hauptstraße 7", "starts_on": "2026-03-01"},
    "kontakt": {"kind": "mobile", "value": "0151 0000000", "is_preferred": "on", "note": "nur schriftlich"},
    "kontaktpause": {"reason": "Trauerfall", "starts_on": "2026-11-01", "ends_on": "2026-12-31"},
    "bildung": {"kind": "vocational", "title": "Hebamme", "country": "AF", "starts_on": "2009", "ends_on": "08/2012"},
    "arbeit": {"title": "Schneiderin", "starts_on": "2013"},
    "potenziale": {"kind": "skill", "text": "Näht sehr gut", "noted_on": "2026-09-01"},
    "massnahmen": {"kind": "integration_course", "provider": "VHS", "starts_on": "03/2025", "result": "finished"},
}


# --- Rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SECTIONS)
def test_row_is_added_shown_and_stored_once(web: Client, case: Case, slug: str) -> None:
    typed = {**TYPED[slug], **key()}

    form = web.get(url("row_new", case, section=slug))
    answers = [web.post(url("row_add", case, section=slug), typed) for _ in range(2)]

    where = f"{url('case_person', case)}#{slug}"
    assert (form.status_code, [(a.status_code, a["Location"]) for a in answers]) == (200, [(302, where)] * 2)
    row = SECTIONS[slug].model._default_manager.get()
    assert str(row) in shown(web, case)


@pytest.mark.parametrize("factory", ROW_FACTORIES, ids=lambda f: f._meta.model.__name__)
def test_row_is_opened_and_saved_unchanged_and_taken_back(web: Client, case: Case, factory: Any) -> None:
    row = factory(person=case.person)
    slug = next(slug for slug, section in SECTIONS.items() if section.model is type(row))
    at = {"section": slug, "pk": row.pk}
    before = type(row).objects.filter(pk=row.pk).values().get()

    saved = web.post(url("row_save", case, **at), opened(web, url("row_edit", case, **at)))
    after = type(row).objects.filter(pk=row.pk).values().get()
    removed = web.post(url("row_remove", case, **at))

    assert (saved.status_code, after) == (302, before)
    assert (removed.status_code, type(row).objects.count()) == (302, 0)


def test_school_of_years_keeps_its_precision_and_is_read_so(web: Client, case: Case) -> None:
    web.post(url("row_add", case, section="bildung"), {**TYPED["bildung"], **key()})

    row = Education.objects.get()
    assert (row.starts_on, row.ends_on) == (date(2009, 1, 1), date(2012, 8, 31))
    assert "2009\N{NO-BREAK SPACE}– 08/2012".replace("\N{NO-BREAK SPACE}", " ") in shown(web, case)


@pytest.mark.parametrize(
    ("slug", "values", "sentence"),
    [
        ("aufenthaltstitel", {"group": ""}, "Dieses Feld ist zwingend erforderlich."),
        ("aufenthaltstitel", {"starts_on": "2027-03-01"}, "Das Ende liegt vor dem Beginn."),
        ("bildung", {"starts_on": "früher"}, "Bitte geben Sie ein Jahr, einen Monat oder einen Tag ein"),
        ("bildung", {"starts_on": "2013"}, "Das Ende liegt vor dem Beginn."),
        ("bildung", {"recognition_applied_on": "2026-01-01"}, "Der Antrag hat ein Datum."),
        (
            "bildung",
            {"recognition": "full", "recognition_applied_on": "2026-01-02", "recognition_decided_on": "2026-01-01"},
            "Die Entscheidung liegt vor dem Antrag.",
        ),
        ("deutsch", {"basis": "estimate"}, "Ein Zertifikat gibt es nur über einen Kurs oder eine Prüfung."),
        ("namen", {"family_name": ""}, "Bitte nennen Sie den Namen."),
        ("kontaktpause", {"ends_on": "2026-10-31"}, "Das Ende liegt vor dem Beginn."),
    ],
)
def test_bad_input_says_why_and_stores_nothing(
    web: Client, case: Case, slug: str, values: dict[str, str], sentence: str
) -> None:
    answer = web.post(url("row_add", case, section=slug), {**TYPED[slug], **key(), **values})

    assert (answer.status_code, SECTIONS[slug].model._default_manager.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_language_twice_says_so(web: Client, case: Case) -> None:
    PersonLanguageFactory(person=case.person)

    answer = web.post(url("row_add", case, section="sprachen"), {**TYPED["sprachen"], **key()})

    assert answer.status_code == 422
    assert "Diese Sprache steht schon da." in answer.content.decode()


def test_second_window_at_one_row_is_told_what_the_first_one_stored(web: Client, case: Case) -> None:
    at = {"section": "aufenthaltstitel", "pk": ResidenceTitleFactory(person=case.person).pk}
    first, second = (opened(web, url("row_edit", case, **at)) for _ in range(2))

    web.post(url("row_save", case, **at), {**first, "authority": "Ausländerbehörde Mannheim"})
    refused = web.post(url("row_save", case, **at), {**second, "authority": "Ausländerbehörde Heidelberg"})

    assert refused.status_code == 422
    assert CHANGED in refused.content.decode()
    assert ResidenceTitle.objects.get().authority == "Ausländerbehörde Mannheim"


def test_ended_home_moves_behind_the_newer_one(web: Client, case: Case) -> None:
    home = AccommodationFactory(person=case.person)

    answer = web.post(url("row_end_save", case, section="unterkunft", pk=home.pk), {"ends_on": "2026-08-31"})
    AccommodationFactory(person=case.person, street="Gartenweg 2", starts_on=date(2026, 9, 1))

    assert answer.status_code == 302
    section = web.get(url("case_person", case)).context["sections"]["unterkunft"]
    assert ([line.label for line in section.current], [line.label for line in section.old]) == (
        ["Gartenweg 2, 68526 Ladenburg"],
        ["Hauptstraße 7, 68526 Ladenburg"],
    )


@pytest.mark.parametrize("slug", ["sprachen", "deutsch", "kontakt", "namen"])
def test_what_has_no_last_day_is_not_ended(web: Client, case: Case, slug: str) -> None:
    assert web.get(url("row_end", case, section=slug, pk=1)).status_code == 404


def test_unknown_section_and_row_of_somebody_else_do_not_exist(web: Client, case: Case) -> None:
    strange = ResidenceTitleFactory(person=PersonFactory(organisation=case.organisation))

    addresses = [
        url("row_new", case, section="gibt-es-nicht"),
        url("row_edit", case, section="aufenthaltstitel", pk=strange.pk),
        url("row_edit", case, section="sprachen", pk=strange.pk),
        url("person_part_edit", case, part="gibt-es-nicht"),
    ]

    assert [web.get(address).status_code for address in addresses] == [404] * 4


def test_levels_of_german_are_told_as_a_series_from_the_first_to_the_last(web: Client, case: Case) -> None:
    for level, day in (("A1", date(2025, 3, 1)), ("B1", date(2026, 9, 1)), ("A2", date(2026, 1, 1))):
        GermanResultFactory(person=case.person, level=level, dated_on=day)

    section = web.get(url("case_person", case)).context["sections"]["deutsch"]

    assert [line.label for line in section.series] == ["A1", "A2", "B1"]
    assert [line.label for line in section.old] == ["A1"]


def test_results_of_german_are_stored_with_their_certificate(web: Client, case: Case) -> None:
    web.post(url("row_add", case, section="deutsch"), {**TYPED["deutsch"], **key()})

    assert GermanResult.objects.get().certificate_seen
