"""Signing in as somebody else in the same browser, as the people of a journey do one after the other."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PASSWORD = "korrekt-pferd-batterie"


def sign_in(page: Page, address: str, email: str, path: str = "/") -> None:
    """Leave whoever was signed in, go to ``path``, sign in there and arrive at it."""
    page.context.clear_cookies()
    page.goto(f"{address}{path}")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("button", name="Anmelden")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
