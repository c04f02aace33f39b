"""Every filter, every sort and every page number is given what attackers type."""

from __future__ import annotations

import ast
import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests import access, figures
from tests.access.table import GET, Row
from tests.access.world import World
from tests.attacks.corpus import MARK, PAYLOADS
from tests.attacks.forms import client_for, read_controls, user_for, view_of, words_of
from tests.attacks.twin import OF_A_TOWN, secrets, spoken_in
from tests.markup import Page
from tests.source import python_files, tree

pytestmark = [pytest.mark.web, pytest.mark.django_db]

ANSWERS = {200, 204, 302, 404, 422}
# A parameter that no page knows.
UNKNOWN = "zzq"
MOST_CHOICES = 8
# Every such payload in the list is tried at one page, the ones beside it at the next.
EACH = 8
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
    words = words_of(view_of(row, world))
    return {**{name: [] for name in sorted(IN_THE_CODE & words)}, **found}


def rows_in(response: HttpResponse) -> int:
    """How many rows the tables of a page have."""
    return len(Page(response.content.decode(errors="replace")).all("tr"))


def most_rows(client: Client, address: str, asked: dict[str, list[str]]) -> int:
    """The rows of the page with its filters as wide as they go."""
    # A search that finds no word in what was typed shows all there is.
    query: dict[str, str] = {"q": "%"} if "q" in asked else {}
    widest = max(rows_in(client.get(address)), rows_in(client.get(address, query)))
    # One filter after the other, each left where it shows most.
    for name, value in [(name, value) for name, values in asked.items() for value in values[:MOST_CHOICES]]:
        found = rows_in(client.get(address, query | {name: value}))
        if found > widest or (name not in query and found == widest):
            query, widest = query | {name: value}, found
    return widest


@pytest.mark.parametrize("row", GETS, ids=str)
def test_whatever_a_filter_is_given_nothing_breaks_comes_back_or_gets_out(row: Row, world: World) -> None:
    client, address = client_for(row, world), row.address(world)
    asked = parameters(row, world)
    most = most_rows(client, address, asked)
    attacks, answers = attacks_on(row, list(asked)), ANSWERS | {row.ok}
    kept = secrets(world.twin) if not is_above_both(row, world) else []

    faults = {
        str(query)[:120]: found
        for query in attacks
        if (found := fault(client.get(address, query), answers=answers, most=most, kept=kept))
    }

    figures.attempts(len(attacks), faults)
    assert faults == {}


def attacks_on(row: Row, names: list[str]) -> list[dict[str, str]]:
    """Some payloads, each in one of the page's parameters; and as many requests with a payload in each of them.

    Which ones, and which payload meets which parameter, differs from page to page: over the pages all of them meet.
    """
    start = GETS.index(row)
    if not names:
        return [{UNKNOWN: PAYLOADS[start % len(PAYLOADS)]}]
    one = [{names[(start + i) % len(names)]: payload} for i, payload in enumerate(PAYLOADS[start % EACH :: EACH])]
    if len(names) == 1:
        return one
    shifted = [PAYLOADS[i:] + PAYLOADS[:i] for i in range((start + 1) % EACH, len(PAYLOADS), EACH)]
    return one + [dict(zip(names, payloads, strict=False)) for payloads in shifted]


def is_above_both(row: Row, world: World) -> bool:
    """Regierungspräsidium and Land look after both municipalities: what stands in one is no secret to them."""
    return not row.is_public and user_for(row, world).membership.role not in OF_A_TOWN


def fault(response: HttpResponse, *, answers: set[int], most: int, kept: list[str]) -> str:
    """What is wrong with an answer to a hostile question; empty when all is well."""
    if response.status_code not in answers:
        return f"status {response.status_code}"
    body = b"".join(response).decode(errors="replace")
    if f"<script>{MARK}" in body or f"onerror={MARK}>" in body or f"<svg/onload={MARK}" in body:
        return "comes back as HTML"
    if foreign := spoken_in(body, kept):
        return f"names {foreign}"
    if response["Content-Type"].startswith("text/html") and rows_in(response) > most:
        return f"{rows_in(response)} rows instead of {most}"
    return ""


def test_the_walk_finds_the_filters() -> None:
    assert {"seite", "gemeinde", "teil", "next", "stand"} <= IN_THE_CODE
