"""A family of four as somebody records it: titles and levels, a child without a case, the sheet to check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Page, expect

from cases.models import Case, DataSheet
from cases.people.queries import household_members
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(live_server: Any, page: Page) -> Iterator[Case]:
    """Zahra's case, its tab „Person & Familie“ open; her husband and her son have cases already."""
    home = OrganisationFactory(name="Ladenburg")
    user = user_with_role(Role.INTEGRATIONSMANAGER, home)
    case = CaseFactory(organisation=home, lead=user, person__family_name="Rahimi")
    for name in ("Ahmad", "Sami"):
        CaseFactory(organisation=home, lead=user, person__family_name="Rahimi", person__given_name=name)
    client = Client()
    client.force_login(user)
    cookie = client.cookies[configured.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto(f"{live_server.url}{case.get_absolute_url()}person/")
    yield case
    # Off the page before the database is emptied: a request under way would hold its rows.
    page.goto("about:blank")


def test_family_of_four_is_recorded_and_its_sheet_printed(page: Page, case: Case, live_server: Any) -> None:
    # Title and level, each on a small page; it leads back to its section.
    page.get_by_role("link", name="Aufenthaltstitel ergänzen").click()
    page.get_by_label("Art des Titels").select_option("Aufenthaltserlaubnis")
    page.get_by_label("Rechtsgrundlage").fill("§ 25 Abs. 2 AufenthG")
    page.get_by_label("bis", exact=False).first.fill("2029-02-11")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("region", name="Aufenthaltstitel")).to_contain_text("11.02.2029")
    page.get_by_role("link", name="Stand ergänzen").click()
    page.get_by_label("Niveau").select_option("A2")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".meta")).to_contain_text("Deutsch A2")

    # The youngest has no case; husband and son come into the household from their own.
    page.get_by_role("link", name="Mitglied ohne eigenen Fall ergänzen").click()
    page.get_by_label("Vorname").fill("Noor")
    page.get_by_label("oder nur das Geburtsjahr").fill("2023")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".meta")).to_contain_text("mit Noor")
    for other in Case.objects.exclude(pk=case.pk):
        page.goto(f"{live_server.url}{other.get_absolute_url()}person/")
        page.get_by_role("link", name="Zum Haushalt eines anderen Falls").click()
        page.get_by_label("Fallnummer eines Familienmitglieds").fill(case.number)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Der Haushalt ist eingetragen.")).to_be_visible()

    # The sheet is ordered, and what the person wants corrected is noted.
    page.locator(".meta").get_by_role("link", name="Zahra").click()
    page.get_by_role("link", name="Person & Familie").click()
    page.get_by_role("button", name="Datenblatt drucken").click()
    page.get_by_role("link", name="Prüfung festhalten").click()
    page.get_by_label("Das soll berichtigt werden").fill("Der Vorname heißt Nour.")
    page.get_by_role("button", name="Prüfung festhalten").click()

    expect(page.get_by_text("Soll berichtigt werden: Der Vorname heißt Nour.")).to_be_visible()
    assert household_members(case.person).count() == 4
    assert DataSheet.objects.get().corrections == "Der Vorname heißt Nour."
