"""Is the head count complete and right? Each of the 1,101 municipalities once, each with a whole number.

Strict on purpose: „1.234“ is refused, not guessed at, since it may be 1,234 persons or a slip.
Forgiven is only what has one possible meaning: blanks around a value, empty columns at the end, blank
lines, and the leading zero of the AGS that a spreadsheet drops (each AGS of Baden-Württemberg starts
with 08, so seven digits that start with 8 can be no other).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from pik.accounts.reference import gemeindefreie_gebiete, gemeinden
from planning.calculations import Count
from planning.counts import problems
from planning.counts.files import Table, TableRow, UnusableFileError, read_table
from planning.counts.problems import HEADER, Problem

# Above any municipality there is, below what the database and the arithmetic would mind.
MAX_PERSONS = 9_999_999

AGS = re.compile(r"[0-9]{8}")
AGS_WITHOUT_ZERO = re.compile(r"8[0-9]{6}")
DIGITS = re.compile(r"[0-9]+")
AGS_AT_START = re.compile(r"\W*(0?8[0-9]{6})(?![0-9])")
NEGATIVE_NUMBER = re.compile(r"[-\u2212\u2013] ?[0-9][0-9.,]*")  # with hyphen, minus or dash


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row without a fault: its line in the file, the municipality, the persons counted there."""

    line: int
    ags: str
    name: str
    persons: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What was read from a file. Usable only where ``problems`` is empty.

    ``rows`` in the order of the file, without the rows in error; ``problems`` by line, what concerns the
    whole file last.
    """

    rows: tuple[CountRow, ...]
    problems: tuple[Problem, ...]

    @property
    def is_valid(self) -> bool:
        return not self.problems

    @property
    def total_persons(self) -> int:
        """Persons in the rows without a fault."""
        return sum(row.persons for row in self.rows)

    @property
    def counts(self) -> tuple[Count, ...]:
        """The rows as the calculation wants them."""
        return tuple(Count(row.ags, row.persons) for row in self.rows)


def read_counts(file: BinaryIO) -> Counts:
    """Read and check a file of head counts (CSV or XLSX). Bad content never raises: see ``problems``."""
    try:
        table = read_table(file)
    except UnusableFileError as error:
        return Counts(rows=(), problems=(error.problem,))
    return _check(table)


def _check(table: Table) -> Counts:
    rows: list[CountRow] = []
    found: list[Problem] = []
    first_lines: dict[str, int] = {}
    for row in table.rows:
        faults = _faults_of(row, first_lines)
        found += faults
        if not faults:
            ags, persons = _full_ags(row.cells[0]), int(row.cells[1])
            rows.append(CountRow(row.line, ags, gemeinden()[ags].name, persons))
    found += [
        problems.missing_gemeinde(gemeinde, table.last_line)
        for ags, gemeinde in gemeinden().items()
        if ags not in first_lines
    ]
    if not found and not any(row.persons for row in rows):
        found.append(problems.nobody())
    return Counts(rows=tuple(rows), problems=tuple(found))


def _faults_of(row: TableRow, first_lines: dict[str, int]) -> list[Problem]:
    """Everything wrong with one row. Notes in ``first_lines`` the line in which each AGS stood first."""
    shape = _fault_of_shape(row)
    if shape:
        # The municipality stands there, so it is not called missing as well.
        start = AGS_AT_START.match(row.cells[0])
        if start:
            first_lines.setdefault(_full_ags(start[1]), row.line)
        return [shape]
    ags = _full_ags(row.cells[0])
    text = row.cells[1] if len(row.cells) > 1 else ""
    faults = [_fault_of_ags(row.line, ags, first_lines), _fault_of_persons(row.line, text, ags)]
    first_lines.setdefault(ags, row.line)
    return [fault for fault in faults if fault]


def _fault_of_shape(row: TableRow) -> Problem | None:
    if row.is_broken:
        return problems.bad_quotes(row.line, row.cells[0])
    is_only_number_missing = len(row.cells) == 1 and AGS.fullmatch(_full_ags(row.cells[0]))
    if len(row.cells) != len(HEADER) and not is_only_number_missing:
        return problems.wrong_columns(row.line, row.cells)
    return None


def _fault_of_ags(line: int, ags: str, first_lines: Mapping[str, int]) -> Problem | None:
    if not AGS.fullmatch(ags):
        return problems.bad_ags(line, ags)
    if ags in gemeindefreie_gebiete():
        return problems.unincorporated(line, gemeindefreie_gebiete()[ags])
    if ags not in gemeinden():
        return problems.unknown_ags(line, ags)
    if ags in first_lines:
        return problems.doubled_ags(line, gemeinden()[ags], first_lines[ags])
    return None


def _fault_of_persons(line: int, text: str, ags: str) -> Problem | None:
    if not text:
        return problems.missing_number(line, ags)
    if NEGATIVE_NUMBER.fullmatch(text):
        return problems.negative(line, text, ags)
    if not DIGITS.fullmatch(text):
        return problems.not_a_number(line, text, ags)
    # By length first: Python refuses to read numbers of thousands of digits.
    if len(text.lstrip("0")) > len(str(MAX_PERSONS)):
        return problems.too_many_persons(line, text, ags)
    return None


def _full_ags(text: str) -> str:
    return f"0{text}" if AGS_WITHOUT_ZERO.fullmatch(text) else text
