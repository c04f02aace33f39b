"""An offer is found, somebody is referred, waits, takes part and finishes; a protected referral nobody else sees."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import Referral
from pik.accounts.enums import Role
from pik.regulations.reference import load_regulations
from tests.e2e.people import sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.offers import OfferFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_from_the_filter_to_the_certificate_and_a_referral_that_nobody_else_sees(  # noqa: PLR0915  one journey, told in one piece
    page: Page, live_server: Any
) -> None:
    load_regulations()
    home = OrganisationFactory(name="Ladenburg")
    lead, colleague = (user_with_role(Role.INTEGRATIONSMANAGER, home) for _ in range(2))
    case = CaseFactory(organisation=home, lead=lead)
    OfferFactory(organisation=home, title="Elternkurs B1", checked_by=lead, has_childcare=True, places_total=2)
    OfferFactory(organisation=home, title="Abendkurs", checked_by=lead)
    OfferFactory(organisation=home, protected=True, title="Prisma", checked_by=lead)
    referrals = f"{case.get_absolute_url()}vermittlungen/"

    # Found by filter from the case, and referred with consent.
    sign_in(page, live_server.url, lead.email, referrals)
    page.get_by_role("link", name="Angebot suchen").first.click()
    page.get_by_label("Kinderbetreuung").check()
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.get_by_text("1 Angebot", exact=True)).to_be_visible()
    page.get_by_role("link", name="Vermitteln in Elternkurs B1").click()
    page.get_by_role("checkbox", name="Name", exact=True).check()
    page.get_by_label("Einwilligung vom").fill("2026-11-02")
    page.get_by_role("button", name="Vermittlung eintragen").click()

    # Waiting list, place, attending, finished.
    for link, button in (
        ("auf die Warteliste setzen", "Auf die Warteliste setzen"),
        ("Platz zusagen", "Platz zusagen"),
        ("Teilnahme eintragen", "Teilnahme eintragen"),
    ):
        page.get_by_role("link", name="Elternkurs B1").click()
        page.get_by_role("link", name=link, exact=True).click()
        page.get_by_role("button", name=button).click()
    page.get_by_role("link", name="Elternkurs B1").click()
    page.get_by_role("link", name="Abschluss eintragen").click()
    page.get_by_label("Ergebnis").select_option("Zertifikat oder Abschluss")
    page.get_by_label("Nachweis").fill("B1")
    page.get_by_role("button", name="Abschluss eintragen").click()
    expect(page.get_by_role("main")).to_contain_text("Zertifikat oder Abschluss: B1")

    # A protected one: the lead sees it, the colleague finds nothing.
    page.goto(f"{live_server.url}{referrals}neu/")
    page.get_by_label("Angebot", exact=True).select_option(label="Prisma (Volkshochschule (erfunden), Ladenburg)")
    page.get_by_label("Bemerkung").fill("Ruft selbst an.")
    page.get_by_role("button", name="Vermittlung eintragen").click()
    expect(page.get_by_role("link", name="Prisma")).to_be_visible()
    protected = Referral.objects.get(is_protected=True)
    sign_in(page, live_server.url, colleague.email, referrals)
    expect(page.get_by_role("link", name="Elternkurs B1")).to_be_visible()
    expect(page.get_by_text("Prisma")).to_have_count(0)
    page.goto(f"{live_server.url}{protected.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("nicht")
    page.goto("about:blank")
