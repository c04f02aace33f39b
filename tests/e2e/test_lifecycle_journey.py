"""A case from the request to an extension: the manager asks, the Teamleitung grants, and the term moves."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case
from pik.accounts.enums import Role
from pik.core.periods import add_months, last_day
from pik.regulations.reference import load_regulations
from tests.e2e.people import sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def german(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def test_request_waits_begins_rests_is_taken_up_and_extended(live_server: Any, page: Page) -> None:  # noqa: PLR0915  one journey
    load_regulations()
    home = OrganisationFactory(name="Ladenburg")
    manager, chief = (user_with_role(role, home) for role in (Role.INTEGRATIONSMANAGER, Role.TEAMLEITUNG))
    today = timezone.localdate()
    begin = add_months(today.replace(day=1), -3)
    end = last_day(begin, 36)

    # Somebody asks; the request is recorded and put on the waiting list.
    sign_in(page, live_server.url, manager.email, "/faelle/warteliste/")
    page.get_by_role("link", name="Anfrage aufnehmen").click()
    expect(page.get_by_role("radio", name="Anfrage", exact=False)).to_be_checked()
    page.get_by_label("Familienname").fill("Rahimi")
    page.get_by_label("Vorname").fill("Zahra")
    page.get_by_label("Staatsangehörigkeit", exact=True).select_option("Afghanistan")
    page.get_by_role("button", name="Fall anlegen").click()
    expect(page.get_by_text("Die Anfrage ist aufgenommen.")).to_be_visible()
    page.get_by_role("link", name="Auf die Warteliste setzen").click()
    page.get_by_label("Dringlichkeit").select_option("dringend")
    page.get_by_role("button", name="Auf die Warteliste setzen").click()
    expect(page.get_by_text("steht auf der Warteliste.")).to_be_visible()

    # There is room: support begins, and the term follows from the rule of its first day.
    page.goto(f"{live_server.url}/faelle/warteliste/")
    page.get_by_role("link", name=re.compile("Beginnen.*Rahimi, Zahra")).click()
    page.get_by_label("Beginn der Begleitung").fill(begin.isoformat())
    page.get_by_role("button", name="Begleitung beginnen").click()
    expect(page.locator(".term")).to_contain_text(german(end))

    # It rests with the clock stopped, and is taken up again after ten days that do not count.
    page.get_by_role("link", name="Ruhen lassen").click()
    page.get_by_label("ruht ab").fill((today - timedelta(days=9)).isoformat())
    page.get_by_label("voraussichtlich bis").fill((today + timedelta(days=20)).isoformat())
    page.get_by_label("Grund", exact=True).select_option("längere Abwesenheit")
    page.get_by_label("Diese Zeit zählt nicht").check()
    page.get_by_role("button", name="Ruhen lassen").click()
    expect(page.locator(".term")).to_contain_text(german(end + timedelta(days=30)))
    page.get_by_role("link", name="Begleitung fortsetzen").click()
    page.get_by_role("button", name="Begleitung fortsetzen").click()
    expect(page.locator(".term")).to_contain_text(german(end + timedelta(days=10)))

    # The manager asks for more time and can't grant it herself.
    page.get_by_role("link", name="Dauer", exact=True).click()
    page.get_by_text("Verlängerung beantragen").click()
    page.get_by_label("Monate").fill("6")
    page.get_by_label("Begründung").fill("Die Prüfung liegt im Herbst danach.")
    page.get_by_role("button", name="Beantragen").click()
    expect(page.get_by_text("Über die Verlängerung entscheiden")).to_be_visible()
    expect(page.get_by_role("button", name="Genehmigen")).to_have_count(0)

    # The Teamleitung finds it on her day, grants it with a reason, and the term has moved.
    sign_in(page, live_server.url, chief.email, "/mein-tag/")
    page.get_by_role("link", name=re.compile("Entscheiden.*Rahimi, Zahra")).click()
    page.get_by_label("Begründung der Entscheidung").fill("Der Abschluss ist absehbar.")
    page.get_by_role("button", name="Genehmigen").click()
    extended = last_day(begin, 42) + timedelta(days=10)
    expect(page.locator(".term")).to_contain_text(german(extended))
    expect(page.get_by_role("row", name="verlängert um 6 Monate")).to_contain_text(german(last_day(begin, 42)))
    page.goto("about:blank")
    assert Case.objects.get().ends_on == extended
