"""Fields nobody offered, keys used twice, hidden fields changed by hand, ways back that lead astray."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.db import models
from django.http import HttpResponse

from pik.accounts.models import User
from tests import access, figures
from tests.access.table import Row
from tests.access.world import World
from tests.attacks import state
from tests.attacks.corpus import ADDRESSES, GARBAGE, WAYS_BACK
from tests.attacks.forms import POSTS, STUCK, client_for, controls_of, declared, honest, send
from tests.factories.accounts import user_with_role
from tests.source import our_models

pytestmark = [pytest.mark.web, pytest.mark.django_db]

# An address of the house that a way back may name.
INSIDE = "/hilfe/"
HTMX = {"hx-request": "true"}
WORKING = [row for row in POSTS if str(row) not in STUCK]
SENTINEL = 987_654_321
# Names that no model has but that a careless form might take.
MORE_NAMES = ("pk", "id", "is_demo", "is_superuser", "is_staff", "approved", "user_id", "organisation_id", "role")
# What differs between two runs of the same: when, and under which chance key.
KEY_OF_REMINDER = re.compile(r"cases\.\w+:[\d:]+")
CHANCE = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.+]+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|md5\$[\w$+/=]+|(?<=cases\.hand_over:)\d+|(?<![0-9a-z])[23456789bcdfghjkmnpqrstvwxz]{12}(?![0-9a-z])"
)


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_form_filled_honestly_goes_through(row: Row, world: World) -> None:
    """Else the refusals below would say nothing."""
    assert (honest(row, world) is None) == (str(row) in STUCK)


@pytest.mark.parametrize("row", WORKING, ids=str)
def test_fields_nobody_offered_are_not_stored(row: Row, world: World) -> None:
    data = honest(row, world) or {}
    offered = {*data, *controls_of(row, world), *declared(row, world)}
    smuggled = {name: value for name, value in worth_smuggling(world).items() if name not in offered}

    plain = changes(row, world, honest(row, world) or {})
    attacked = changes(row, world, {**smuggled, **data})

    stored = [line for line in attacked if line not in plain]
    figures.attempts(len(smuggled), stored)
    assert (stored, len(attacked)) == ([], len(plain))


def worth_smuggling(world: World) -> dict[str, Any]:
    """Each field of each model with a value that would do harm; made once for a world."""
    if not hasattr(world, "smuggled"):
        world.smuggled = every_field(world)
    return world.smuggled


def every_field(world: World) -> dict[str, Any]:
    """Each field of each model with a value that would be worth smuggling in."""
    found: dict[str, Any] = dict.fromkeys(MORE_NAMES, SENTINEL)
    for model in our_models():
        for field in model._meta.concrete_fields:
            value = _worth(field, world)
            found |= {field.name: value, field.attname: value}
    return found


def _worth(field: models.Field, world: World) -> Any:
    if field.is_relation:
        twin = [value for value in vars(world.twin).values() if isinstance(value, field.related_model)]
        return twin[0].pk if twin else SENTINEL
    if field.choices:
        return field.choices[-1][0]
    if isinstance(field, models.DateTimeField):
        return "2001-01-01 12:00"
    if isinstance(field, models.DateField):
        return "2001-01-01"
    return "on" if isinstance(field, models.BooleanField) else SENTINEL


def changes(row: Row, world: World, data: dict[str, Any]) -> list[str]:
    """What sending ``data`` changes in the database, without what chance and time make of it."""
    client = client_for(row, world)
    with access.undone():
        assert send(row, world, data, client).status_code < 400
        found = world.database.written()
    fresh = {(table, values.get("id")) for table, values in found if values.get("id") not in world.database.keys(table)}
    return sorted(
        f"{table} {_without_chance(values, state.references(table), fresh)}"
        for table, values in found
        if table != "core_submission"
    )


def _without_chance(values: dict[str, Any], points_to: dict[str, str], fresh: set[tuple[str, Any]]) -> str:
    steady = {
        key: value
        for key, value in values.items()
        if key not in {"id", "pgh_id", "last_login", "sealed"}  # sealed anew with another nonce each time
        and not (key == "key" and KEY_OF_REMINDER.fullmatch(str(value)))  # it names the new row
        and not (key in points_to and (points_to[key], value) in fresh)
    }
    return CHANCE.sub("…", json.dumps(steady, sort_keys=True))


# --- Replay ---------------------------------------------------------------------------------------


def creating(rows: Iterable[Row], world: World) -> list[tuple[Row, dict[str, Any]]]:
    return [(row, honest(row, world) or {}) for row in rows if creates(row, world)]


def creates(row: Row, world: World) -> bool:
    """Whether the address takes a key to store once.

    The search for similar persons reads the same form and stores nothing; a reading offers the form of a correction,
    and each reading is written down; what was gone through so far is stored as often as it is sent.
    """
    others = {"cases:person_similar", "cases:sealed_read", "cases:review_save"}
    return "submission_key" in declared(row, world) and row.url_name not in others


def test_same_submission_twice_stores_once(world: World) -> None:
    twice = {}

    for row, data in creating(WORKING, world):
        client = client_for(row, world)
        with access.undone():
            first = send(row, world, data, client)
            before = state.rows()
            second = send(row, world, honest(row, world) or {}, client)
            twice[str(row)] = (state.written(before, state.rows()), target(first) == target(second))

    assert len(twice) > 8
    assert twice == dict.fromkeys(twice, ([], True))


def test_key_of_a_colleague_neither_swallows_nor_tells(world: World) -> None:
    told = []

    for row, data in creating(WORKING, world):
        with access.undone():
            first = send(row, world, data)
            if "core_submission" not in {table for table, _ in world.database.written()}:
                continue  # it changes what is there, and twice the same change is one
            client = client_for(row, world)
            client.force_login(colleague(row, world))
            before = state.rows()
            second = send(row, world, honest(row, world) or {}, client)
            is_stored = bool(state.written(before, state.rows()))
            told += [str(row)] if second.status_code < 400 and not is_stored else []
            told += [f"{row}: {target(first)}"] if _tells(first, second, is_stored=is_stored) else []

    figures.attempts(len(creating(WORKING, world)), told)
    assert told == []


def _tells(first: HttpResponse, second: HttpResponse, *, is_stored: bool) -> bool:
    return not is_stored and bool(target(first)) and target(first) == target(second)


def colleague(row: Row, world: World) -> User:
    role = next(role for role in world.users if role in row.allowed)
    return user_with_role(role, world.users[role].memberships.get().organisation)


def test_key_of_one_form_means_nothing_to_another(world: World) -> None:
    key = str(uuid4())
    follow_up = {"submission_key": key, "due_on": "2099-01-01", "reason": "Kurs"}
    rows = {str(row): row for row in POSTS}
    first = rows["post cases:follow_up_add"]
    client = client_for(first, world)

    with access.undone():
        send(first, world, follow_up, client)
        before = state.rows()
        # The same content at another address: another case of the same person in charge.
        other = first.address(world).replace(world.case.public_id, sibling(world))
        response = client.post(other, follow_up)
        written = state.written(before, state.rows())

    assert response.status_code == 302
    assert "cases_followup" in {table for table, _ in written}


def sibling(world: World) -> str:
    from tests.factories.cases import CaseFactory

    return CaseFactory(organisation=world.ladenburg, lead=world.case.lead).public_id


# --- Tampering and ways back ----------------------------------------------------------------------


@pytest.mark.parametrize("row", WORKING, ids=str)
def test_hidden_field_changed_by_hand_is_refused_or_harmless(row: Row, world: World) -> None:
    hidden = [c.name for c in controls_of(row, world).values() if c.kind == "hidden"]
    # A third of the garbage for each address, another third for the next one.
    tried = [(name, garbage) for name in hidden for garbage in GARBAGE[WORKING.index(row) % 3 :: 3]]

    broken = [attempt for attempt in tried if not is_refused_or_harmless(row, world, *attempt)]

    figures.attempts(len(tried), broken)
    assert broken == []


def is_refused_or_harmless(row: Row, world: World, name: str, garbage: str) -> bool:
    with access.undone():
        status = send(row, world, (honest(row, world) or {}) | {name: garbage}).status_code
        is_same = world.database.is_same()
    must_be_refused = name == "submission_key" and creates(row, world)
    return status < 500 and (is_same or status < 400) and not (must_be_refused and status < 400)


@pytest.mark.parametrize("row", WORKING, ids=str)
def test_answer_never_leads_to_another_site(row: Row, world: World) -> None:
    # Where the answer follows what is sent along, it is sent a third of them; elsewhere one. Which, differs from row to
    # row.
    follows = led_to(row, world, INSIDE, {}) == INSIDE
    one = WORKING.index(row) % len(ADDRESSES)
    tried = [(address, headers) for address in ADDRESSES[one % 3 :: 3] for headers in ({}, HTMX)] if follows else []
    tried += [(ADDRESSES[one], {}), (ADDRESSES[one], HTMX)]

    found = [(address, to) for address, headers in tried if leads_away(to := led_to(row, world, address, headers))]

    figures.attempts(len(tried), found)
    assert found == []


def led_to(row: Row, world: World, address: str, headers: dict[str, str]) -> str:
    """Where an honest form leads that is sent with ``address`` under all names a way back might have."""
    ways = dict.fromkeys(WAYS_BACK, address)
    with access.undone():
        response = client_for(row, world, **headers).post(
            row.address(world), (honest(row, world) or {}) | ways, query_params=ways
        )
    return target(response)


def target(response: HttpResponse) -> str:
    """Where an answer sends the browser; empty where it does not."""
    headers = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "Refresh")
    return next((response[name] for name in headers if response.has_header(name)), "")


def leads_away(address: str) -> bool:
    """Whether a browser would leave the site for it: they read „\\“ as „/“ and overlook white space (URL standard)."""
    read = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33))))).replace("\\", "/")
    there = urlsplit(urljoin("http://testserver/", read))
    return (there.scheme, there.netloc) != ("http", "testserver")
