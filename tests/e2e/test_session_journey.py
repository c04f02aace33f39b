"""The end of a sign-in in a browser: the warning, staying, signing in on top of an open form, strangers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session as DjangoSession
from django.core.cache import cache
from playwright.sync_api import Page, expect

from cases.models import Case, Session
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.accounts.signing_in import sessions
from tests.e2e.people import PASSWORD, sign_in
from tests.factories.accounts import MembershipFactory, user_with_role
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

TEXT = "Kursplatz ist zugesagt.\nDie Betreuung klärt sie bis Mittwoch, „ganz sicher“."
WARNING, ENDED, FOREIGN = (
    "Sind Sie noch da?",
    "Sie sind abgemeldet",
    "Jetzt ist eine andere Person angemeldet",
)


@pytest.fixture
def miriam() -> User:
    return user_with_role(Role.INTEGRATIONSMANAGER)


@pytest.fixture
def case(miriam: User) -> Case:
    return CaseFactory(organisation=miriam.memberships.get().organisation, lead=miriam)


@pytest.fixture
def form(page: Page, live_server: Any, miriam: User, case: Case) -> Iterator[Page]:
    """Miriam at the form for a session, half filled in."""
    sign_in(page, live_server.url, miriam.email, f"{case.get_absolute_url()}plan/")
    session = page.get_by_role("form", name="Beratung erfassen")
    session.get_by_role("radio", name="persönlich").press(" ")
    session.get_by_role("radio", name="45 Min.").press(" ")
    session.get_by_role("checkbox", name="Sprache").press(" ")
    session.get_by_label("Ergebnis").fill(TEXT)
    yield page
    # Off the page before the database is emptied: a request under way would hold its rows.
    page.goto("about:blank")


def end_session() -> None:
    """As after half an hour without a request: the session is gone on the server."""
    for row in DjangoSession.objects.all():
        cache.delete(f"django.contrib.sessions.cached_db{row.session_key}")
    DjangoSession.objects.all().delete()


def look_after(page: Page) -> None:
    """What the page does by itself when its time has come."""
    page.evaluate("new BroadcastChannel('pik-anmeldung').postMessage('nachsehen')")


def save(page: Page) -> None:
    page.get_by_role("form", name="Beratung erfassen").get_by_role("button", name="Beratung speichern").click()


def sign_in_on_top(page: Page, email: str) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="In zweitem Fenster anmelden").click()
    second = opened.value
    second.get_by_label("E-Mail-Adresse").fill(email)
    second.get_by_label("Passwort").fill(PASSWORD)
    second.get_by_role("button", name="Anmelden").click()


def dialog(page: Page, title: str) -> Any:
    return page.get_by_role("dialog", name=title)


def text_of(page: Page) -> str:
    return page.get_by_role("form", name="Beratung erfassen").get_by_label("Ergebnis").input_value()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an hour in six seconds."""
    monkeypatch.setattr(sessions, "IDLE_SECONDS", 6)
    monkeypatch.setattr(sessions, "WARNING_SECONDS", 3)
    monkeypatch.setattr(sessions, "GRAIN_SECONDS", 0)


def test_warning_comes_before_the_end_and_one_button_stays(short: None, form: Page) -> None:
    expect(dialog(form, WARNING)).to_be_visible(timeout=15_000)
    expect(form.get_by_role("button", name="Angemeldet bleiben")).to_be_focused()
    form.get_by_role("button", name="Angemeldet bleiben").click()
    expect(dialog(form, WARNING)).to_have_count(0)

    assert text_of(form) == TEXT
    # A whole new time has begun: the next warning is three seconds off, not the end.
    expect(dialog(form, WARNING)).to_be_visible(timeout=15_000)


def test_end_is_told_and_what_was_typed_stays(short: None, form: Page) -> None:
    expect(dialog(form, WARNING)).to_be_visible(timeout=15_000)
    expect(dialog(form, ENDED)).to_be_visible(timeout=15_000)

    assert text_of(form) == TEXT


def test_signing_in_on_top_goes_on_and_the_form_is_stored(form: Page, miriam: User) -> None:
    end_session()
    look_after(form)

    sign_in_on_top(form, miriam.email)
    expect(dialog(form, ENDED)).to_have_count(0)
    save(form)

    expect(form.get_by_text("Die Beratung ist gespeichert.")).to_be_visible()
    assert Session.objects.get().note.replace("\r\n", "\n") == TEXT


def test_form_sent_after_the_end_does_not_leave_the_page(form: Page, miriam: User) -> None:
    address = form.url
    end_session()
    look_after(form)
    form.get_by_role("button", name="Schließen").click()

    save(form)

    expect(dialog(form, ENDED)).to_be_visible()
    assert (form.url, text_of(form), Session.objects.count()) == (address, TEXT, 0)
    sign_in_on_top(form, miriam.email)
    expect(dialog(form, ENDED)).to_have_count(0)
    save(form)
    expect(form.get_by_text("Die Beratung ist gespeichert.")).to_be_visible()


def test_form_sent_after_a_long_while_is_asked_about_first(form: Page) -> None:
    form.evaluate("() => { const real = Date.now; Date.now = () => real() + 120_000; }")
    end_session()

    save(form)

    expect(dialog(form, ENDED)).to_be_visible()
    assert (text_of(form), Session.objects.count()) == (TEXT, 0)


def test_form_sent_after_a_long_while_in_a_living_session_is_stored_at_the_first_click(form: Page) -> None:
    form.evaluate("() => { const real = Date.now; Date.now = () => real() + 120_000; }")

    save(form)

    expect(form.get_by_text("Die Beratung ist gespeichert.")).to_be_visible()
    assert Session.objects.count() == 1


def test_somebody_else_signing_in_does_not_get_the_form(form: Page) -> None:
    stranger = user_with_role(Role.INTEGRATIONSMANAGER)
    end_session()
    look_after(form)

    sign_in_on_top(form, stranger.email)
    expect(dialog(form, FOREIGN)).to_be_visible()
    form.get_by_role("button", name="Schließen").click()
    save(form)

    expect(dialog(form, FOREIGN)).to_be_visible()
    assert (text_of(form), Session.objects.count()) == (TEXT, 0)


def test_page_made_in_a_second_role_goes_on_in_that_role(
    page: Page, live_server: Any, miriam: User, case: Case
) -> None:
    # Older, so that a new session acts in it first.
    MembershipFactory(user=miriam, role=Role.AUSWERTUNG, starts_on="2015-01-01")
    sign_in(page, live_server.url, miriam.email)
    page.locator("summary", has_text=miriam.get_full_name()).click()
    page.get_by_role("button", name="Integrationsmanager:in").click()
    page.goto(f"{live_server.url}{case.get_absolute_url()}plan/")
    session = page.get_by_role("form", name="Beratung erfassen")
    session.get_by_role("radio", name="persönlich").press(" ")
    session.get_by_role("radio", name="45 Min.").press(" ")
    session.get_by_role("checkbox", name="Sprache").press(" ")
    end_session()
    look_after(page)

    sign_in_on_top(page, miriam.email)
    expect(dialog(page, ENDED)).to_have_count(0)
    save(page)

    expect(page.get_by_text("Die Beratung ist gespeichert.")).to_be_visible()
    page.goto("about:blank")
