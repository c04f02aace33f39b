"""Objects of another municipality: by address, by mixed addresses, by keys inside forms."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django import forms
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.accounts.models import User
from tests import access, figures
from tests.access.sessions import signed_in
from tests.access.table import GET, Row
from tests.access.world import World
from tests.attacks import state
from tests.attacks.forms import POSTS, STUCK, form_fields, honest, send, user_for
from tests.attacks.twin import OF_A_TOWN, OF_THE_LAND, secrets, spoken_in

pytestmark = [pytest.mark.web, pytest.mark.django_db]

ABOUT_SOMETHING = [row for row in access.ROWS if row.stranger]
REFUSALS = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
# A municipality asks others to join, or hands a case to them: any other is a right answer there.
MEANT_FOR_OTHERS = {
    ("funding:partner_add", "gemeinde"),
    ("cases:transfer_save", "receiver"),
    ("cases:share_add", "receiver"),
}


def outsiders(row: Row, world: World) -> list[User]:
    """All roles of Mauer and of the other Regierungspräsidium, and of all others those who may not do it."""
    here = [user for role, user in world.users.items() if role not in row.allowed]
    return [*here, *(world.strangers[role] for role in Role if role not in OF_THE_LAND)]


def ask(row: Row, address: str, world: World, client: Client) -> HttpResponse:
    return client.get(address) if row.method == GET else client.post(address, row.data(world))


@pytest.mark.parametrize("row", ABOUT_SOMETHING, ids=str)
def test_object_asked_for_from_outside_is_refused_and_named_nowhere(row: Row, world: World) -> None:
    leaks, kept, number = [], secrets(world), 0

    for user in outsiders(row, world):
        # A fragment is another template: asked for by those elsewhere who may do it with their own.
        is_like = user.membership.role in row.allowed
        for headers in ({}, {"hx-request": "true"})[: 1 + is_like]:
            client = signed_in(user, world, headers=headers)
            with access.undone():
                response = ask(row, row.address(world), world, client)
            number += 1
            found = spoken_in(response.content.decode(errors="replace"), kept)
            # A page about what somebody sees but may not do may name it; an object that is none may not.
            may_see = user.membership.role in row.sees and user in world.users.values()
            # Who may do it with her own is told that this does not exist; others may be told that they may not.
            is_refused = response.status_code == row.stranger if is_like else response.status_code in REFUSALS
            if not is_refused or (found and not may_see):
                leaks.append((str(user.membership.role), response.status_code, found))

    figures.attempts(number, leaks)
    assert leaks == []


@pytest.mark.parametrize("row", ABOUT_SOMETHING, ids=str)
def test_own_address_with_the_key_of_something_foreign_is_refused(row: Row, world: World) -> None:
    own, foreign = row.kwargs(world), row.kwargs(world.twin)
    mixed = [{**own, name: foreign[name]} for name in own if foreign[name] != own[name]]
    client = signed_in(elsewhere_or_here(row, world), world)

    answers = []
    for kwargs in mixed:
        with access.undone():
            response = ask(row, reverse(row.url_name, kwargs=kwargs), world, client)
        answers.append((response.status_code in REFUSALS, spoken_in(response.content.decode(), secrets(world.twin))))

    figures.attempts(len(answers), [answer for answer in answers if answer != (True, [])])
    assert answers == [(True, [])] * len(mixed)


def elsewhere_or_here(row: Row, world: World) -> User:
    """Who has one key and not the other; a Regierungspräsidium has both: there it is the other one, with neither."""
    user = user_for(row, world)
    role = user.membership.role
    return user if role in OF_A_TOWN else world.strangers[role]


# --- Keys inside forms ----------------------------------------------------------------------------


def only_of_mauer(world: World) -> list[Any]:
    """What stands in the twin's world alone; the neighbour there is Ladenburg itself."""
    return [value for name, value in vars(world.twin).items() if name != "mauer" and value != vars(world).get(name)]


def foreign_values(field: forms.Field, world: World) -> list[Any]:
    """What names an object of Mauer in this kind of field: its key where one is chosen, numbers where one types."""
    twin = only_of_mauer(world)
    if isinstance(field, forms.ModelChoiceField):
        found = [value for value in twin if isinstance(value, field.queryset.model)]
        return [getattr(value, field.to_field_name or "pk") for value in found]
    if isinstance(field, forms.CharField) and not isinstance(field, forms.EmailField):
        return [world.twin.case.number]
    return []


@pytest.mark.parametrize("row", [row for row in POSTS if str(row) not in STUCK and not row.is_public], ids=str)
def test_key_of_a_foreign_object_inside_a_form_is_refused(row: Row, world: World) -> None:
    tried = [
        (name, value)
        for name, field in sorted(form_fields(row, world).items())
        if (row.url_name, name) not in MEANT_FOR_OTHERS
        for value in foreign_values(field, world)
    ]

    leaks = [(name, value) for name, value in tried if not is_harmless(row, world, name, value)]

    figures.attempts(len(tried), leaks)
    assert leaks == []


def is_harmless(row: Row, world: World, name: str, value: Any) -> bool:
    """Whether nothing of Mauer is named in the answer, changed, or pointed at by what was stored."""
    named, abroad = _sent(row, world, {name: value})
    # What the address does for all of the Land, it does for Mauer too, whatever it is told.
    return not named and (not abroad or abroad <= _sent(row, world, {})[1])


def _sent(row: Row, world: World, data: dict[str, Any]) -> tuple[list[str], set[tuple[str, int]]]:
    """What of Mauer the answer names, beside what was typed, and which of its objects were changed or pointed at."""
    with access.undone():
        response = send(row, world, (honest(row, world) or {}) | data)
        written = world.database.written()
    told = set(secrets(world.twin)) - {str(value) for value in data.values()}
    return spoken_in(response.content.decode(errors="replace"), told), _points_abroad(written, _foreign_keys(world))


def _foreign_keys(world: World) -> set[tuple[str, int]]:
    """Mauer's objects, as table and key."""
    twin = only_of_mauer(world)
    return {(value._meta.db_table, value.pk) for value in twin if isinstance(value, models.Model)}


def _points_abroad(written: list[tuple[str, dict[str, Any]]], abroad: set[tuple[str, int]]) -> set[tuple[str, int]]:
    pointed_at = [
        (target, values.get(column))
        for table, values in written
        for column, target in {"id": table, **state.references(table)}.items()
    ]
    return {(target, key) for target, key in pointed_at if isinstance(key, int)} & abroad
