"""Access rows of cases."""

from __future__ import annotations

from tests.access.table import Row
from tests.access.world import World


def build(world: World) -> None:
    """Nothing yet."""


ROWS: list[Row] = []
