"""Finding people as one types, by keyboard; two records become one, and two again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import Merge, Person
from cases.search.duplicates import find_candidates
from pik.accounts.acting import acting_for
from pik.accounts.enums import Role
from pik.regulations.reference import load_regulations
from tests.e2e.people import sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_typing_finds_another_spelling_and_a_duplicate_is_merged_and_parted(  # noqa: PLR0915  one journey
    page: Page, live_server: Any
) -> None:
    load_regulations()
    lead = user_with_role(Role.TEAMLEITUNG, OrganisationFactory(name="Ladenburg"))
    home = lead.membership.organisation
    shared = {"organisation": home, "birth_date": date(1988, 8, 2)}
    mohammed = PersonFactory(given_name="Mohammed", family_name="Haddad", name_original="محمد حداد", **shared)
    again = PersonFactory(given_name="Mohamad", family_name="Al-Haddad", **shared)
    case = CaseFactory(organisation=home, person=mohammed)
    former = CaseFactory(organisation=home, person=again, closed=True)
    with acting_for(home.pk):
        find_candidates(home.pk)

    # „/“, another spelling, the arrow, Enter: no mouse.
    sign_in(page, live_server.url, lead.email)
    page.keyboard.press("/")
    page.keyboard.type("muhamad")
    suggestions = page.get_by_role("listbox", name="Vorschläge")
    expect(suggestions.get_by_role("option")).to_have_count(3)
    expect(suggestions.get_by_role("option", name="Haddad, Mohammed").first).to_contain_text("klingt ähnlich")
    while suggestions.get_by_role("option", selected=True).count() == 0 or case.number not in (
        suggestions.get_by_role("option", selected=True).inner_text()
    ):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Haddad, Mohammed")

    # Own script finds her too, and Escape closes the list.
    page.get_by_role("combobox").fill("محمد")
    expect(suggestions.get_by_role("option", name="Haddad, Mohammed").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(suggestions).to_be_hidden()

    # The pair that was found at night becomes one person.
    page.get_by_role("link", name="Fälle", exact=True).first.click()
    page.get_by_role("link", name="Mögliche Dubletten (1)").click()
    page.get_by_role("link", name="Vergleichen").click()
    page.get_by_role("radio", name="Familienname: Al-Haddad").check()
    page.get_by_role("button", name="Zusammenführen").click()
    expect(page.get_by_text("Dreißig Tage lang lässt sich das trennen.")).to_be_visible()
    expect(page.locator("main")).to_contain_text(case.number)
    expect(page.locator("main")).to_contain_text(former.number)
    assert Person.objects.get(organisation=home).family_name == "Al-Haddad"

    # And two again, with a reason.
    page.get_by_label("Warum trennen Sie die beiden wieder?").fill("Es sind Brüder")
    page.get_by_role("button", name="Wieder trennen").click()
    expect(page.get_by_text("sind wieder zwei Personen.")).to_be_visible()
    assert (Merge.objects.get().undo_reason, Person.objects.filter(organisation=home).count()) == ("Es sind Brüder", 2)
    page.goto("about:blank")
