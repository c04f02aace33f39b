"""A plan from the first assessment to two states compared, as an Integrationsmanager:in works."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case, FassungSignature, Goal
from cases.plan.reference import load_catalogue
from pik.core.periods import add_months
from tests.e2e.people import sign_in
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def draw(page: Page) -> None:
    """Sign in the field with the pointer."""
    field = page.locator("[data-signature] canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 20 + step * 12, box["y"] + (20 if step % 2 else 60))
    page.mouse.up()


def test_plan_is_assessed_begun_frozen_signed_and_compared(page: Page, live_server: Any) -> None:
    load_catalogue()
    case: Case = CaseFactory(person__given_name="Zahra", person__family_name="Rahimi")
    sign_in(page, live_server.url, case.lead.email, f"/faelle/{case.public_id}/plan/")

    page.get_by_role("link", name="ersten Einschätzung").click()
    page.get_by_text("Arbeit", exact=True).click()
    page.get_by_role("radio", name="2 · erste Schritte: Sucht Arbeit").check()
    page.get_by_role("button", name="Einschätzung speichern").click()
    expect(page.get_by_role("img", name="Stufe je Lebensbereich")).to_be_visible()

    page.get_by_role("link", name="Ziele und Schritte").click()
    page.get_by_role("link", name="Vorlage", exact=True).click()
    page.get_by_role("link", name="Berufseinstieg").click()
    page.get_by_role("checkbox", name="Arbeiten dürfen").uncheck()
    page.get_by_role("button", name="In den Plan übernehmen").click()
    expect(page.get_by_role("heading", name="Bewerbungsunterlagen haben")).to_be_visible()
    expect(page.get_by_role("heading", name="Arbeiten dürfen")).to_have_count(0)

    page.get_by_role("link", name="Fortschreibung", exact=True).click()
    page.get_by_label("Anwesend").fill("Zahra Rahimi\nMiriam Vogt")
    page.get_by_role("button", name="Fassung festschreiben").click()
    draw(page)
    page.get_by_role("button", name="Unterschrift speichern").click()
    expect(page.get_by_role("img", name="Unterschrift von Zahra Rahimi")).to_be_visible()
    assert FassungSignature.objects.get().drawing.startswith("M")

    goal = Goal.objects.get(title="Bewerbungsunterlagen haben")
    Goal.objects.filter(pk=goal.pk).update(due_on=add_months(goal.due_on, 2))
    page.get_by_role("link", name="Fassungen", exact=True).click()
    page.get_by_role("link", name="Vergleichen").click()
    changed = page.get_by_role("article").filter(has_text="Bewerbungsunterlagen haben")
    expect(changed.locator("del")).to_have_count(1)
    expect(changed.locator("ins")).to_contain_text(f"{add_months(goal.due_on, 2):%d.%m.%Y}")
