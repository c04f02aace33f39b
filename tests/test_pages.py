"""Every page of the access table is well made: its HTML, its partial, the number of its queries."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.test import Client

from pik.accounts.enums import Role
from tests import access
from tests.access.table import Row
from tests.access.world import World
from tests.counting import counted
from tests.markup import faults, same_content

pytestmark = [pytest.mark.web, pytest.mark.django_db]

MOST_QUERIES = 12


# Each test runs in a savepoint (pytest-django's own) within this one transaction.
@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), access.standing_world() as world:
        yield world


def client_of(role: Role | None, world: World) -> Client:
    client = Client()
    if role is not None:
        client.force_login(world.users[role])
    return client


def answers(row: Row, world: World) -> dict[str, HttpResponse]:
    """The page by role."""
    address = row.address(world)
    return {str(role): client_of(role, world).get(address) for role in row.viewers()}


@pytest.mark.parametrize("row", access.PAGES, ids=str)
def test_page_is_well_made_for_each_role(row: Row, world: World) -> None:
    found = {
        role: faults(response.content.decode())
        if response.status_code == HTTPStatus.OK
        else [f"status {response.status_code}"]
        for role, response in answers(row, world).items()
    }

    assert found == {role: [] for role in found}


@pytest.mark.parametrize("row", access.PAGES, ids=str)
def test_partial_of_a_page_is_what_a_reload_shows(row: Row, world: World) -> None:
    client, address = client_of(row.viewers()[0], world), row.address(world)

    whole = client.get(address)
    partial = client.get(address, headers={"hx-request": "true"})

    assert same_content(partial.content.decode()) in same_content(whole.content.decode())


@pytest.mark.parametrize("row", access.PAGES, ids=str)
def test_page_costs_at_most_twelve_queries(row: Row, world: World) -> None:
    address, costs = row.address(world), {}

    for role in row.viewers():
        client = client_of(role, world)
        with counted() as queries:
            client.get(address)
        costs[role] = len(queries)

    assert {role: count for role, count in costs.items() if count > MOST_QUERIES} == {}
