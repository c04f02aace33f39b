"""Sharing out cases: who should lead which, so that the weighted load is even. Pure: no database, no clock.

Three questions, one way of thinking. The *load* of a person is the sum of the weights of her cases; per VZÄ it is
divided by her part of a post. What moves is a *family*: the cases of one household that one person leads go together
or not at all. Where two proposals are equally good, the one with the language of the family wins, then the family
that is known for the shortest time, then the lower key: the same team always gives the same proposal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)
WITHOUT_LEAD = None


@dataclass(frozen=True)
class LedCase:
    """A case as far as sharing out needs it. ``since`` is the day support began, as an ordinal number."""

    key: int
    lead: int | None
    weight: Decimal
    household: int | None = None
    languages: frozenset[str] = frozenset()
    since: int = 0


@dataclass(frozen=True)
class Place:
    """Somebody who can lead cases: her part of a post (1 where it is not known) and her languages."""

    person: int
    share: Decimal = Decimal(1)
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Move:
    """One case goes from somebody (None: from nobody) to somebody, and why, in words."""

    case: int
    giver: int | None
    taker: int
    why: str


@dataclass(frozen=True)
class Family:
    """Cases that go together."""

    cases: tuple[LedCase, ...]

    @property
    def weight(self) -> Decimal:
        return sum((case.weight for case in self.cases), NOTHING)

    @property
    def lead(self) -> int | None:
        return self.cases[0].lead

    @property
    def household(self) -> int | None:
        return self.cases[0].household

    @property
    def languages(self) -> frozenset[str]:
        return frozenset().union(*(case.languages for case in self.cases))

    @property
    def since(self) -> int:
        """The day from which the family is known."""
        return min(case.since for case in self.cases)

    @property
    def key(self) -> int:
        return self.cases[0].key


class Loads:
    """The weighted load of each place while moves are tried out."""

    def __init__(self, cases: Iterable[LedCase], places: Sequence[Place]) -> None:
        self.places = {place.person: place for place in places}
        self.of = dict.fromkeys(self.places, NOTHING)
        for case in cases:
            if case.lead in self.of:
                self.of[case.lead] += case.weight

    def per_post(self, person: int, more: Decimal = NOTHING) -> Decimal:
        """The load of ``person`` per VZÄ, were ``more`` added to it."""
        return (self.of[person] + more) / self.places[person].share

    def move(self, family: Family, taker: int) -> None:
        if family.lead in self.of:
            self.of[family.lead] -= family.weight
        self.of[taker] += family.weight

    @property
    def spread(self) -> Decimal:
        """The difference between the highest and the lowest load per VZÄ."""
        all_loads = [self.per_post(person) for person in self.of]
        return max(all_loads) - min(all_loads) if all_loads else NOTHING


def families_of(cases: Iterable[LedCase]) -> list[Family]:
    """Cases of one household under one lead are one family; anybody else is one alone. In the order of their keys."""
    found: dict[tuple[int, int | None, int | None], list[LedCase]] = {}
    for case in sorted(cases, key=lambda case: case.key):
        alone = 0 if case.household else case.key
        found.setdefault((alone, case.household, case.lead), []).append(case)
    return [Family(tuple(group)) for group in found.values()]


# --- All of somebody --------------------------------------------------------------------------------------------------


def give_away(
    cases: Sequence[LedCase], places: Sequence[Place], *, givers: Collection[int | None], tolerance: Decimal
) -> list[Move]:
    """All cases of ``givers`` (None among them: those nobody leads) go to ``places``, so that these stay even.

    The heaviest families first, each to where the load per VZÄ is then the lowest. A place with the language of the
    family may exceed that by ``tolerance``. Whose relatives stay with somebody of ``places`` goes to her.
    """
    places = [place for place in places if place.person not in givers]
    if not places:
        return []
    loads = Loads(cases, places)
    homes = _homes(cases, set(loads.of))
    # Relatives under two givers go together as well.
    leaving = [_without_lead(case) for case in cases if case.lead in givers]
    leads = {case.key: case.lead for case in cases}
    moves: list[Move] = []
    for family in sorted(families_of(leaving), key=lambda family: (-family.weight, family.key)):
        taker, why = _best_place(family, loads, homes, tolerance)
        loads.move(family, taker)
        moves += [Move(case.key, leads[case.key], taker, why) for case in family.cases]
    return moves


def _without_lead(case: LedCase) -> LedCase:
    return LedCase(case.key, WITHOUT_LEAD, case.weight, case.household, case.languages, case.since)


def _homes(cases: Iterable[LedCase], people: set[int]) -> dict[int, int]:
    """Who of ``people`` leads relatives in a household: whoever leads most of them, then the lower key."""
    counts: dict[int, dict[int, int]] = {}
    for case in cases:
        if case.household and case.lead in people:
            of_home = counts.setdefault(case.household, {})
            of_home[case.lead] = of_home.get(case.lead, 0) + 1
    return {home: min(people, key=lambda p: (-people[p], p)) for home, people in counts.items()}


def _best_place(family: Family, loads: Loads, homes: dict[int, int], tolerance: Decimal) -> tuple[int, str]:
    if family.household in homes:
        return homes[family.household], "führt schon Angehörige"
    after = {person: loads.per_post(person, family.weight) for person in loads.of}
    lowest = min(after.values())
    speakers = [
        person
        for person in after
        if after[person] <= lowest + tolerance and family.languages & loads.places[person].languages
    ]
    taker = min(speakers or after, key=lambda person: (after[person], person))
    return taker, _words(family, loads.places[taker], "dann am wenigsten Last je VZÄ")


def _words(family: Family, place: Place, otherwise: str) -> str:
    shared = sorted(family.languages & place.languages)
    return f"spricht {shared[0]}" if shared else otherwise


# --- Evening out ------------------------------------------------------------------------------------------------------


def even_out(
    cases: Sequence[LedCase], places: Sequence[Place], *, tolerance: Decimal, at_most: int = 500
) -> list[Move]:
    """Move as few families as possible between ``places`` until nobody differs by more than ``tolerance`` per VZÄ.

    Again and again from the highest load to the lowest, the family that brings the two closest together. A move that
    would not bring them closer is none, so the spread never grows and no family moves in vain. A household that several
    people lead stays as it is.
    """
    loads = Loads(cases, places)
    kept = _led_by_several(cases)
    left = [family for family in families_of(cases) if family.lead in loads.of and family.household not in kept]
    moves: list[Move] = []
    while len(moves) < at_most and (found := _next_move(left, loads, tolerance)):
        family, taker = found
        left.remove(family)  # nobody is moved twice
        loads.move(family, taker)
        why = _words(family, loads.places[taker], "gleicht die Last aus")
        moves += [Move(case.key, case.lead, taker, why) for case in family.cases]
    return moves


def _led_by_several(cases: Iterable[LedCase]) -> set[int]:
    leads: dict[int, set[int | None]] = {}
    for case in cases:
        if case.household:
            leads.setdefault(case.household, set()).add(case.lead)
    return {home for home, people in leads.items() if len(people) > 1}


def _next_move(left: Sequence[Family], loads: Loads, tolerance: Decimal) -> tuple[Family, int] | None:
    """The first move worth making: pairs from the widest apart to the nearest."""
    order = sorted(loads.of, key=lambda person: (loads.per_post(person), person))
    by_lead: dict[int | None, list[Family]] = {}
    for family in left:
        by_lead.setdefault(family.lead, []).append(family)
    for giver, taker in _pairs(order):
        high, low = loads.per_post(giver), loads.per_post(taker)
        if high - low <= tolerance:
            continue
        better = [f for f in by_lead.get(giver, []) if _brings_closer(f, giver, taker, loads)]
        if better:
            return min(better, key=lambda f: _rank(f, giver, taker, loads)), taker
    return None


def _pairs(order: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Givers from the highest load down, each with takers from the lowest up."""
    for giver in reversed(order):
        for taker in order:
            if taker == giver:
                break
            yield giver, taker


def _brings_closer(family: Family, giver: int, taker: int, loads: Loads) -> bool:
    """Both end strictly between where they were."""
    high, low = loads.per_post(giver), loads.per_post(taker)
    return loads.per_post(taker, family.weight) < high and loads.per_post(giver, -family.weight) > low


def _rank(family: Family, giver: int, taker: int, loads: Loads) -> tuple[Decimal, bool, int, int]:
    gap = abs(loads.per_post(giver, -family.weight) - loads.per_post(taker, family.weight))
    speaks = bool(family.languages & loads.places[taker].languages)
    return gap, not speaks, -family.since, family.key


# --- Somebody new -----------------------------------------------------------------------------------------------------


def fill_up(cases: Sequence[LedCase], places: Sequence[Place], *, newcomer: int, target: Decimal) -> list[Move]:
    """Take from the others until ``newcomer`` has the load ``target``: each time from whoever has most per VZÄ then.

    Of her families those that speak a language of the newcomer first, then those known for the shortest time. The
    target is met as nearly as whole families allow. A household that several people lead stays as it is.
    """
    loads = Loads(cases, places)
    kept = _led_by_several(cases)
    left = [f for f in families_of(cases) if f.lead in loads.of and f.lead != newcomer and f.household not in kept]
    place = loads.places[newcomer]
    moves: list[Move] = []
    while found := _next_gift(left, loads, newcomer, target):
        left.remove(found)
        loads.move(found, newcomer)
        why = _words(found, place, "von der Person mit der höchsten Last je VZÄ")
        moves += [Move(case.key, case.lead, newcomer, why) for case in found.cases]
    return moves


def _next_gift(left: Sequence[Family], loads: Loads, newcomer: int, target: Decimal) -> Family | None:
    missing = target - loads.of[newcomer]
    by_lead: dict[int, list[Family]] = {}
    for family in left:
        if family.lead is not None and abs(missing - family.weight) < abs(missing):
            by_lead.setdefault(family.lead, []).append(family)
    if missing <= 0 or not by_lead:
        return None
    giver = max(by_lead, key=lambda person: (loads.per_post(person), -person))
    languages = loads.places[newcomer].languages
    return min(by_lead[giver], key=lambda f: (not f.languages & languages, -f.since, f.key))


# --- Before and after -------------------------------------------------------------------------------------------------


def loads_after(cases: Iterable[LedCase], moves: Iterable[Move]) -> dict[int | None, Decimal]:
    """The load of each lead once ``moves`` are done."""
    takers = {move.case: move.taker for move in moves}
    loads: dict[int | None, Decimal] = {}
    for case in cases:
        lead = takers.get(case.key, case.lead)
        loads[lead] = loads.get(lead, NOTHING) + case.weight
    return loads
