"""Every address × every role: nobody sees or does what is not theirs, and nothing is missing from the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pik.accounts.enums import Role
from pik.accounts.models import User
from tests import access, figures
from tests.access.table import GET, Row
from tests.access.world import World

pytestmark = [pytest.mark.web, pytest.mark.django_db]

WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session)', re.I)


# Each test runs in a savepoint (pytest-django's own) within this one transaction.
@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), access.standing_world() as world:
        yield world


def ask(row: Row, world: World, user: User | None) -> HttpResponse:
    """Ask for the address of ``row`` as ``user`` (None: not signed in); what it changes is undone."""
    client = Client()
    with access.undone():
        if user is not None:
            client.force_login(user)
        address = row.address(world)
        return client.get(address) if row.method == GET else client.post(address, row.data(world))


@pytest.mark.parametrize("row", access.ROWS, ids=str)
def test_address_asked_by_each_role_answers_as_the_table_says_and_changes_nothing_when_it_refuses(
    row: Row, world: World
) -> None:
    answers, written = {}, []

    for role, user in world.users.items():
        with CaptureQueriesContext(connection) as queries:
            answers[role.value] = ask(row, world, user).status_code
        if role not in row.allowed:
            written += [query["sql"] for query in queries if WRITES.match(query["sql"])]

    refused = [role for role in Role if role not in row.allowed]
    figures.attempts(len(refused), [role for role in refused if answers[role.value] < HTTPStatus.BAD_REQUEST])
    assert answers == {role.value: row.expected(role) for role in Role}
    assert [sql for sql in written if "last_login" not in sql] == []


@pytest.mark.parametrize("row", [r for r in access.ROWS if not r.is_public], ids=str)
def test_address_asked_without_sign_in_leads_to_the_sign_in_page(row: Row, world: World) -> None:
    response = ask(row, world, None)

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
    response = ask(row, world, None)

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
