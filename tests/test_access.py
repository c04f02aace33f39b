"""Every address × every role: nobody sees or does what is not theirs, and nothing is missing from the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pik.accounts.enums import Role
from tests import access
from tests.access.table import GET, Row
from tests.access.world import World

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def world() -> World:
    return access.build()


def ask(client: Client, row: Row, world: World) -> int:
    url = reverse(row.url_name, kwargs=row.kwargs(world)) + row.query
    if row.method == GET:
        return client.get(url).status_code
    return client.post(url, row.data(world)).status_code


@pytest.mark.parametrize("row", access.ROWS, ids=str)
def test_address_asked_by_each_role_answers_as_the_table_says(row: Row, world: World) -> None:
    answers = {}

    for role, user in world.users.items():
        client = Client()
        client.force_login(user)
        answers[role.value] = ask(client, row, world)
        if row.method != GET and answers[role.value] < 400:
            break  # a POST that went through has changed the world; the refusals are asked first below

    expected = {role.value: row.expected(role) for role in Role if role.value in answers}
    assert answers == expected


@pytest.mark.parametrize("row", [r for r in access.ROWS if r.method != GET], ids=str)
def test_post_by_each_refused_role_is_refused(row: Row, world: World) -> None:
    refused = {role: user for role, user in world.users.items() if role not in row.allowed}
    answers = {}

    for role, user in refused.items():
        client = Client()
        client.force_login(user)
        answers[role.value] = ask(client, row, world)

    assert answers == {role.value: row.expected(role) for role in refused}


@pytest.mark.parametrize("row", [r for r in access.ROWS if r.stranger], ids=str)
def test_object_of_another_organisation_does_not_exist(row: Row, world: World) -> None:
    answers = {}

    for role in row.allowed - {Role.SYSTEMVERWALTUNG, Role.LANDESPLANUNG}:
        client = Client()
        client.force_login(world.strangers[role])
        answers[role.value] = ask(client, row, world)

    assert answers == dict.fromkeys(answers, row.stranger)


@pytest.mark.parametrize("row", access.ROWS, ids=str)
def test_address_asked_without_sign_in_leads_to_the_sign_in_page(row: Row, world: World) -> None:
    status = ask(Client(), row, world)

    assert (status == 302) is not row.is_public or row.url_name == "accounts:sign_out"


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
