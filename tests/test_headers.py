"""The headers of every answer: each row of the access table for each role, refusals and static files included."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from pik.accounts.models import User
from tests import access
from tests.access.table import GET, POST, Row
from tests.access.world import World

pytestmark = [pytest.mark.web, pytest.mark.django_db]

# Every one of them, and nothing else in the policy: no data:, no unsafe-…, no host.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "frame-src": "'none'",
    "worker-src": "'none'",
    "manifest-src": "'none'",
    "media-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OFF = {"camera", "microphone", "geolocation", "payment", "usb", "serial", "hid", "display-capture", "clipboard-read"}
PASSKEYS = {"publickey-credentials-create", "publickey-credentials-get"}
STATIC = ["pik.css", "kern/kern.min.css", "icons.svg", "js/theme.js"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), access.standing_world() as world:
        yield world


def ask(row: Row, world: World, user: User | None, **headers: str) -> HttpResponse:
    client = Client(headers=headers)
    with access.undone():
        if user is not None:
            client.force_login(user)
        address = row.address(world)
        return client.get(address) if row.method == GET else client.post(address, row.data(world))


def faults(response: HttpResponse) -> list[str]:
    """What is missing or wrong in the headers that every answer carries."""
    found = [f"{name}: {response.get(name)}" for name, value in HEADERS.items() if response.get(name) != value]
    policy = dict(part.strip().split(" ", 1) for part in response.get("Content-Security-Policy", "a b").split(";"))
    if policy != POLICY:
        found.append(f"Content-Security-Policy: {policy}")
    allowed = dict(part.split("=") for part in response.get("Permissions-Policy", "a=b").split(", "))
    if any(value != ("(self)" if name in PASSKEYS else "()") for name, value in allowed.items()):
        found.append(f"Permissions-Policy: {allowed}")
    if missing := (OFF | PASSKEYS) - set(allowed):
        found.append(f"Permissions-Policy without {missing}")
    return found


def faults_of_an_answer(response: HttpResponse) -> list[str]:
    """The same for what an application answers, which nobody may keep."""
    found = faults(response)
    if "no-store" not in response.get("Cache-Control", ""):
        found.append(f"Cache-Control: {response.get('Cache-Control')}")
    kept = [cookie for cookie in response.cookies.values() if cookie["max-age"] != 0]  # the others are being deleted
    if cookies := [c.key for c in kept if c.key != "messages" and not c["httponly"]]:
        found.append(f"readable by scripts: {cookies}")
    if cookies := [c.key for c in kept if c["samesite"] != "Lax"]:
        found.append(f"sent from elsewhere: {cookies}")
    return found


@pytest.mark.parametrize("row", access.ROWS, ids=str)
def test_every_answer_carries_every_header_and_is_kept_nowhere(row: Row, world: World) -> None:
    # For each status that the row knows, one role that gets it.
    by_status = {row.expected(role): user for role, user in world.users.items()}

    answers = {str(status): ask(row, world, user) for status, user in by_status.items()}
    answers["nobody"] = ask(row, world, None)
    answers["htmx"] = ask(row, world, None, **{"hx-request": "true"})

    found = {name: faults_of_an_answer(response) for name, response in answers.items()}
    assert found == {name: [] for name in answers}


@pytest.mark.parametrize("row", [r for r in access.ROWS if not r.is_public], ids=str)
def test_answer_that_depends_on_the_person_says_so(row: Row, world: World) -> None:
    user = next(user for role, user in world.users.items() if role in row.allowed)

    response = ask(row, world, user)

    assert "Cookie" in response.get("Vary", "")


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("/gibt-es-nicht/", {}, HTTPStatus.NOT_FOUND),
        ("/anmelden/", {"host": "boese.example"}, HTTPStatus.BAD_REQUEST),
        ("/healthz", {}, HTTPStatus.SERVICE_UNAVAILABLE),
    ],
)
def test_refusal_outside_the_table_carries_every_header(address: str, headers: dict[str, str], status: int) -> None:
    response = Client(headers=headers).get(address)

    assert (response.status_code, faults_of_an_answer(response)) == (status, [])


def test_forged_form_is_refused_with_every_header(world: World) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/anmelden/pruefen/")

    assert (response.status_code, faults_of_an_answer(response)) == (HTTPStatus.FORBIDDEN, [])


@pytest.mark.parametrize("name", STATIC)
def test_static_file_carries_every_header_and_may_be_kept(name: str) -> None:
    response = Client().get(f"{settings.STATIC_URL}{name}")
    list(response.streaming_content)  # read to its end, or the file stays open

    assert (response.status_code, faults(response)) == (HTTPStatus.OK, [])
    assert "no-store" not in response["Cache-Control"]
    assert not response.has_header("Access-Control-Allow-Origin")


@pytest.mark.parametrize("address", ["/anmelden/", "/static/pik.css"])
def test_behind_tls_browsers_are_told_to_stay_there(address: str, settings) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True

    response = Client().get(address, secure=True)
    list(response)

    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_htmx_needs_neither_eval_nor_styles_of_its_own() -> None:
    head = (Path(settings.BASE_DIR) / "templates" / "head.html").read_text(encoding="utf-8")

    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", head)[1])

    assert (config["allowEval"], config["includeIndicatorStyles"], config["historyCacheSize"]) == (False, False, 0)


def test_every_post_of_the_table_is_walked() -> None:
    assert len([row for row in access.ROWS if row.method == POST]) > 40
