"""Planning as people do it: a file with faults, the right one, computing, publishing; then a town reads it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pik.accounts.enums import Role
from pik.accounts.models import Organisation
from pik.accounts.organisations import load_organisations
from pik.regulations.reference import load_regulations
from planning.demo import demo_counts
from tests.e2e.people import sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.planning import planungsrahmen_of
from tests.planning.count_files import as_csv

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

HOME = "/planung/planungsrahmen/"


def upload(page: Page, file: Path) -> None:
    page.get_by_label("Stichtag").fill("2017-09-15")
    page.get_by_label("Datei mit den Personenzahlen").set_input_files(file)
    page.get_by_role("button", name="Hochladen und prüfen").click()


def upload_bad_file(page: Page, bad: Path) -> None:
    """A file with faults is named row by row, and can't be confirmed."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Planungsrahmen")
    page.get_by_role("link", name="Erhebungen", exact=True).first.click()
    page.get_by_role("link", name="Erhebung hochladen").click()
    upload(page, bad)
    faults = page.get_by_role("region", name="Fehler in der Datei")
    expect(faults.get_by_role("row")).to_have_count(3)
    expect(faults.get_by_role("row").nth(1)).to_contain_text("„achtundsiebzig“ ist keine ganze Zahl.")
    expect(faults.get_by_role("row").nth(2)).to_contain_text("Die Gemeinde Mauer")
    expect(page.get_by_role("button", name="Zählung bestätigen")).to_have_attribute("aria-disabled", "true")


def upload_and_publish_good_file(page: Page, good: Path) -> None:
    """The right one is confirmed, computed and published."""
    page.get_by_role("link", name="Berichtigte Datei hochladen").click()
    upload(page, good)
    page.get_by_role("button", name="Zählung bestätigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zählung zum 15.09.2017")
    page.get_by_role("link", name="Planungsrahmen berechnen").click()
    expect(page.get_by_label("Mittel je Jahr")).to_have_value("58.000.000")
    page.get_by_label("Bezeichnung").fill("Planungsrahmen 2018, endgültig")
    page.get_by_role("button", name="Als Entwurf berechnen").click()
    expect(page.get_by_text("Das ist ein Entwurf.")).to_be_visible()
    page.get_by_role("link", name="Veröffentlichen").click()
    expect(page.get_by_text("Er ist der erste; es wird kein anderer ersetzt.")).to_be_visible()
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_text("ist veröffentlicht und gilt ab jetzt.")).to_be_visible()


def read_as_a_town(page: Page) -> None:
    """A town sees the table, searches in it while typing, recomputes its amount and takes the file along."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Planungsrahmen 2018, endgültig")
    page.get_by_label("Gemeinde oder AGS").press_sequentially("ladenb")
    rows = page.get_by_role("region", name="Beträge der Gemeinden").get_by_role("row")
    expect(rows).to_have_count(3)  # head, Ladenburg, sum
    expect(rows.nth(1)).to_contain_text(re.compile(r"Ladenburg.*62\.094\s€.*allein möglich", re.DOTALL))
    page.get_by_role("link", name="Ladenburg", exact=True).click()
    expect(page.get_by_text("58.000.000 € × 78 ÷ 72.857")).to_be_visible()
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="Als CSV herunterladen").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "08226038;Ladenburg;Rhein-Neckar-Kreis;78;62094;ja;nein;Zählung zum Stichtag" in text


def test_planning_from_a_bad_file_to_the_table_of_a_town(live_server: Any, page: Page, tmp_path: Path) -> None:
    load_organisations()
    load_regulations()
    planner = user_with_role(Role.LANDESPLANUNG)
    town = user_with_role(Role.ANTRAGSTELLUNG, Organisation.objects.get(ags="08226038"))
    counts = {ags: str(count.persons) for ags, count in demo_counts().items()}
    good, bad = tmp_path / "erhebung.csv", tmp_path / "fehlerhaft.csv"
    good.write_text(as_csv(counts.items()), encoding="utf-8")
    spoilt = {**counts, "08226038": "achtundsiebzig"}
    del spoilt["08226048"]
    bad.write_text(as_csv(spoilt.items()), encoding="utf-8")

    sign_in(page, live_server.url, planner.email, HOME)
    upload_bad_file(page, bad)
    upload_and_publish_good_file(page, good)
    page.context.clear_cookies()
    sign_in(page, live_server.url, town.email, HOME)
    read_as_a_town(page)


def test_search_without_javascript_works_by_its_button(
    live_server: Any, browser: Any, browser_context_args: dict[str, Any]
) -> None:
    town = OrganisationFactory(name="Ladenburg")
    planungsrahmen_of({town: 78, OrganisationFactory(name="Mauer"): 33})
    reader = user_with_role(Role.ANTRAGSTELLUNG, town)
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, live_server.url, reader.email, HOME)

        page.get_by_label("Antrag").select_option("nur gemeinsam")
        page.get_by_role("button", name="Anzeigen").click()

        rows = page.get_by_role("region", name="Beträge der Gemeinden").get_by_role("row")
        expect(rows).to_have_count(3)
        expect(rows.nth(1)).to_contain_text("Mauer")
