"""Minutes per topic sum up exactly, whatever is given; placeholders are filled where something is known."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.enums import LifeArea
from cases.sessions.calculations import MinutesDoNotAddUp, filled, split_as_given, split_evenly
from tests import figures

pytestmark = pytest.mark.unit

MINUTES = st.integers(min_value=0, max_value=600)
TOPICS = st.integers(1, len(LifeArea.values)).map(lambda count: LifeArea.values[:count])
GIVEN = st.lists(st.one_of(st.none(), MINUTES), min_size=len(LifeArea.values), max_size=len(LifeArea.values)).map(
    lambda found: {area: minutes for area, minutes in zip(LifeArea.values, found, strict=True) if minutes is not None}
)
# A busy machine makes examples slowly; that says nothing about the arithmetic.
patiently = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@patiently
@given(MINUTES, TOPICS)
def test_split_evenly_sums_up_exactly_and_differs_by_a_minute_at_most(minutes: int, topics: list[str]) -> None:
    shares = split_evenly(minutes, topics)

    figures.count("Aufteilungen auf Themen geprüft")
    assert (list(shares), sum(shares.values())) == (topics, minutes)
    assert max(shares.values()) - min(shares.values()) <= 1
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


@pytest.mark.parametrize(
    ("minutes", "count", "shares"),
    [(45, 3, [15, 15, 15]), (45, 2, [23, 22]), (50, 3, [17, 17, 16]), (2, 3, [1, 1, 0]), (0, 2, [0, 0])],
)
def test_split_evenly_gives_what_does_not_divide_to_the_first(minutes: int, count: int, shares: list[int]) -> None:
    topics = LifeArea.values[:count]

    assert list(split_evenly(minutes, topics).values()) == shares


def test_split_evenly_over_nothing_is_nothing() -> None:
    assert split_evenly(45, []) == {}


def test_split_evenly_of_negative_minutes_is_an_error() -> None:
    with pytest.raises(ValueError, match="never negative"):
        split_evenly(-1, ["language"])


@patiently
@given(MINUTES, TOPICS, GIVEN)
def test_split_as_given_keeps_what_was_said_and_sums_up_or_refuses(
    minutes: int, topics: list[str], given_minutes: dict[str, int]
) -> None:
    said = {topic: value for topic, value in given_minutes.items() if topic in topics}
    fits = sum(said.values()) == minutes or (sum(said.values()) < minutes and len(said) < len(topics))

    if fits:
        shares = split_as_given(minutes, topics, given_minutes)
        assert (list(shares), sum(shares.values())) == (topics, minutes)
        assert {topic: shares[topic] for topic in said} == said
    else:
        with pytest.raises(MinutesDoNotAddUp):
            split_as_given(minutes, topics, given_minutes)


def test_split_as_given_says_both_sums() -> None:
    with pytest.raises(MinutesDoNotAddUp, match="ergeben 50, die Beratung dauerte 45"):
        split_as_given(45, ["language", "work"], {"language": 30, "work": 20})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{Vorname} kam am {Datum}.", "Zahra kam am {Datum}."),
        ("{ Vorname }", "Zahra"),
        ("{Ziel} offen", "{Ziel} offen"),
        ("{Unbekannt} {", "{Unbekannt} {"),
    ],
)
def test_filled_puts_in_what_is_known(text: str, expected: str) -> None:
    assert filled(text, {"Vorname": "Zahra", "Ziel": ""}) == expected
