"""The picture of progress: per area the first level and the latest, as the server draws it on page and paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cases.models.assessment import LEVELS

#: All in units of the picture, which scales with its place.
LABEL_WIDTH, LEVEL_GAP, ROW_HEIGHT, HEAD_HEIGHT, RADIUS = 200, 80, 34, 30, 8


class Stands(Protocol):
    """What a row is drawn from: an area's name, its latest level and the first one, where there are two."""

    @property
    def label(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def was(self) -> int | None: ...


@dataclass(frozen=True)
class Row:
    """One area: where its marks lie. ``was_x`` is None where there is one assessment only."""

    label: str
    y: int
    x: int
    was_x: int | None
    arrow: str


@dataclass(frozen=True)
class Picture:
    """The whole picture with its size; ``columns`` are the places of the levels 1 to 5.

    All of it are fields: the order of a document keeps them and nothing else.
    """

    rows: list[Row]
    columns: list[tuple[int, int]]
    width: int
    height: int
    radius: int = RADIUS
    axis_y: int = HEAD_HEIGHT - 10


def progress_picture(standings: Sequence[Stands]) -> Picture:
    """Draw ``standings``, one row each, in their order."""
    columns = [(level, LABEL_WIDTH + LEVEL_GAP * (level - 1) + 30) for level in LEVELS]
    place = dict(columns)
    rows = []
    for number, standing in enumerate(standings):
        y = HEAD_HEIGHT + ROW_HEIGHT * number + ROW_HEIGHT // 2
        x, was_x = place[standing.level], place[standing.was] if standing.was is not None else None
        rows.append(Row(standing.label, y, x, was_x, _arrow(was_x, x, y)))
    return Picture(rows, columns, LABEL_WIDTH + LEVEL_GAP * 4 + 60, HEAD_HEIGHT + ROW_HEIGHT * len(rows) + 6)


def _arrow(start: int | None, end: int, y: int) -> str:
    """The path of an arrow between the marks; none where nothing moved."""
    if start is None or start == end:
        return ""
    way = 1 if end > start else -1
    tip = end - way * (RADIUS + 2)
    return f"M{start + way * RADIUS} {y} H{tip} M{tip - way * 7} {y - 5} L{tip} {y} L{tip - way * 7} {y + 5}"
