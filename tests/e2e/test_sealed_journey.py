"""A sealed note from the counselling session to the emergency in which a colleague reads it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import EmergencyAccess, SealedReading
from pik.accounts.enums import Role
from tests.e2e.people import sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

READ = re.compile("Lesen ?: Eigene Notiz")
SECRET = "Beim nächsten Mal ohne den Schwager sprechen."
REASON = "Das Kind ist seit gestern verschwunden."


def test_note_from_the_session_to_the_emergency(  # noqa: PLR0915  one journey, told in one piece
    page: Page, live_server: Any
) -> None:
    home = OrganisationFactory(name="Ladenburg")
    lead, colleague = (user_with_role(Role.INTEGRATIONSMANAGER, home) for _ in range(2))
    watcher = user_with_role(Role.DATENSCHUTZ, home)
    case = CaseFactory(organisation=home, lead=lead)
    address, case_page = live_server.url, case.get_absolute_url()

    # The lead writes it with the session, and reads it.
    sign_in(page, address, lead.email, f"{case_page}plan/")
    session = page.get_by_role("form", name="Beratung erfassen")
    session.get_by_role("radio", name="persönlich").press(" ")
    session.get_by_role("radio", name="45 Min.").press(" ")
    session.get_by_role("checkbox", name="Sprache").press(" ")
    session.get_by_label("Private Notiz").fill(SECRET)
    session.get_by_role("button", name="Beratung speichern").click()
    expect(page.get_by_text("Die Beratung ist gespeichert.")).to_be_visible()
    page.get_by_role("link", name="Vertraulich").click()
    expect(page.get_by_text(SECRET)).to_have_count(0)
    page.get_by_role("button", name=READ).click()
    expect(page.get_by_text(SECRET)).to_be_visible()

    # A colleague learns that there is one; in an emergency she reads it.
    sign_in(page, address, colleague.email, f"{case_page}vertraulich/")
    expect(page.get_by_text("Eine versiegelte Notiz lesen Sie nicht.")).to_be_visible()
    expect(page.get_by_role("button", name=READ)).to_have_count(0)
    page.get_by_role("link", name="Notfallzugriff").click()
    expect(page.get_by_text(f"Sofort erfahren davon: {lead.get_full_name()} (zuständig)")).to_be_visible()
    page.get_by_label("Grund").fill(REASON)
    page.get_by_role("button", name="Notfallzugriff nehmen").click()
    expect(page.get_by_text("Ihr Notfallzugriff läuft", exact=True)).to_be_visible()
    page.get_by_role("button", name=READ).click()
    expect(page.get_by_text(SECRET)).to_be_visible()
    page.get_by_role("link", name="Zu allen Notizen").click()
    page.get_by_role("button", name="Notfallzugriff beenden").click()
    expect(page.get_by_text("Eine versiegelte Notiz lesen Sie nicht.")).to_be_visible()

    # Lead and Datenschutz know.
    sign_in(page, address, lead.email, "/erinnerungen/")
    page.get_by_role("link", name=f"Notfallzugriff auf {case.number}").click()
    expect(page.get_by_role("heading", name="Wer gelesen hat")).to_be_visible()
    expect(page.get_by_text(f"{colleague.get_full_name()}: Eigene Notiz")).to_be_visible()
    sign_in(page, address, watcher.email, "/datenschutz/notfallzugriffe/")
    expect(page.get_by_role("cell", name=REASON)).to_be_visible()
    page.get_by_role("button", name=re.compile("Zur Kenntnis genommen")).click()
    expect(page.get_by_text(f"Zur Kenntnis genommen: Notfallzugriff auf {case.number}.")).to_be_visible()
    page.goto("about:blank")

    assert EmergencyAccess.objects.get().acknowledged_by == watcher
    assert SealedReading.objects.count() == 2
