"""The access table, put together from the apps' parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from django.db import transaction

from tests.access.table import GET, Row
from tests.access.world import World, build_world

# Counselling is told in several files: the case first, then what hangs on it.
_CASEWORK = sorted(path.stem for path in Path(__file__).parent.glob("cases_*.py"))
PARTS = [
    import_module(f"tests.access.{name}")
    for name in ("core", "members", "documents", "reminders", "cases", *_CASEWORK, "planning", "funding")
]

ROWS: list[Row] = [row for part in PARTS for row in part.ROWS]
PAGES: list[Row] = [row for row in ROWS if row.method == GET and row.is_page]


def build() -> World:
    """The world with the objects of every app, all of them Ladenburg's."""
    world = build_world()
    for part in PARTS:
        part.build(world)
    return world


@contextmanager
def standing_world() -> Iterator[World]:
    """The world, built once for many tests in a transaction that is never committed.

    A test that lets something happen in it does so ``undone()``.
    """
    with transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """A savepoint: what happens within is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
