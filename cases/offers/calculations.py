"""Tables of numbers in which nobody is recognised: small numbers are hidden, and so that they can't be computed back.

Hidden is every number from 1 to below the threshold. Whoever knows a sum and all its parts but one knows that part as
well; so in each row and each column with its sum there are none or at least two hidden numbers, and what is hidden of
it adds up to the threshold at least, or the sum is hidden too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: From how many people on a number is shown. Ordered so for the product in 2026; no regulation fixes it.
SMALLEST_SHOWN = 5
Place = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """One row of the table; None stands for a hidden number."""

    label: str
    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class Table:
    """The rows and the sums under them."""

    rows: tuple[Row, ...]
    sums: Row

    @property
    def is_partly_hidden(self) -> bool:
        return any(None in (*row.cells, row.total) for row in (*self.rows, self.sums))


def table_of(counts: Mapping[str, Sequence[int]], *, width: int, smallest: int = SMALLEST_SHOWN) -> Table:
    """The table over ``counts`` (label → one number per column), with sums, small numbers hidden."""
    labels = list(counts)
    grid = [[*row, sum(row)] for row in counts.values()]
    grid.append([sum(column) for column in zip(*grid, strict=True)] if grid else [0] * (width + 1))
    hidden = _hidden(grid, smallest)
    rows = [
        Row(label, tuple(_shown(grid, hidden, y, x) for x in range(width)), _shown(grid, hidden, y, width))
        for y, label in enumerate([*labels, "Summe"])
    ]
    return Table(tuple(rows[:-1]), rows[-1])


def _shown(grid: list[list[int]], hidden: set[Place], y: int, x: int) -> int | None:
    return None if (y, x) in hidden else grid[y][x]


def _hidden(grid: list[list[int]], smallest: int) -> set[Place]:
    """The places to hide; grows until no line of the table gives a hidden number away."""
    height, width = len(grid), len(grid[0])
    lines = [[(y, x) for x in range(width)] for y in range(height)]
    lines += [[(y, x) for y in range(height)] for x in range(width)]
    hidden = {(y, x) for y in range(height) for x in range(width) if 0 < grid[y][x] < smallest}
    while True:
        extra = next((place for line in lines if (place := _one_more(line, grid, hidden, smallest))), None)
        if extra is None:
            return hidden
        hidden.add(extra)


def _one_more(line: list[Place], grid: list[list[int]], hidden: set[Place], smallest: int) -> Place | None:
    """The place of ``line`` (its last one is the sum) to hide besides, or None when it is safe.

    The smallest number that is not nought: a nought hides nobody.
    """
    *parts, total = line
    hidden_parts = [place for place in parts if place in hidden]
    if total in hidden:
        is_safe = bool(hidden_parts)
    else:
        is_safe = not hidden_parts or (len(hidden_parts) > 1 and sum(grid[y][x] for y, x in hidden_parts) >= smallest)
    if is_safe:
        return None
    left = [place for place in parts if place not in hidden and grid[place[0]][place[1]]]
    return min(left, key=lambda place: grid[place[0]][place[1]], default=None if total in hidden else total)
