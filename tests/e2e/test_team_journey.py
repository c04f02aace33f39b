"""A Teamleitung takes cases over from Excel, mends what was wrong, and gives everybody somebody who is responsible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from cases.imports.columns import COLUMNS
from cases.models import Case, Household
from pik.accounts.enums import Role
from pik.regulations.reference import load_regulations
from tests.cases.imports.tables import row
from tests.e2e.people import sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.team import TeamMemberFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PLACES = {column.name: place for place, column in enumerate(COLUMNS, start=1)}


def write(path: Path, line: int, **cells: str) -> None:
    """Type into a line of the workbook, as somebody does in Excel."""
    workbook = load_workbook(path)
    for name, text in cells.items():
        workbook.worksheets[0].cell(line, PLACES[name], text)
    workbook.save(path)


def download(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as found:
        page.get_by_role("link", name=name).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def hand_in(page: Page, path: Path) -> None:
    page.get_by_role("link", name="Team", exact=True).first.click()
    page.get_by_role("link", name="Aus Excel übernehmen").click()
    page.get_by_label("Tabelle").set_input_files(path)
    page.get_by_role("button", name="Hochladen und prüfen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.name)


def test_from_a_table_to_cases_that_somebody_leads(  # noqa: PLR0915  one journey, told in one piece
    live_server: Any, page: Page, tmp_path: Path
) -> None:
    load_regulations()
    home = OrganisationFactory(name="Ladenburg")
    leader = user_with_role(Role.TEAMLEITUNG, home)
    busy = user_with_role(Role.INTEGRATIONSMANAGER, home, first_name="Miriam", last_name="Vogt")
    emre = user_with_role(Role.INTEGRATIONSMANAGER, home, first_name="Emre", last_name="Yıldız")
    TeamMemberFactory(organisation=home, user=emre, share="1.00", languages=["Dari"])
    CaseFactory.create_batch(2, organisation=home, lead=busy)

    # The template, filled in with a family; one birthday does not exist.
    sign_in(page, live_server.url, leader.email, "/team/uebernahme/")
    template = download(page, "Vorlage herunterladen", tmp_path)
    write(template, 4, **row(family_name="Karimi", household="1", languages="Dari"))
    write(template, 5, **row(family_name="Karimi", given_name="Reza", birth_date="31.02.1990", household="1"))
    hand_in(page, template)
    expect(page.get_by_text("„31.02.1990“ gibt es nicht")).to_be_visible()

    # The good row is taken over, the other one mended.
    errors = download(page, "Fehlerhafte Zeilen herunterladen", tmp_path)
    page.get_by_role("button", name="Fälle übernehmen").click()
    expect(page.get_by_role("main")).to_contain_text("Alles, was übernommen werden konnte, ist übernommen.")
    write(errors, 2, birth_date="28.02.1990")
    hand_in(page, errors)
    expect(page.get_by_text("Ein Fall wird angelegt")).to_be_visible()
    page.get_by_role("button", name="Fälle übernehmen").click()
    expect(page.get_by_role("main")).to_contain_text("Alles, was übernommen werden konnte, ist übernommen.")

    # Nobody leads the two yet: the proposal keeps the family together and knows who speaks Dari.
    page.get_by_role("link", name="Team", exact=True).first.click()
    page.get_by_role("link", name="Fälle verteilen").first.click()
    page.get_by_label("niemand (ohne Zuständigkeit)").check()
    page.get_by_role("button", name="Vorschlag ansehen").click()
    expect(page.get_by_label("Karimi, Zahra geht an")).to_have_value(str(emre.pk))
    expect(page.get_by_label("Karimi, Reza geht an")).to_have_value(str(emre.pk))
    page.get_by_role("button", name="Fälle weitergeben").click()
    expect(page.get_by_role("alert").first).to_contain_text("Grund")
    page.get_by_label("Grund").fill("aus Excel übernommen")
    page.get_by_role("button", name="Fälle weitergeben").click()
    expect(page.get_by_text("weitergegeben an Emre Yıldız").first).to_be_visible()

    led = Case.objects.filter(lead=emre).order_by("person__given_name")
    assert [case.person.given_name for case in led] == ["Reza", "Zahra"]
    assert Household.objects.get().members.count() == 2
    page.goto("about:blank")
