"""Every filter, every sort and every page number is given what attackers type."""

from __future__ import annotations

import ast
import html
import re
from itertools import product
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from tests import access, figures
from tests.access.table import GET, Row
from tests.access.world import World
from tests.attacks.corpus import MARK, PAYLOADS
from tests.attacks.forms import client_for, read_controls
from tests.attacks.twin import secrets, spoken_in
from tests.markup import Page
from tests.source import python_files, tree

pytestmark = [pytest.mark.web, pytest.mark.django_db]

ANSWERS = {200, 204, 302, 404, 422}
GETS = [row for row in access.ROWS if row.method == GET]


def read_in_the_code() -> set[str]:
    """Every name that a view takes from the address: ``request.GET.get("seite")``, ``"erfassen" in request.GET``."""
    found = set()
    for path in python_files():
        for node in ast.walk(tree(path)):
            source = ast.unparse(node) if isinstance(node, ast.Call | ast.Compare | ast.Subscript) else ""
            found |= set(re.findall(r"request\.GET(?:\.get|\.getlist)?[(\[]'(\w+)'", source))
            found |= set(re.findall(r"'(\w+)' in request\.GET", source))
    return found


IN_THE_CODE = read_in_the_code()


def parameters(row: Row, world: World) -> dict[str, list[str]]:
    """What the page can be asked: its filter's fields with their choices, its links' parameters, what views read."""
    address = row.address(world)
    body = client_for(row, world).get(address).content.decode(errors="replace")
    path = address.partition("?")[0]
    filters = read_controls(body, path) | read_controls(body, "")
    found = {name: control.values for name, control in filters.items()}
    for query in re.findall(r'href="[^"?]*\?([^"#]+)"', body):
        found |= {part.partition("=")[0]: [] for part in html.unescape(query).split("&") if part not in found}
    names = _names_of_the_module(resolve(path).func)
    return {**{name: [] for name in IN_THE_CODE if name in names}, **found}


def _names_of_the_module(view: Any) -> set[str]:
    module = next(p for p in python_files() if p.as_posix().endswith(view.__module__.replace(".", "/") + ".py"))
    return set(re.findall(r'"(\w+)"', module.read_text(encoding="utf-8")))


def rows_in(response: HttpResponse) -> int:
    """How many rows the tables of a page have."""
    return len(Page(response.content.decode(errors="replace")).all("tr"))


def most_rows(client: Client, address: str, asked: dict[str, list[str]]) -> int:
    """The rows of the page with its filters as wide as they go."""
    choices = [(name, [None, *values]) for name, values in asked.items() if values]
    widest = 0
    for chosen in list(product(*(values for _, values in choices)))[:40]:
        query = {name: value for (name, _), value in zip(choices, chosen, strict=True) if value is not None}
        widest = max(widest, rows_in(client.get(address, query)))
    return widest


@pytest.mark.parametrize("row", GETS, ids=str)
def test_whatever_a_filter_is_given_nothing_breaks_comes_back_or_gets_out(row: Row, world: World) -> None:
    client, address = client_for(row, world), row.address(world)
    asked = parameters(row, world)
    most = most_rows(client, address, asked)
    attacks = [{name: payload} for name in asked for payload in PAYLOADS]
    attacks += [dict.fromkeys(asked, payload) for payload in PAYLOADS if len(asked) > 1]

    faults = {str(query)[:120]: found for query in attacks if (found := fault(client.get(address, query), most, world))}

    figures.attempts(len(attacks), faults)
    assert faults == {}


def fault(response: HttpResponse, most: int, world: World) -> str:
    """What is wrong with an answer to a hostile question; empty when all is well."""
    if response.status_code not in ANSWERS:
        return f"status {response.status_code}"
    body = b"".join(response).decode(errors="replace")
    if f"<script>{MARK}" in body or f"onerror={MARK}>" in body or f"<svg/onload={MARK}" in body:
        return "comes back as HTML"
    if foreign := spoken_in(body, secrets(world.twin)):
        return f"names {foreign}"
    if response["Content-Type"].startswith("text/html") and rows_in(response) > most:
        return f"{rows_in(response)} rows instead of {most}"
    return ""


def test_the_walk_finds_the_filters() -> None:
    assert {"seite", "gemeinde", "teil", "next", "stand"} <= IN_THE_CODE
