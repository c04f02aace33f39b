"""The whole work of a day, as somebody does it who never saw the product: by its headings, labels and buttons."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case, Fassung, Session
from cases.models.transfer import Transfer
from pik.accounts.enums import Role
from pik.regulations.reference import load_regulations
from tests import figures
from tests.e2e.people import sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, plan_with_step

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

TALKS = ("Sprache", "Arbeit", "Wohnen", "Gesundheit", "Aufenthalt")


def log_talk(page: Page, topic: str) -> None:
    """From any page of a case: the talk that was just held."""
    page.keyboard.press("b")
    form = page.get_by_role("form", name="Beratung erfassen")
    expect(form.get_by_label("Datum")).to_be_focused()
    form.get_by_role("radio", name="persönlich").press(" ")
    form.get_by_role("radio", name="45 Min.").press(" ")
    form.get_by_role("checkbox", name=topic).press(" ")
    form.get_by_label("Ergebnis").fill(f"Über {topic} gesprochen.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Die Beratung ist gespeichert.")).to_be_visible()


def test_day_of_a_new_colleague(  # noqa: PLR0915  one journey, told in one piece
    page: Page, live_server: Any
) -> None:
    """Five talks, one new case, one Fortschreibung, one case that moves to another office."""
    load_regulations()
    began, home = timezone.now(), OrganisationFactory(name="Ladenburg")
    lena = user_with_role(Role.INTEGRATIONSMANAGER, home)
    user_with_role(Role.TEAMLEITUNG, OrganisationFactory(name="Mauer"))
    known = [CaseFactory(organisation=home, lead=lena) for _ in TALKS[1:]]
    plan_with_step(known[0])
    sign_in(page, live_server.url, lena.email)

    # A new person, and the first talk with her.
    page.get_by_role("link", name="Fälle", exact=True).first.click()
    page.get_by_role("link", name="Fall anlegen").first.click()
    page.get_by_label("Familienname").fill("Tesfay")
    page.get_by_label("Vorname").fill("Selam")
    page.get_by_label("Staatsangehörigkeit", exact=True).select_option("Eritrea")
    page.get_by_role("button", name="Fall anlegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tesfay, Selam")
    log_talk(page, TALKS[0])

    # Four more, each found by its number.
    for case, topic in zip(known, TALKS[1:], strict=True):
        page.get_by_role("link", name="Fälle", exact=True).first.click()
        page.get_by_role("link", name=str(case.person), exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(str(case.person))
        log_talk(page, topic)

    # A Fortschreibung with the person present.
    page.goto(f"{live_server.url}{known[0].get_absolute_url()}")
    page.get_by_role("link", name="Integrationsplan", exact=True).click()
    page.get_by_role("link", name="Fortschreibung", exact=True).click()
    page.get_by_label("Anwesend").fill(f"{known[0].person.given_name}\nLena")
    page.get_by_role("button", name="Fassung festschreiben").click()
    expect(page.get_by_role("heading", name=re.compile("Fassung 1"))).to_be_visible()

    # Somebody moves: the other office is asked.
    page.goto(f"{live_server.url}{known[-1].get_absolute_url()}")
    page.get_by_role("link", name="Weitergabe").click()
    page.get_by_role("link", name="Fall überleiten").click()
    page.get_by_label("Aufnehmende Stelle").select_option(label="Mauer")
    page.get_by_label("Umzug am").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    page.get_by_role("button", name="Weiter zur Einwilligung").click()
    page.get_by_label("Eingewilligt am").fill(timezone.localdate().isoformat())
    page.get_by_label("Ablage").fill("Ordner 12")
    page.get_by_role("button", name="Einwilligung festhalten").click()
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_text("Mauer ist angefragt.")).to_be_visible()
    page.goto("about:blank")

    figures.tell(
        "Ein Arbeitstag im Browser", f"{(timezone.now() - began).total_seconds():.0f} Sekunden ohne Nachdenken"
    )
    assert (Case.objects.count(), Session.objects.count(), Fassung.objects.count()) == (5, 5, 1)
    assert Transfer.objects.get().status == "sent"
