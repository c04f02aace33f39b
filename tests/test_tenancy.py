"""Tenancy fuzz: every object of one organisation, asked for in another by whoever does the same there.

It grows by itself. The addresses come from the access table, which a test holds complete; the objects are all
rows of Ladenburg in a world in which each app puts its own; and every text of Ladenburg's casework carries a
word that must never reach anybody else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import Person
from cases.search.keys import refresh
from pik.accounts.enums import OrganisationKind, Role
from pik.accounts.models import User
from pik.core.public_ids import PublicIdConverter
from pik.core.workflow import TransitionLog
from tests import access, figures
from tests.access.table import GET, Row
from tests.access.world import World

pytestmark = [pytest.mark.web, pytest.mark.django_db]

WORD = "Zaunkönigsgeheimnis"
# Of the Land there is only one: nobody there is a stranger. What they must not see the walls' tests say.
STRANGERS = [role for role in Role if role.organisation_kinds[0] != OrganisationKind.LAND]
HTMX = {"HTTP_HX_REQUEST": "true"}
# How many objects are put in place of a key at each address.
OBJECTS_EACH = 3
# At so many addresses at least each object is asked for.
SEVERAL = 3


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), access.standing_world() as world:
        _mark_texts(world)
        # Signed in once for all: each answer is undone, the session is not.
        world.sessions = {role: _session_of(world.strangers[role]) for role in STRANGERS}
        yield world


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _signed_in(world: World, role: Role) -> Client:
    """A browser of its own for each answer: one that signs out takes no other along."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    return client


def _mark_texts(world: World) -> None:
    """Put the word into every free text of Ladenburg's casework, and of what is derived from it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # append-only tables too
        for model in _models_with_texts():
            for field in _free_texts(model):
                table, column = model._meta.db_table, field.column
                room = f"::varchar({field.max_length})" if field.max_length else ""
                cursor.execute(
                    f"UPDATE {table} SET {column} = (%s || ' ' || {column}){room} "  # noqa: S608
                    f"WHERE organisation_id = %s AND {column} <> ''",
                    [WORD, world.ladenburg.pk],
                )
        cursor.execute("SET LOCAL session_replication_role = origin")
    for person in Person.objects.filter(organisation=world.ladenburg):
        person.save()
        refresh(person)  # found under the word from now on


def _models_with_texts() -> list[type[models.Model]]:
    named = {"documents.Job", "documents.Document", "reminders.Reminder"}
    casework = [m for m in apps.get_app_config("cases").get_models() if m._meta.label != "cases.CaseCode"]
    own = [*casework, *(apps.get_model(label) for label in named)]
    return [model for model in own if "organisation" in {field.name for field in model._meta.fields}]


def _free_texts(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Texts people wrote: no keys, no choices, nothing unique, long enough for the word."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if type(field) in {models.CharField, models.TextField}
        and not (field.choices or field.unique or field.primary_key)
        and (field.max_length is None or field.max_length > 2 * len(WORD))
        and not field.name.startswith(("pgh_", "key", "url", "sha256", "kind", "sort_key", "search_", "drawing"))
        and not (issubclass(model, TransitionLog) and field.name in {"name", "source", "target"})
    ]


def _objects(world: World) -> dict[str, set[str]]:
    """The keys of Ladenburg's objects by the name of the converter that takes them."""
    found: dict[str, set[str]] = {"pid": set(), "int": set()}
    for value in vars(world).values():
        if isinstance(value, models.Model) and value._meta.app_label not in {"accounts", "regulations", "planning"}:
            found["int"].add(str(value.pk))
            if hasattr(value, "public_id"):
                found["pid"].add(value.public_id)
    return found


def _addresses(row: Row, world: World) -> list[str]:
    """The row's address as it stands, and with some objects of Ladenburg in place of each of its keys.

    Which ones differs from row to row: over the rows each object is asked for at several addresses, and their number
    grows with the addresses, not with their square.
    """
    kwargs = {name: str(value) for name, value in row.kwargs(world).items()}
    objects, turns = _objects(world), _turns(world)
    found = [kwargs]
    for name, value in kwargs.items():
        keys = sorted(objects.get(_kind(value), ()))
        found += [{**kwargs, name: key} for key in _some(keys, turns[str(row), name])]
    return list(dict.fromkeys(reverse(row.url_name, kwargs=each) + row.query for each in found))


def _kind(value: str) -> str:
    """The converter that takes a value of an address; empty for one that names no object."""
    return "pid" if re.fullmatch(PublicIdConverter.regex, value) else "int" if value.isdecimal() else ""


def _turns(world: World) -> dict[tuple[str, str], int]:
    """For each key of each row, how many keys of its kind come before it: so all objects have their turn alike."""
    so_far: Counter[str] = Counter()
    found = {}
    for row in OBJECT_ROWS:
        for name, value in row.kwargs(world).items():
            kind = _kind(str(value))
            found[str(row), name] = so_far[kind]
            so_far[kind] += 1
    return found


def _some(keys: list[str], start: int) -> list[str]:
    """So many keys, beginning at another one for each ``start``."""
    return [keys[(start * OBJECTS_EACH + i) % len(keys)] for i in range(min(OBJECTS_EACH, len(keys)))]


def _ask(row: Row, world: World, role: Role, address: str, **headers: str) -> HttpResponse:
    client = _signed_in(world, role)
    with access.undone():
        return client.get(address, **headers) if row.method == GET else client.post(address, row.data(world), **headers)


def _leaks(response: HttpResponse, world: World) -> bool:
    body = response.content.decode(errors="replace")
    return WORD in body or world.case.number in body


OBJECT_ROWS = [row for row in access.ROWS if row.stranger == 404]


@pytest.mark.parametrize("row", OBJECT_ROWS, ids=str)
def test_object_of_another_organisation_is_nowhere(row: Row, world: World) -> None:
    own, *others = _addresses(row, world)
    # Those whom the address is for; that it is nothing for the other roles tests/attacks/test_foreign.py asks, too.
    askers = [role for role in STRANGERS if role in row.allowed] or STRANGERS
    asked = [(role, own, headers) for role in askers for headers in ({}, HTMX)]
    asked += [(askers[i % len(askers)], address, {}) for i, address in enumerate(others)]

    faults = []
    for role, address, headers in asked:
        response = _ask(row, world, role, address, **headers)
        if response.status_code not in _refusals(row, role) or _leaks(response, world):
            faults.append(f"{role} {row.method} {address}: {response.status_code}")

    figures.attempts(len(asked), faults)
    assert faults == []


def _refusals(row: Row, role: Role) -> set[int]:
    """It does not exist; or, for a role that never does this, it is not hers to do."""
    return {404} if role in row.allowed else {403, 404}


LIST_ROWS = [row for row in access.ROWS if row.stranger is None and not row.is_public]
# The beginning of the word: an answer that repeats what was typed does not hold the whole of it.
TYPED = WORD[:8]
QUERIES = ({}, {"q": TYPED, "wer": "alle", "stand": "alle"})


@pytest.mark.parametrize("row", LIST_ROWS, ids=str)
def test_list_search_and_export_hold_nothing_of_another_organisation(row: Row, world: World) -> None:
    typed = {**row.data(world), "family_name": TYPED, "given_name": TYPED, "q": TYPED}
    faults = []
    for role in STRANGERS:
        for query in QUERIES if row.method == GET else [typed]:
            with access.undone():
                response = getattr(_signed_in(world, role), row.method)(row.address(world), query)
            if response.status_code >= 500 or _leaks(response, world):
                faults.append(f"{role} {row} {query}: {response.status_code}")

    figures.count("Listen, Suchen und Ausgaben, nach Fremdem abgesucht", len(STRANGERS) * len(QUERIES))
    assert faults == []


def test_word_is_really_there_for_those_who_may(world: World) -> None:
    client = Client()
    client.force_login(world.users[Role.INTEGRATIONSMANAGER])
    answers = [client.get(reverse(f"cases:{name}", args=[world.case.public_id])) for name in CASE_PAGES]
    answers.append(client.get(reverse("cases:case_list"), {"q": TYPED}))
    answers.append(client.post(reverse("cases:person_similar"), {"family_name": TYPED, "given_name": ""}))

    assert [_leaks(answer, world) for answer in answers[:-1]] == [True] * (len(CASE_PAGES) + 1)


CASE_PAGES = ("case_detail", "case_plan", "case_sessions", "case_person", "case_history")


# Namespaces whose addresses with a key are no municipality's own, and why.
NOBODYS_OWN = {
    "planning": "numbers meant for publication; the Land alone has drafts (tests/access/planning.py)",
    "regulations": "law, the same for all",
}
# Addresses whose key is one's own (a sign-in, a factor, a draft) or a public name (the organisation whose service signs
# in; whether a text block becomes one's own or the house's).
PERSONAL = {
    "accounts:draft_discard",
    "accounts:draft_save",
    "accounts:factor_remove",
    "accounts:provider_start",
    "accounts:sign_in_end",
    "cases:text_block_add",
    "cases:text_block_new",
    "openid_connect_callback",
}


def test_every_object_is_asked_for_at_several_addresses(world: World) -> None:
    asked = Counter(
        part for row in OBJECT_ROWS for address in _addresses(row, world) for part in set(address.split("/"))
    )

    seldom = {key for keys in _objects(world).values() for key in keys if asked[key] < SEVERAL}

    assert seldom == set()


def test_every_address_with_a_key_is_fuzzed(world: World) -> None:
    keyed = {row.url_name for row in access.ROWS if row.kwargs(world)}

    missed = keyed - {row.url_name for row in OBJECT_ROWS}

    assert {name for name in missed if name.split(":")[0] not in NOBODYS_OWN} == PERSONAL
