"""A case goes from Ladenburg to Mauer: chosen, consented to, asked for and taken over."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case, Session
from pik.accounts.enums import Role
from tests.e2e.people import sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, SessionFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NOTE = "Elternkurs ab Januar, Anmeldung liegt vor."


def test_case_moves_from_one_office_to_the_next(  # noqa: PLR0915  one journey, told in one piece
    page: Page, live_server: Any
) -> None:
    giver = user_with_role(Role.INTEGRATIONSMANAGER, OrganisationFactory(name="Ladenburg"))
    taker = user_with_role(Role.TEAMLEITUNG, OrganisationFactory(name="Mauer"))
    case = CaseFactory(organisation=giver.membership.organisation, lead=giver)
    SessionFactory(case=case, note=NOTE)

    # Ladenburg chooses, records the consent and asks.
    sign_in(page, live_server.url, giver.email, case.get_absolute_url())
    page.get_by_role("link", name="Weitergabe").click()
    page.get_by_role("link", name="Fall überleiten").click()
    page.get_by_label("Aufnehmende Stelle").select_option(label="Mauer")
    page.get_by_label("Umzug am").fill("2026-12-01")
    page.get_by_role("button", name="Weiter zur Einwilligung").click()
    expect(page.get_by_text("Wir möchten, dass Mauer Sie weiter begleitet.")).to_be_visible()
    page.get_by_role("button", name="Einwilligung festhalten").click()
    expect(page.get_by_text("Bitte nennen Sie, wo die Einwilligung abgelegt ist.").first).to_be_visible()
    page.get_by_label("Eingewilligt am").fill("2026-11-02")
    page.get_by_label("Ablage").fill("Ordner 12")
    page.get_by_role("button", name="Einwilligung festhalten").click()
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_text("Mauer ist angefragt.")).to_be_visible()

    # Mauer reads the request, takes the case over and finds what was talked about.
    sign_in(page, live_server.url, taker.email, "/andere-stellen/ueberleitungen/")
    page.get_by_role("link", name=str(case.person)).click()
    page.get_by_label("Zuständig bei uns").select_option(label=taker.get_full_name())
    page.get_by_role("button", name="Fall übernehmen").click()
    expect(page.get_by_text("Der Fall ist übernommen")).to_be_visible()
    expect(page.get_by_text(f"Übergeleitet aus Ladenburg, dort {case.number}")).to_be_visible()
    page.get_by_role("link", name="Beratungen").first.click()
    expect(page.get_by_text(NOTE)).to_be_visible()

    # Ladenburg keeps the numbers.
    sign_in(page, live_server.url, giver.email, case.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("übergeleitet, –")
    page.goto("about:blank")

    assert Case.objects.get(pk=case.pk).status == "transferred"
    assert sorted(Session.objects.values_list("note", flat=True)) == ["", NOTE]
