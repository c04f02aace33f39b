"""Counselling as people do it: a new person, the plan, a session by keyboard, the Wiedervorlage on the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case, FollowUp, Session, Step
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.periods import last_day
from pik.regulations.reference import load_regulations
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, plan_with_step
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PASSWORD = "korrekt-pferd-batterie"


@pytest.fixture
def manager(live_server: Any, page: Page) -> Iterator[User]:
    """Miriam, signed in and at her day."""
    load_regulations()
    user = user_with_role(Role.INTEGRATIONSMANAGER, OrganisationFactory(name="Ladenburg"))
    page.goto(live_server.url)
    page.get_by_label("E-Mail-Adresse").fill(user.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mein Tag")
    yield user
    # Off the page before the database is emptied: a request under way would hold its rows.
    page.goto("about:blank")


def test_case_from_the_first_name_to_the_wiedervorlage_on_the_day(  # noqa: PLR0915  one journey, told in one piece
    page: Page, manager: User
) -> None:
    today = timezone.localdate()
    starts_on = today.replace(day=1)

    # A case of a few fields; the support term runs for three years.
    page.get_by_role("link", name="Fälle", exact=True).first.click()
    page.get_by_role("link", name="Fall anlegen").first.click()
    page.get_by_label("Familienname").fill("Rahimi")
    page.get_by_label("Vorname").fill("Zahra")
    page.get_by_label("Geburtsdatum").fill("1991-03-14")
    page.get_by_label("Staatsangehörigkeit", exact=True).select_option("Afghanistan")
    page.get_by_label("Sprachen").fill("Dari")
    page.get_by_label("Beginn der Begleitung").fill(starts_on.isoformat())
    page.get_by_role("button", name="Fall anlegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rahimi, Zahra")
    ends_on = last_day(starts_on, 36)
    expect(page.locator(".term")).to_contain_text(f"{starts_on:%d.%m.%Y}\xa0– {ends_on:%d.%m.%Y}")

    # The first plan: a goal, then a step, without leaving the keyboard.
    page.get_by_role("link", name="Erstes Ziel aufnehmen").click()
    page.get_by_label("Lebensbereich").select_option("Sprache")
    page.get_by_label("Ziel", exact=True).fill("B1-Zertifikat")
    page.get_by_label("Erreicht, wenn …").fill("das Zertifikat vorliegt")
    page.get_by_role("form", name="Neues Ziel").get_by_label("bis").fill(ends_on.isoformat())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="B1-Zertifikat")).to_be_visible()
    expect(page.get_by_role("link", name="Schritt zum Ziel B1-Zertifikat aufnehmen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("form", name="Neuer Schritt").get_by_label("Schritt")).to_be_focused()
    page.keyboard.type("Zum Elternkurs anmelden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Schritte zum Ziel B1-Zertifikat")).to_contain_text("Zum Elternkurs anmelden")

    # „b“, and the session with the step done and a Wiedervorlage.
    page.get_by_role("link", name="Überblick").click()
    expect(page.get_by_role("heading", name="Letzte Beratungen")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("b")
    expect(page.get_by_role("form", name="Beratung erfassen").get_by_label("Datum")).to_be_focused()
    session = page.get_by_role("form", name="Beratung erfassen")
    session.get_by_role("radio", name="persönlich").press(" ")
    session.get_by_role("radio", name="45 Min.").press(" ")
    session.get_by_role("checkbox", name="Sprache").press(" ")
    session.get_by_label("Ergebnis").fill("Kursplatz ist zugesagt.")
    session.get_by_role("checkbox", name="Zum Elternkurs anmelden").press(" ")
    session.get_by_label("Wiedervorlage am").fill(today.isoformat())
    session.get_by_label("Grund").fill("Betreuung am Mittwoch geklärt?")
    session.get_by_role("button", name="Beratung speichern").press("Enter")
    expect(page.get_by_text("Die Beratung ist gespeichert.")).to_be_visible()
    expect(page.get_by_role("link", name="Beratungen (1)")).to_be_visible()
    expect(page.get_by_role("button", name="Wieder öffnen: Zum Elternkurs anmelden")).to_be_visible()

    # It stands under „Mein Tag“, and is done from there.
    page.get_by_role("link", name="Mein Tag").first.click()
    expect(page.get_by_text("Betreuung am Mittwoch geklärt?").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Erledigt ?: Betreuung am Mittwoch")).click()
    expect(page.get_by_text("Erledigt: Betreuung am Mittwoch geklärt?").first).to_be_visible()

    session_row, step = Session.objects.get(), Step.objects.get()
    assert (session_row.duration_minutes, session_row.topics, step.done_in) == (45, ["language"], session_row)
    assert FollowUp.objects.get().done_by == manager


def test_somebody_alike_is_shown_while_typing_and_has_to_be_confirmed(page: Page, manager: User) -> None:
    home = manager.membership.organisation
    known = PersonFactory(organisation=home, family_name="Rahimi", given_name="Zahra", birth_date="1991-03-14")
    CaseFactory(organisation=home, person=known, number="LAD-2025-0142")

    page.get_by_role("link", name="Fälle", exact=True).first.click()
    page.get_by_role("link", name="Fall anlegen").first.click()
    page.get_by_label("Familienname").fill("Rahimy")
    page.get_by_label("Vorname").fill("Sahra")
    page.get_by_label("Geburtsdatum").fill("1991-03-14")
    page.get_by_label("Staatsangehörigkeit", exact=True).select_option("Afghanistan")
    expect(page.get_by_role("link", name="LAD-2025-0142")).to_be_visible()
    page.get_by_role("button", name="Fall anlegen").click()
    expect(page.get_by_role("alert")).to_contain_text("bestätigen Sie, dass es eine andere Person ist")
    expect(page.get_by_label("Vorname")).to_have_value("Sahra")
    page.get_by_label("Das ist eine andere Person").check()
    page.get_by_role("button", name="Fall anlegen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Rahimy, Sahra")
    assert Case.objects.count() == 2


def test_plan_changes_beside_the_session_and_nothing_typed_is_lost(page: Page, live_server: Any, manager: User) -> None:
    case = CaseFactory(organisation=manager.membership.organisation, lead=manager)
    step = plan_with_step(case, due_on=timezone.localdate() - timedelta(days=2))

    page.goto(f"{live_server.url}{case.get_absolute_url()}plan/")
    session = page.get_by_role("form", name="Beratung erfassen")
    session.get_by_label("Ergebnis").fill("Halb getippt")
    session.get_by_role("checkbox", name=step.text).check()
    page.get_by_role("link", name="Schritt zum Ziel B1-Zertifikat aufnehmen").click()
    page.get_by_role("form", name="Neuer Schritt").get_by_label("Schritt").fill("Betreuung klären")
    page.get_by_role("button", name="Schritt aufnehmen").click()

    expect(session.get_by_role("checkbox", name="Betreuung klären")).to_be_visible()
    expect(session.get_by_role("checkbox", name=step.text)).to_be_checked()
    expect(session.get_by_label("Ergebnis")).to_have_value("Halb getippt")
