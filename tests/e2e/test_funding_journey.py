"""Funding as people do it: alone, together, and the second pair of eyes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.funding.conftest import build_world

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    # The message about the Bescheid goes to the broker; this journey ends before a worker takes it up.
    pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored"),
]


@pytest.fixture
def world(transactional_db: None) -> SimpleNamespace:
    return build_world()


def begin(page: Page) -> None:
    page.get_by_role("link", name="Antrag beginnen").click()
    page.get_by_role("button", name="Entwurf anlegen").click()
    expect(page.get_by_role("heading", name="Was noch zu tun ist")).to_be_visible()


def add_post(page: Page, name: str) -> None:
    page.get_by_role("link", name="Stelle hinzufügen").click()
    page.get_by_label("Person").fill(name)
    page.get_by_label("c – mittlerer Abschluss").check()
    page.get_by_label("Beginn der Beschäftigung").fill("2027-03-01")
    page.get_by_role("button", name="Stelle speichern").click()
    expect(page.get_by_role("region", name="Stellen des Antrags")).to_contain_text(name)


def submit(page: Page) -> None:
    page.locator("#aufgaben .form-actions").get_by_role("link", name="Prüfen und einreichen").click()
    page.get_by_role("button", name="Verbindlich einreichen").click()
    expect(page.get_by_text("ist eingereicht.")).to_be_visible()


def test_single_application_from_start_to_approval(live_server: Any, page: Page, world: SimpleNamespace) -> None:
    # Ladenburg reaches the threshold and applies alone.
    sign_in(page, live_server.url, world.applicants["ladenburg"].email, "/foerderung/antraege/")
    expect(page.get_by_text("Sie können allein beantragen.")).to_be_visible()
    begin(page)
    expect(page.get_by_role("button", name="Einreichen")).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("Der Antrag nennt noch keine Stelle.")).to_be_visible()
    add_post(page, "Lena Hartmann")
    submit(page)

    # The authority takes it, finds the checks done and drafts the decision.
    sign_in(page, live_server.url, world.decider.email, "/foerderung/pruefliste/")
    page.get_by_role("region", name="Anträge").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Automatische Prüfungen")).to_contain_text("Schwelle 51.000 €")
    page.get_by_role("button", name="In Prüfung nehmen").click()
    page.get_by_role("link", name="Entscheidung entwerfen").click()
    expect(page.get_by_role("region", name="Berechnung der Zuwendung")).to_contain_text("102.000 €")
    page.get_by_role("button", name="Entwurf vorlegen").click()

    # The same person can't approve what she drafted.
    page.get_by_role("link", name="Entwurf prüfen und freigeben").click()
    locked = page.get_by_role("button", name="Freigeben")
    expect(locked).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("Vier-Augen-Prinzip")).to_be_visible()

    # A second person can.
    path = page.url.removeprefix(live_server.url)
    sign_in(page, live_server.url, world.other_decider.email, path)
    page.get_by_role("button", name="Freigeben").click()
    expect(page.get_by_text("Die Bewilligung ist freigegeben.")).to_be_visible()

    sign_in(page, live_server.url, world.applicants["ladenburg"].email, "/foerderung/antraege/")
    expect(page.get_by_role("region", name="Anträge")).to_contain_text("bewilligt")


def test_joint_application_grows_and_needs_the_yes_of_its_partner(
    live_server: Any, page: Page, world: SimpleNamespace
) -> None:
    # Angelbachtal alone is below the threshold; with Mauer the sum grows past it at once.
    sign_in(page, live_server.url, world.applicants["angelbachtal"].email, "/foerderung/antraege/")
    begin(page)
    expect(page.get_by_text("noch nicht antragsberechtigt")).to_be_visible()
    page.get_by_role("searchbox", name="Partnergemeinde suchen").press_sequentially("maue")
    page.get_by_role("button", name="Mauer aufnehmen").click()
    expect(page.get_by_text("Mauer ist jetzt Partnergemeinde.")).to_be_visible()
    expect(page.get_by_role("region", name="Gemeinden des Antrags")).to_contain_text("68.463 €")
    expect(page.get_by_text("antragsberechtigt", exact=True)).to_be_visible()
    add_post(page, "Lena Hartmann")
    expect(page.get_by_text("Es fehlt die Zustimmung von Mauer.")).to_be_visible()
    path = page.url.removeprefix(live_server.url)

    # Mauer's own administration gives the binding yes.
    sign_in(page, live_server.url, world.applicants["mauer"].email, "/foerderung/antraege/")
    expect(page.get_by_text("Zustimmung erbeten")).to_be_visible()
    page.get_by_role("region", name="Anträge").get_by_role("link").first.click()
    page.get_by_role("link", name="Zustimmung geben").click()
    page.get_by_label("Ihr Name und Ihre Funktion").fill("Petra Keller, Bürgermeisterin")
    page.get_by_role("button", name="Verbindlich zustimmen").click()
    expect(page.get_by_text("Bitte bestätigen Sie").first).to_be_visible()
    page.get_by_label("Ich stimme dem Antrag").check()
    page.get_by_role("button", name="Verbindlich zustimmen").click()
    expect(page.get_by_text("Die Zustimmung von Mauer ist erteilt.")).to_be_visible()

    # Now it can be submitted.
    sign_in(page, live_server.url, world.applicants["angelbachtal"].email, path)
    submit(page)
