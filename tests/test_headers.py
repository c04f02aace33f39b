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

from tests import access
from tests.access.table import GET, POST, Row
from tests.access.world import World
from tests.headers import faults, faults_of_an_answer

pytestmark = [pytest.mark.web, pytest.mark.django_db]

HEADERS_OF = {"whole": {}, "part": {"hx-request": "true"}}
STATIC = ["pik.css", "kern/kern.min.css", "icons.svg", "js/theme.js"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), access.standing_world() as world:
        yield world


@pytest.mark.parametrize("row", access.ROWS, ids=str)
def test_answer_to_nobody_carries_every_header_whole_or_in_part(row: Row, world: World) -> None:
    """What somebody signed in is answered, ``tests/test_access.py`` looks at."""
    answers = {name: _ask_as_nobody(row, world, headers) for name, headers in HEADERS_OF.items()}

    assert {name: faults_of_an_answer(response) for name, response in answers.items()} == {n: [] for n in answers}


def _ask_as_nobody(row: Row, world: World, headers: dict[str, str]) -> HttpResponse:
    client = Client(headers=headers)
    with access.undone():
        address = row.address(world)
        return client.get(address) if row.method == GET else client.post(address, row.data(world))


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
