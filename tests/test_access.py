"""Every address × every role: nobody sees or does what is not theirs, and nothing is missing from the table.

One walk looks at all there is to an answer: asked once, it is held against everything that each answer must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pik.accounts.enums import Role
from tests import access, figures, markup
from tests.access.sessions import sign_in_all, signed_in
from tests.access.table import GET, Row
from tests.access.world import World
from tests.counting import counted
from tests.factories.sealed import SECRET
from tests.headers import faults_of_an_answer

pytestmark = [pytest.mark.web, pytest.mark.django_db]

WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session)', re.I)
MOST_QUERIES = 12
# The one address that opens a note; each reading is written down (tests/cases/test_sealed.py).
SAYS_WHAT_IS_SEALED = {"cases:sealed_read"}


# Each test runs in a savepoint (pytest-django's own) within this one transaction.
@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), access.standing_world() as world:
        sign_in_all(world)
        yield world


@dataclass
class Answer:
    """What an address answered to somebody, and the statements it took."""

    response: HttpResponse
    statements: list[str]

    @property
    def status(self) -> int:
        return self.response.status_code


def ask(row: Row, world: World, client: Client) -> Answer:
    """Ask for the address of ``row``; what it changes is undone."""
    with access.undone(), counted() as statements:
        address = row.address(world)
        response = client.get(address) if row.method == GET else client.post(address, row.data(world))
    return Answer(response, statements)


@pytest.mark.parametrize("row", access.ROWS, ids=str)
def test_address_asked_by_each_role_answers_as_the_table_says_and_as_every_answer_must(row: Row, world: World) -> None:
    answers = {role: ask(row, world, signed_in(user, world)) for role, user in world.users.items()}

    refused = {role: answer for role, answer in answers.items() if role not in row.allowed}
    figures.attempts(len(refused), [answer for answer in refused.values() if answer.status < HTTPStatus.BAD_REQUEST])
    assert {role.value: answer.status for role, answer in answers.items()} == {r.value: row.expected(r) for r in Role}
    assert {role.value: written(answer) for role, answer in refused.items() if written(answer)} == {}
    faults = {role.value: faults_of(row, answer, is_allowed=role in row.allowed) for role, answer in answers.items()}
    assert faults == {role: [] for role in faults}


def written(answer: Answer) -> list[str]:
    """The statements that wrote something; who was refused has changed nothing."""
    return [sql for sql in answer.statements if WRITES.match(sql)]


def faults_of(row: Row, answer: Answer, *, is_allowed: bool) -> list[str]:
    """What is wrong with the headers of an answer, what it tells, and the HTML and the cost of a page."""
    found = faults_of_an_answer(answer.response)
    if row.url_name not in SAYS_WHAT_IS_SEALED and SECRET.encode() in b"".join(answer.response):
        found.append("says what stands in a sealed note")
    if not row.is_public and is_allowed and "Cookie" not in answer.response.get("Vary", ""):
        found.append("does not say that it depends on the person")
    if row.method == GET and row.is_page and is_allowed and not row.is_public:
        found += page_faults(answer)
    return found


def page_faults(answer: Answer) -> list[str]:
    """What is wrong with a page: its HTML, and more queries than a page of the house may cost."""
    found = markup.faults(answer.response.content.decode())
    cost = len(answer.statements)
    return [*found, f"{cost} queries"] if cost > MOST_QUERIES else found


def test_sealed_note_of_the_world_is_read_where_it_may_be(world: World) -> None:
    row = next(row for row in access.ROWS if row.url_name == "cases:sealed_read")
    reader = next(user for role, user in world.users.items() if role in row.allowed)

    assert SECRET in ask(row, world, signed_in(reader, world)).response.content.decode()


@pytest.mark.parametrize("row", [row for row in access.PAGES if row.is_public], ids=str)
def test_public_page_is_well_made(row: Row, world: World) -> None:
    answer = ask(row, world, Client())

    assert (answer.status, page_faults(answer)) == (HTTPStatus.OK, [])


@pytest.mark.parametrize("row", access.PAGES, ids=str)
def test_partial_of_a_page_is_what_a_reload_shows(row: Row, world: World) -> None:
    role, address = row.viewers()[0], row.address(world)
    client = Client() if role is None else signed_in(world.users[role], world)

    whole = client.get(address)
    partial = client.get(address, headers={"hx-request": "true"})

    assert markup.same_content(partial.content.decode()) in markup.same_content(whole.content.decode())


@pytest.mark.parametrize("row", [r for r in access.ROWS if not r.is_public], ids=str)
def test_address_asked_without_sign_in_leads_to_the_sign_in_page(row: Row, world: World) -> None:
    response = ask(row, world, Client()).response

    figures.attempt(leaked=response.status_code == HTTPStatus.OK)
    way_back = quote(row.address(world))
    assert (response.status_code, response.get("Location")) == (
        HTTPStatus.FOUND,
        f"{reverse('accounts:sign_in')}?next={way_back}",
    )


@pytest.mark.parametrize("row", [r for r in access.ROWS if r.is_public], ids=str)
def test_public_address_asked_without_sign_in_answers_itself_or_leads_where_the_table_says(
    row: Row, world: World
) -> None:
    response = ask(row, world, Client()).response

    assert response.get("Location") == (reverse(row.leads_to) if row.leads_to else None)


def test_every_address_stands_in_the_table() -> None:
    named = {row.url_name for row in access.ROWS}

    assert named == set(url_names(get_resolver().url_patterns))


def url_names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"
