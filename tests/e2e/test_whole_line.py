"""The whole line: from a head count to a Bescheid in a person's hand, through all three apps, in one browser."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from funding.models import Round
from pik.accounts.enums import Role
from pik.accounts.models import Organisation
from pik.accounts.organisations import load_organisations
from pik.regulations.reference import load_regulations
from planning.demo import demo_counts
from planning.models import Planungsrahmen
from tests.e2e.people import sign_in
from tests.factories.accounts import user_with_role
from tests.planning.count_files import as_csv

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(transactional_db: None) -> SimpleNamespace:
    """One person for each task of the line, in the real tree of organisations."""
    load_organisations()
    load_regulations()
    ladenburg = Organisation.objects.get(ags="08226038")
    authority = Organisation.objects.get(name="Regierungspräsidium Stuttgart")
    return SimpleNamespace(
        planner=user_with_role(Role.LANDESPLANUNG),
        manager=user_with_role(Role.INTEGRATIONSMANAGER, ladenburg),
        applicant=user_with_role(Role.ANTRAGSTELLUNG, ladenburg),
        reviewer=user_with_role(Role.RP_SACHBEARBEITUNG, authority),
        decider=user_with_role(Role.RP_ENTSCHEIDUNG, authority),
    )


def count_and_publish(page: Page, file: Path) -> None:
    """The Landesplanung uploads the count, confirms, computes and publishes."""
    page.get_by_role("link", name="Erhebungen", exact=True).first.click()
    page.get_by_role("link", name="Erhebung hochladen").click()
    page.get_by_label("Stichtag").fill("2017-09-15")
    page.get_by_label("Datei mit den Personenzahlen").set_input_files(file)
    page.get_by_role("button", name="Hochladen und prüfen").click()
    page.get_by_role("button", name="Zählung bestätigen").click()
    page.get_by_role("link", name="Planungsrahmen berechnen").click()
    page.get_by_label("Bezeichnung").fill("Planungsrahmen 2018, endgültig")
    page.get_by_role("button", name="Als Entwurf berechnen").click()
    page.get_by_role("link", name="Veröffentlichen").click()
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_text("ist veröffentlicht und gilt ab jetzt.")).to_be_visible()


def counsel(page: Page) -> None:
    """The Integrationsmanager:in opens a case; the support term runs at once."""
    page.get_by_role("link", name="Fälle", exact=True).first.click()
    page.get_by_role("link", name="Fall anlegen").first.click()
    page.get_by_label("Familienname").fill("Bondar")
    page.get_by_label("Vorname").fill("Oksana")
    page.get_by_label("Staatsangehörigkeit", exact=True).select_option("Ukraine")
    page.get_by_role("button", name="Fall anlegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bondar, Oksana")
    expect(page.locator(".term")).to_contain_text("noch 36 Monate")


def apply(page: Page) -> None:
    """Ladenburg applies alone and names a post."""
    expect(page.get_by_text("Sie können allein beantragen.")).to_be_visible()
    page.get_by_role("link", name="Antrag beginnen").click()
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.get_by_role("link", name="Stelle hinzufügen").click()
    page.get_by_label("Person").fill("Lena Hartmann")
    page.get_by_label("c – mittlerer Abschluss").check()
    page.get_by_label("Beginn der Beschäftigung").fill("2027-03-01")
    page.get_by_role("button", name="Stelle speichern").click()
    page.locator("#aufgaben .form-actions").get_by_role("link", name="Prüfen und einreichen").click()
    page.get_by_role("button", name="Verbindlich einreichen").click()
    expect(page.get_by_text("ist eingereicht.")).to_be_visible()


def draft(page: Page) -> str:
    """The Regierungspräsidium takes the application and drafts the decision; returns the draft's path."""
    page.get_by_role("region", name="Anträge").get_by_role("link").first.click()
    page.get_by_role("button", name="In Prüfung nehmen").click()
    page.get_by_role("link", name="Entscheidung entwerfen").click()
    page.get_by_role("button", name="Entwurf vorlegen").click()
    expect(page.get_by_text("entworfen", exact=False).first).to_be_visible()
    return page.url


def bescheid_text(page: Page) -> str:
    """The applicant opens her application and takes the Bescheid along."""
    page.get_by_role("region", name="Anträge").get_by_role("link").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Bescheid herunterladen").click()
    reader = PdfReader(download.value.path())
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def test_whole_line_from_the_head_count_to_the_bescheid(
    live_server: Any, page: Page, people: SimpleNamespace, tmp_path: Path
) -> None:
    counts = tmp_path / "erhebung.csv"
    counts.write_text(as_csv((ags, str(count.persons)) for ags, count in demo_counts().items()), encoding="utf-8")
    address, today = live_server.url, timezone.localdate()

    sign_in(page, address, people.planner.email)
    count_and_publish(page, counts)
    # Calling a round has no page yet: the Land's staff get one with the procedure around it.
    Round.objects.create(
        title="Förderrunde 2018",
        planungsrahmen=Planungsrahmen.objects.published().get(),
        rules_on=date(2018, 1, 5),
        opens_on=today,
        closes_on=today + timedelta(days=30),
    )
    sign_in(page, address, people.manager.email)
    counsel(page)
    sign_in(page, address, people.applicant.email)
    apply(page)
    sign_in(page, address, people.reviewer.email)
    drafted_at = draft(page).removeprefix(address)
    sign_in(page, address, people.decider.email, drafted_at)
    page.get_by_role("link", name="Entwurf prüfen und freigeben").click()
    page.get_by_role("button", name="Freigeben").click()
    expect(page.get_by_text("Die Bewilligung ist freigegeben.")).to_be_visible()
    sign_in(page, address, people.applicant.email)
    text = bescheid_text(page)

    assert "Ladenburg" in text
    assert "102.000" in text  # one post of 51,000 € a year for 24 months
    assert "Verwaltungsgericht Karlsruhe" in text  # the court at Ladenburg's seat
    assert "Bondar" not in text  # no person crosses from casework to money
