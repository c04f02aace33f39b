"""A passkey in a browser: made, used instead of the password, used as the second factor. Nothing is inline."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import ConsoleMessage, Page, expect

from pik.accounts.enums import Role
from pik.accounts.models import SignIn, User
from tests.e2e.people import PASSWORD, sign_in
from tests.factories.accounts import user_with_role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def anja() -> User:
    return user_with_role(Role.ORGANISATIONSVERWALTUNG)


@pytest.fixture
def authenticator(page: Page) -> None:
    """A security key inside of the browser, whose owner always agrees."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser says against the page: a broken content policy stands here."""
    found: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    page.on("console", listen)
    return found


def make_passkey(page: Page, address: str, user: User) -> None:
    sign_in(page, address, user.email, "/konto/passkey/")
    page.get_by_label("Name").fill("Diensthandy")
    page.get_by_role("button", name="Passkey einrichten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wiederherstellungscodes")


def leave(page: Page, address: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/anmelden/?next=/konto/")


def test_passkey_signs_in_without_a_password(
    page: Page, live_server: Any, anja: User, authenticator: None, complaints: list[str]
) -> None:
    make_passkey(page, live_server.url, anja)
    leave(page, live_server.url)

    page.get_by_role("button", name="Passkey verwenden").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Mein Konto")
    expect(page.get_by_role("rowheader", name="Passkey „Diensthandy“")).to_be_visible()
    assert SignIn.objects.first().method == "passkey"  # type: ignore[union-attr]
    assert complaints == []


def test_passkey_is_the_second_factor_after_a_password(
    page: Page, live_server: Any, anja: User, authenticator: None, complaints: list[str]
) -> None:
    make_passkey(page, live_server.url, anja)
    leave(page, live_server.url)

    page.get_by_label("E-Mail-Adresse").fill(anja.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiter Faktor")
    page.get_by_role("button", name="Passkey verwenden").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Mein Konto")
    assert complaints == []


def test_passkey_proves_again_who_one_is(page: Page, live_server: Any, anja: User, authenticator: None) -> None:
    make_passkey(page, live_server.url, anja)
    page.goto(f"{live_server.url}/bestaetigen/?next=/konto/wiederherstellung/")

    page.get_by_role("button", name="Passkey verwenden").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Wiederherstellungscodes")


def test_passkey_of_somebody_unknown_is_told_on_the_page(
    page: Page, live_server: Any, anja: User, authenticator: None
) -> None:
    make_passkey(page, live_server.url, anja)
    Authenticator.objects.all().delete()
    leave(page, live_server.url)

    page.get_by_role("button", name="Passkey verwenden").click()

    expect(page.get_by_role("alert")).to_contain_text("konnte nicht geprüft werden")
