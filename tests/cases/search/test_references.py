"""Every row that points at a person moves when two merge, and comes back; asked of the models, so none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cases.models import Person
from cases.search.keys import refresh
from cases.search.merging import merge_persons, undo_merge
from cases.search.references import DERIVED, PAIRS, all_references, references
from pik.accounts.acting import acting_as
from pik.accounts.enums import Role
from tests import access, figures
from tests.access.world import World
from tests.cases.search.state import REASON, keys, state
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), access.standing_world() as world:
        yield world


def test_every_foreign_key_to_a_person_is_moved_or_known_not_to_be() -> None:
    every = {(found.model, found.field) for found in all_references()}

    assert every - {(found.model, found.field) for found in references()} == DERIVED | PAIRS
    assert len(every) >= 5


def test_rows_of_every_model_move_and_come_back(world: World) -> None:
    """The world of the access table holds a row of every model of counselling: each is merged and parted once."""
    lead = world.users[Role.TEAMLEITUNG]
    empty = [found.label for found in references() if not found.model._base_manager.exists()]
    moved: set[str] = set()

    for person in Person.objects.filter(organisation=world.ladenburg).order_by("pk"):
        with access.undone(), acting_as(lead):
            survivor = PersonFactory(organisation=world.ladenburg)
            refresh(person)
            before, rows = (
                state(),
                {f.label: set(f.rows_of(person.pk).values_list("pk", flat=True)) for f in references()},
            )
            had = (keys(person.pk), keys(survivor.pk))
            merge = merge_persons(survivor, person, actor=lead)
            moved |= {label for label, found in rows.items() if found}
            for found in references():
                assert set(found.rows_of(survivor.pk).values_list("pk", flat=True)) >= rows[found.label], found.label
            assert [f.label for f in all_references() if f.rows_of(person.pk).exists()] == []
            undo_merge(merge, actor=lead, reason=REASON)
            assert state() == before
            assert (keys(person.pk), keys(survivor.pk)) == had

    figures.tell("Verweise auf Personen, die beim Zusammenführen mitgehen", f"{len(moved)} von {len(references())}")
    assert empty == []
    assert moved == {found.label for found in references()}
