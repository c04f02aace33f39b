"""Sharing out cases: examples that one can recompute by hand, and what holds for any team."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.team.calculations import LedCase, Loads, Move, Place, even_out, families_of, fill_up, give_away, loads_after

pytestmark = pytest.mark.unit

ANNA, BORA, CEM = 1, 2, 3
ONE = Decimal(1)
TEAM = [Place(ANNA), Place(BORA)]


def led(key: int, lead: int | None, weight: str = "1", home: int | None = None, *languages: str) -> LedCase:
    return LedCase(key, lead, Decimal(weight), home, frozenset(languages), since=key)


def pairs(moves: list[Move]) -> list[tuple[int, int]]:
    return [(move.case, move.taker) for move in moves]


# --- Examples -------------------------------------------------------------------------------------


def test_cases_of_who_leaves_go_where_the_load_is_lowest() -> None:
    cases = [led(1, CEM, "2"), led(2, CEM), led(3, CEM), led(4, ANNA, "2")]

    moves = give_away(cases, [*TEAM, Place(CEM)], givers=[CEM], tolerance=ONE)

    assert pairs(moves) == [(1, BORA), (2, ANNA), (3, BORA)]
    assert loads_after(cases, moves) == {ANNA: 3, BORA: 3}


def test_half_a_post_takes_half_as_much() -> None:
    cases = [led(key, CEM) for key in range(1, 7)]

    moves = give_away(cases, [Place(ANNA), Place(BORA, Decimal("0.5"))], givers=[CEM], tolerance=ONE)

    assert Counter(move.taker for move in moves) == {ANNA: 4, BORA: 2}


def test_family_goes_together_to_whoever_leads_relatives() -> None:
    cases = [led(1, CEM, "2", 7), led(2, CEM, "2", 7), led(3, ANNA, "1", 7), *(led(n, ANNA) for n in range(10, 20))]

    moves = give_away(cases, TEAM, givers=[CEM], tolerance=ONE)

    assert [(move.case, move.taker, move.why) for move in moves] == [
        (1, ANNA, "führt schon Angehörige"),
        (2, ANNA, "führt schon Angehörige"),
    ]


def test_language_is_preferred_within_the_tolerance() -> None:
    cases = [led(1, CEM, "1", None, "Dari"), led(2, BORA)]
    team = [Place(ANNA), Place(BORA, languages=frozenset({"Dari"}))]

    near = give_away(cases, team, givers=[CEM], tolerance=ONE)
    far = give_away([*cases, led(3, BORA)], team, givers=[CEM], tolerance=ONE)

    assert [(move.taker, move.why) for move in near] == [(BORA, "spricht Dari")]
    assert [(move.taker, move.why) for move in far] == [(ANNA, "dann am wenigsten Last je VZÄ")]


def test_cases_that_nobody_leads_find_somebody() -> None:
    moves = give_away([led(1, None), led(2, ANNA)], TEAM, givers=[None], tolerance=ONE)

    assert moves == [Move(1, None, BORA, "dann am wenigsten Last je VZÄ")]


def test_evening_out_moves_as_few_as_possible() -> None:
    cases = [*(led(n, ANNA) for n in range(1, 5)), led(5, ANNA, "2"), led(6, BORA, "2")]

    moves = even_out(cases, TEAM, tolerance=ONE)

    assert pairs(moves) == [(5, BORA)]
    assert loads_after(cases, moves) == {ANNA: 4, BORA: 4}


def test_small_differences_are_left_alone() -> None:
    assert even_out([led(1, ANNA), led(2, ANNA), led(3, BORA)], TEAM, tolerance=ONE) == []


def test_newcomer_is_filled_evenly_up_to_her_target() -> None:
    cases = [*(led(n, ANNA) for n in range(1, 7)), *(led(n, BORA) for n in range(11, 17))]

    moves = fill_up(cases, [*TEAM, Place(CEM)], newcomer=CEM, target=Decimal(4))

    assert loads_after(cases, moves) == {ANNA: 4, BORA: 4, CEM: 4}
    # Those known for the shortest time change.
    assert {move.case for move in moves} == {5, 6, 15, 16}


# --- What holds for any team ----------------------------------------------------------------------

PEOPLE = st.integers(1, 5)
CASES = st.lists(
    st.builds(
        lambda lead, weight, home, speaks: (lead, Decimal(weight), home, frozenset(speaks)),
        PEOPLE,
        st.sampled_from(["0.5", "1", "2"]),
        st.none() | st.integers(1, 6),
        st.sets(st.sampled_from(["Dari", "Arabisch"]), max_size=1),
    ),
    max_size=40,
).map(lambda rows: [LedCase(n, lead, w, home, langs, n) for n, (lead, w, home, langs) in enumerate(rows, start=1)])
PLACES = st.lists(
    st.tuples(PEOPLE, st.sampled_from(["0.5", "0.75", "1"]), st.sets(st.sampled_from(["Dari"]))),
    min_size=2,
    max_size=5,
    unique_by=lambda place: place[0],
).map(lambda rows: [Place(person, Decimal(share), frozenset(langs)) for person, share, langs in rows])
quick = settings(max_examples=60, deadline=None)


def homes_split(cases: list[LedCase], moves: list[Move]) -> dict[int, int]:
    """By how many people each household is led once the moves are done."""
    takers = {move.case: move.taker for move in moves}
    leads: dict[int, set[int | None]] = {}
    for case in cases:
        if case.household:
            leads.setdefault(case.household, set()).add(takers.get(case.key, case.lead))
    return {home: len(people) for home, people in leads.items()}


def assert_whole(cases: list[LedCase], moves: list[Move], places: list[Place]) -> None:
    """No case twice, none to where it was, none to a stranger, no family torn apart."""
    moved = [move.case for move in moves]
    leads = {case.key: case.lead for case in cases}
    before, after = homes_split(cases, []), homes_split(cases, moves)
    assert len(moved) == len(set(moved))
    assert {move.case for move in moves if leads[move.case] != move.giver or move.taker == move.giver} == set()
    assert {move.taker for move in moves} <= {place.person for place in places}
    assert {home for home in after if after[home] > before[home]} == set()
    assert sum(loads_after(cases, moves).values()) == sum(case.weight for case in cases)


@quick
@given(CASES, PLACES, st.sets(PEOPLE, min_size=1, max_size=2))
def test_giving_away_loses_no_case_and_tears_no_family(
    cases: list[LedCase], places: list[Place], givers: set[int]
) -> None:
    takers = [place for place in places if place.person not in givers]

    moves = give_away(cases, places, givers=givers, tolerance=ONE)

    assert_whole(cases, moves, takers)
    assert {move.case for move in moves} == ({case.key for case in cases if case.lead in givers} if takers else set())
    assert moves == give_away(list(reversed(cases)), places, givers=givers, tolerance=ONE)


@quick
@given(CASES, PLACES)
def test_giving_away_keeps_the_others_as_even_as_the_heaviest_case_allows(
    cases: list[LedCase], places: list[Place]
) -> None:
    cases = [LedCase(case.key, case.lead, case.weight) for case in cases]
    takers = [place for place in places if place.person != ANNA]
    before = Loads(cases, takers).spread

    moves = give_away(cases, takers, givers=[ANNA], tolerance=ONE)

    taken = {move.case: move.taker for move in moves}
    after = Loads([LedCase(c.key, taken.get(c.key, c.lead), c.weight) for c in cases], takers).spread
    heaviest = max((c.weight for c in cases if c.lead == ANNA), default=Decimal(0))
    assert after <= max(before, heaviest / min(place.share for place in takers))


@quick
@given(CASES, PLACES)
def test_evening_out_never_widens_the_spread(cases: list[LedCase], places: list[Place]) -> None:
    before = Loads(cases, places).spread

    moves = even_out(cases, places, tolerance=ONE)

    assert_whole(cases, moves, places)
    taken = {move.case: move.taker for move in moves}
    after = Loads([LedCase(c.key, taken.get(c.key, c.lead), c.weight) for c in cases], places).spread
    assert after <= before
    assert moves == even_out(list(reversed(cases)), places, tolerance=ONE)


@quick
@given(CASES, PLACES, st.integers(0, 20))
def test_newcomer_gets_no_more_than_nearly_her_target(cases: list[LedCase], places: list[Place], target: int) -> None:
    newcomer = places[0].person
    had = Loads(cases, places).of[newcomer]

    moves = fill_up(cases, places, newcomer=newcomer, target=Decimal(target))

    assert_whole(cases, moves, places)
    gained = loads_after(cases, moves).get(newcomer, Decimal(0))
    assert abs(target - gained) <= abs(target - had)
    assert {move.taker for move in moves} <= {newcomer}


@quick
@given(CASES)
def test_families_hold_every_case_once(cases: list[LedCase]) -> None:
    keys = [case.key for family in families_of(cases) for case in family.cases]

    assert sorted(keys) == sorted(case.key for case in cases)
