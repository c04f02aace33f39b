"""What is wrong with a row, cell by cell; pure. The database has the last word when the rows are stored."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from cases.enums import AccommodationKind, CaseStatus, ResidenceGroup
from cases.imports.columns import BY_NAME, COLUMNS
from pik.core.names import search_key

Cells = Mapping[str, str]

#: Two days of which the second can't lie before the first: their columns, and what is said at the second.
IN_ORDER = (
    ("birth_date", "arrived_on", "liegt vor der Geburt"),
    ("birth_date", "starts_on", "liegt vor der Geburt"),
    ("arrived_on", "arrived_in_gemeinde_on", "liegt vor der Einreise"),
    ("arrived_on", "housing_on", "liegt vor der Einreise"),
)
NOT_IN_FUTURE = ("birth_date", "arrived_on", "arrived_in_gemeinde_on", "housing_on", "german_on")
#: A row of its own needs this column; given without it, the others would be lost.
NEEDED_BY = {
    "german_level": ("german_on",),
    "household": ("relation",),
}


# In this order: „Fiktionsbescheinigung nach § 25“ is no permit.
_GROUPS = (
    (r"fiktion|§\s*81\b", ResidenceGroup.FICTION),
    (r"duldung|§\s*60\s?[a-d]\b", ResidenceGroup.TOLERATED),
    (r"gestattung|§\s*55\b.*asylg", ResidenceGroup.ASYLUM_PROCEDURE),
    (r"niederlassung|§\s*9\b|§\s*26\s*abs\.?\s*[34]\b", ResidenceGroup.SETTLEMENT),
    (r"§\s*24\b", ResidenceGroup.TEMPORARY_PROTECTION),
    (r"erlaubnis|§\s*(1[6-9]|2[0-9]|3[0-8])[a-g]?\b", ResidenceGroup.PERMIT),
)


@dataclass(frozen=True)
class Problem:
    """One fault: in which column (empty: the row as a whole), and what is wrong with it."""

    column: str
    message: str

    def sentence(self, line: int) -> str:
        """„Zeile 14, Geburtsdatum: „31.02.1990“ gibt es nicht.“"""
        where = f", {BY_NAME[self.column].header}" if self.column else ""
        return f"Zeile {line}{where}: {self.message}."

    def as_json(self) -> dict[str, str]:
        return {"column": self.column, "message": self.message}


@dataclass
class Checked:
    """A row as it was understood: its values by „where.field“, and its problems."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def group(self, name: str) -> dict[str, Any]:
        """The values that go into one row of a part: „home“ → street, place …"""
        start = f"{name}."
        return {key.removeprefix(start): value for key, value in self.values.items() if key.startswith(start)}

    @property
    def state(self) -> str:
        return str(self.values.get("case.state", CaseStatus.ACTIVE))


def check_row(cells: Cells, today: date) -> Checked:
    """Read every cell of a row and compare what belongs together."""
    checked = Checked()
    for column in COLUMNS:
        cell = cells.get(column.name, "")
        if not cell:
            if column.is_required:
                checked.problems.append(Problem(column.name, "fehlt"))
            continue
        try:
            value = column.parse(cell)
        except ValueError as error:
            checked.problems.append(Problem(column.name, str(error)))
            continue
        values = value if len(column.into) > 1 else (value,)
        checked.values.update(zip(column.into, values, strict=True))
    checked.problems += _across(checked, cells, today)
    _complete(checked)
    return checked


def _complete(checked: Checked) -> None:
    """What follows of the rest: the kind of a title from its paragraph; where nothing follows, it is another one."""
    if checked.group("title"):
        told = str(checked.values.get("title.paragraph", ""))
        checked.values.setdefault("title.group", title_group(told))
    if checked.group("home"):
        checked.values.setdefault("home.kind", AccommodationKind.OTHER.value)


def title_group(told: str) -> str:
    """The group of a residence title as offices write it: „§ 25 Abs. 2 AufenthG“, „Duldung § 60a“."""
    return next((group.value for words, group in _GROUPS if re.search(words, told, re.I)), ResidenceGroup.OTHER.value)


def _across(checked: Checked, cells: Cells, today: date) -> Iterable[Problem]:
    days: dict[str, Any] = {column.name: checked.values.get(column.into[0]) for column in COLUMNS}
    for earlier, later, message in IN_ORDER:
        if days[earlier] and days[later] and days[later] < days[earlier]:
            yield Problem(later, message)
    for name in NOT_IN_FUTURE:
        if days[name] and days[name] > today:
            yield Problem(name, "liegt in der Zukunft")
    for needed, others in NEEDED_BY.items():
        if not cells.get(needed) and any(cells.get(other) for other in others):
            yield Problem(needed, "fehlt, denn dazu stehen andere Angaben in der Zeile")
    yield from _start(checked, days["starts_on"], today, is_given=bool(cells.get("starts_on")))


def _start(checked: Checked, starts_on: date | None, today: date, *, is_given: bool) -> Iterable[Problem]:
    if checked.state == CaseStatus.ACTIVE:
        if not is_given:
            yield Problem("starts_on", "fehlt; ein aktiver Fall hat einen Beginn")
        elif starts_on and starts_on > today + relativedelta(years=1):
            yield Problem("starts_on", "liegt mehr als ein Jahr in der Zukunft")
    elif starts_on and starts_on > today:
        yield Problem("starts_on", "liegt in der Zukunft")


# --- Knowing rows again ---------------------------------------------------------------------------


def keys_of(rows: Sequence[Checked]) -> list[str]:
    """By what each row is known again: its file number, else name, birth date and start, counted when they repeat."""
    seen: dict[str, int] = {}
    keys = []
    for row in rows:
        what = identity_of(row)
        seen[what] = seen.get(what, 0) + 1
        keys.append(hashlib.sha256(f"{what}|{seen[what]}".encode()).hexdigest())
    return keys


def identity_of(row: Checked) -> str:
    """What a row says of who it is, folded, so that another spelling of the same is the same."""
    if reference := row.values.get("case.reference"):
        return f"az|{search_key(reference)}"
    return f"{person_of(row)}|{row.values.get('case.starts_on', '')}"


def person_of(row: Checked) -> str:
    """Name and birth date, folded; the parts of the name in any order."""
    names = search_key(f"{row.values.get('person.family_name', '')} {row.values.get('person.given_name', '')}")
    return f"{' '.join(sorted(names.split()))}|{row.values.get('person.birth_date', '')}"


@dataclass(frozen=True)
class Twice:
    """Rows that say the same as an earlier one of the file, by their place: the line of the earlier one."""

    references: Mapping[int, int]
    persons: Mapping[int, int]


def twice_in(rows: Sequence[Checked], lines: Sequence[int]) -> Twice:
    """Which rows have the file number of an earlier row, or its name and birth date."""
    references: dict[str, int] = {}
    persons: dict[str, int] = {}
    same_reference, same_person = {}, {}
    for place, (row, line) in enumerate(zip(rows, lines, strict=True)):
        reference = search_key(row.values.get("case.reference", ""))
        if reference and references.setdefault(reference, line) != line:
            same_reference[place] = references[reference]
        person = person_of(row)
        if not person.startswith("|") and persons.setdefault(person, line) != line:
            same_person[place] = persons[person]
    return Twice(same_reference, same_person)
