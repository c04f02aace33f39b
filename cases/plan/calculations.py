"""Days that templates and reviews are due, and two states of a plan compared. Pure: no ORM, no clock."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pik.core.periods import add_months

#: Words, spaces and marks: what a reader takes for one change.
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")

#: How many per cent of the words of two texts have to be the same for single words to be compared.
ENOUGH_ALIKE = 35
#: Lines that are read as one: a day is not half changed.
_WHOLE = frozenset({"due", "priority", "state", "level", "who"})

Content = Mapping[str, Any]


def due_after(start: date, number: int, unit: str) -> date:
    """The day ``number`` days, weeks or months after ``start``.

    A month ends where it ends: one month after 31.01. is 28.02. (29.02. in a leap year).
    """
    if unit == "months":
        return add_months(start, number)
    return start + timedelta(days=number * (7 if unit == "weeks" else 1))


def canonical(content: Content) -> bytes:
    """The content as bytes that are the same whenever the content is."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checksum(content: Content) -> str:
    """SHA-256 of the content, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


# --- Word by word ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """A run of words that stayed (``same``), came (``ins``) or went (``del``)."""

    kind: str
    text: str


def replaced(old: str, new: str) -> list[Words]:
    """The whole of ``old`` gone and the whole of ``new`` in its place: days, states, levels, other sentences."""
    return [Words(kind, text) for kind, text in (("del", old), ("ins", new)) if text]


def word_by_word(old: str, new: str) -> list[Words]:
    """What became of ``old`` in ``new``; what was taken out stands before what came in its place.

    Where little is left of the old words, the whole is replaced: a patchwork of single words helps nobody.
    """
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    likeness = difflib.SequenceMatcher(None, re.findall(r"\w+", old), re.findall(r"\w+", new), autojunk=False).ratio()
    if likeness * 100 < ENOUGH_ALIKE:
        return replaced(old, new)
    found: list[Words] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Words("same", "".join(before[a:b])))
            continue
        if b > a:
            found.append(Words("del", "".join(before[a:b])))
        if d > c:
            found.append(Words("ins", "".join(after[c:d])))
    return found


# --- Goal by goal ---------------------------------------------------------------------------------

ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"
_WORDS_OF = {ADDED: "neu", REMOVED: "entfernt", CHANGED: "geändert", SAME: "unverändert"}
_GOAL_LINES = (
    ("title", "Ziel"),
    ("criterion", "erreicht, wenn"),
    ("due", "bis"),
    ("priority", "Priorität"),
    ("state", "Stand"),
    ("outcome_reason", "Grund"),
)
_STEP_LINES = (
    ("text", "Schritt"),
    ("who", "wer"),
    ("due", "bis"),
    ("state", "Stand"),
    ("because", "Grund"),
    ("offer", "Angebot"),
)
_AREA_LINES = (
    ("level", "Stufe"),
    ("situation", "Situation"),
    ("resources", "Ressourcen"),
    ("wishes", "Wünsche"),
)


@dataclass(frozen=True)
class LineChange:
    """One line of a goal, step or area whose words differ."""

    label: str
    words: list[Words]


@dataclass(frozen=True)
class Change:
    """What became of one goal, step or area between two states."""

    kind: str
    title: str
    lines: list[LineChange]
    parts: list[Change]

    @property
    def kind_name(self) -> str:
        return _WORDS_OF[self.kind]

    @property
    def is_change(self) -> bool:
        return self.kind != SAME


@dataclass(frozen=True)
class AreaChanges:
    """The goals of one area of life, compared."""

    label: str
    goals: list[Change]


@dataclass(frozen=True)
class Comparison:
    """Two states of a plan, compared goal by goal."""

    areas: list[AreaChanges]
    assessment: list[Change]
    persons: LineChange | None

    @property
    def is_same(self) -> bool:
        goals = (goal for area in self.areas for goal in area.goals)
        return not (self.persons or self.assessment or any(goal.is_change for goal in goals))


def compare(old: Content, new: Content) -> Comparison:
    """What changed from ``old`` to ``new``; goals and steps are known again by their number, not by their words."""
    before = {goal["id"]: (area["label"], goal) for area in old["areas"] for goal in area["goals"]}
    after = {goal["id"]: (area["label"], goal) for area in new["areas"] for goal in area["goals"]}
    order = [area["label"] for area in (*new["areas"], *old["areas"])]
    by_area: dict[str, list[Change]] = {label: [] for label in dict.fromkeys(order)}
    for pk in dict.fromkeys((*after, *before)):
        label = (after.get(pk) or before[pk])[0]
        by_area[label].append(_goal_change(_second(before.get(pk)), _second(after.get(pk))))
    persons = None
    if old["persons"] != new["persons"]:
        words = word_by_word(", ".join(old["persons"]), ", ".join(new["persons"]))
        persons = LineChange("Der Plan gilt für", words)
    return Comparison(
        [AreaChanges(label, goals) for label, goals in by_area.items()],
        _assessment_changes(old.get("assessment"), new.get("assessment")),
        persons,
    )


def _second(pair: tuple[str, dict[str, Any]] | None) -> dict[str, Any] | None:
    return pair[1] if pair else None


def _goal_change(old: Content | None, new: Content | None) -> Change:
    before = {step["id"]: step for step in (old or {}).get("steps", ())}
    after = {step["id"]: step for step in (new or {}).get("steps", ())}
    steps = [_change(before.get(pk), after.get(pk), _STEP_LINES, "text") for pk in dict.fromkeys((*after, *before))]
    return _change(old, new, _GOAL_LINES, "title", steps)


def _assessment_changes(old: Content | None, new: Content | None) -> list[Change]:
    before = {area["key"]: area for area in (old or {}).get("areas", ())}
    after = {area["key"]: area for area in (new or {}).get("areas", ())}
    changes = (
        _change(before.get(key), after.get(key), _AREA_LINES, "label") for key in dict.fromkeys((*before, *after))
    )
    return [change for change in changes if change.is_change]


def _change(
    old: Content | None,
    new: Content | None,
    names: Iterable[tuple[str, str]],
    title: str,
    parts: Sequence[Change] = (),
) -> Change:
    lines = [
        LineChange(label, (replaced if name in _WHOLE else word_by_word)(before, after))
        for name, label in names
        if (before := _text(old, name)) != (after := _text(new, name))
    ]
    if old is None or new is None:
        kind = ADDED if old is None else REMOVED
        lines = [line for line in lines if line.words]
    else:
        kind = CHANGED if lines or any(part.is_change for part in parts) else SAME
    return Change(kind, _text(new if new is not None else old, title), lines, list(parts))


def _text(row: Content | None, name: str) -> str:
    value = (row or {}).get(name)
    return "" if value is None else str(value)
