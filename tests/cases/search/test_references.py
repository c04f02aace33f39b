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
from pik.accounts.models import User
from tests import access, figures
from tests.access.world import World
from tests.cases.search.state import REASON, keys, state
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionParticipantFactory

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
    with access.undone():
        persons = list(Person.objects.filter(organisation=world.ladenburg).order_by("pk"))
        # In the world only third parties took part in a talk.
        SessionParticipantFactory(session=world.session, person=persons[0], name="", role="")

        for person in persons:
            rows = {found.label: set(found.rows_of(person.pk).values_list("pk", flat=True)) for found in references()}
            has = {label for label, keys in rows.items() if keys}
            if not has <= moved:
                with access.undone(), acting_as(lead):
                    _merge_and_part(person, rows, lead)
                moved |= has

    figures.tell("Verweise auf Personen, die beim Zusammenführen mitgehen", f"{len(moved)} von {len(references())}")
    assert empty == []
    assert moved == {found.label for found in references()}


def _merge_and_part(person: Person, rows: dict[str, set[int]], lead: User) -> None:
    survivor = PersonFactory(organisation=person.organisation)
    refresh(person)
    before, had = state(), (keys(person.pk), keys(survivor.pk))

    merge = merge_persons(survivor, person, actor=lead)
    arrived = {found.label: set(found.rows_of(survivor.pk).values_list("pk", flat=True)) for found in references()}
    left = [found.label for found in all_references() if found.rows_of(person.pk).exists()]
    undo_merge(merge, actor=lead, reason=REASON)

    assert [label for label, expected in rows.items() if not expected <= arrived[label]] == []
    assert left == []
    assert state() == before
    assert (keys(person.pk), keys(survivor.pk)) == had
