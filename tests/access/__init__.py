"""The access table, put together from the apps' parts."""

from importlib import import_module

from tests.access.table import Row
from tests.access.world import World, build_world

PARTS = [import_module(f"tests.access.{name}") for name in ("core", "documents", "reminders", "cases", "planning", "funding")]

ROWS: list[Row] = [row for part in PARTS for row in part.ROWS]


def build() -> World:
    """The world with the objects of every app, all of them Ladenburg's."""
    world = build_world()
    for part in PARTS:
        part.build(world)
    return world
