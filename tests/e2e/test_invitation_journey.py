"""Somebody is invited, follows the link and signs in; the code of the link reaches no address the server sees."""

from __future__ import annotations

import pytest
from django.core import mail
from playwright.sync_api import Page, Request, expect

from pik.accounts.enums import Role
from tests.e2e.people import PASSWORD, sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_invited_person_sets_up_her_access(live_server, page: Page) -> None:
    ladenburg = OrganisationFactory(name="Ladenburg")
    administrator = user_with_role(Role.ORGANISATIONSVERWALTUNG, ladenburg)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108  Playwright marks the function

    sign_in(page, live_server.url, administrator.email, "/organisation/mitarbeitende/")
    page.get_by_role("link", name="Jemanden einladen").click()
    page.get_by_label("E-Mail-Adresse").fill("lena.hartmann@example.org")
    page.get_by_label("Vorname").fill("Lena")
    page.get_by_label("Nachname").fill("Hartmann")
    page.get_by_label("Beruf").select_option("social_worker")
    page.get_by_label("Rolle").select_option("integrationsmanager")
    page.get_by_role("button", name="Einladen", exact=True).click()
    expect(page.get_by_role("heading", name="Einladung an Lena Hartmann")).to_be_visible()
    link = next(word for word in mail.outbox[0].body.split() if "#" in word and word.startswith("http"))
    token = link.partition("#")[2]

    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_text("Wer Sie wozu einlädt")).to_be_visible()
    expect(page.get_by_label("Vorname")).to_have_value("Lena")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Passwort noch einmal").fill(PASSWORD)
    page.get_by_role("button", name="Zugang einrichten").click()
    expect(page.get_by_text("Ihr Zugang ist eingerichtet.")).to_be_visible()
    sign_in(page, live_server.url, "lena.hartmann@example.org")

    expect(page.get_by_role("heading", name="Mein Tag", level=1)).to_be_visible()
    seen = [request.url.partition("#")[0] + request.headers.get("referer", "") for request in asked]
    assert [address for address in seen if token in address] == []
    assert [r.url for r in asked if token in (r.post_data or "")] == [
        f"{live_server.url}/einladung/oeffnen/",
        f"{live_server.url}/einladung/annehmen/",
    ]
