"""The end of a support term: a table of examples that an official can read, and what must hold for any day."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.lifecycle.calculations import Added, Derivation, Period, Rest, derive, months_to_grant
from pik.core.periods import last_day

pytestmark = pytest.mark.unit

with (Path(__file__).parent / "cases" / "support_terms.csv").open(encoding="utf-8", newline="") as file:
    TERMS = list(csv.DictReader(file, delimiter=";"))
COUNTS = "zählt"
BEGINS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
MONTHS = st.integers(1, 60)


def day(text: str) -> date:
    return datetime.strptime(text.strip(), "%d.%m.%Y").date()  # noqa: DTZ007  a day has no zone


def rest(text: str) -> Rest:
    """„10.01.2026-09.02.2026“, with „zählt“ behind where the clock goes on."""
    first, last = text.replace(COUNTS, "").split("-")
    return Rest(Period(day(first), day(last)), stops_clock=COUNTS not in text)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: f"{term['beginn']}: {term['warum']}")
def test_term_ends_as_the_table_says(term: dict[str, str]) -> None:
    found = derive(
        day(term["beginn"]),
        int(term["monate"]),
        added=[Added(int(months)) for months in term["verlaengert_um"].split("+") if months],
        rests=[rest(text) for text in term["ruhezeiten"].split(",") if text],
    )

    assert f"{found.ends_on:%d.%m.%Y}" == term["ende"]


def test_derivation_tells_each_step_and_the_end_then() -> None:
    found = derive(
        date(2024, 7, 1),
        24,
        basis="VwV",
        added=[Added(6, "genehmigt")],
        rests=[
            Rest(Period(date(2026, 1, 10), date(2026, 2, 9)), stops_clock=True, basis="Krankheit"),
            Rest(Period(date(2025, 1, 1), date(2025, 1, 31)), stops_clock=False),
            Rest(Period(date(2028, 1, 1), date(2028, 1, 31)), stops_clock=True),
        ],
    )

    assert [(line.label, line.basis, line.days, str(line.ends_on)) for line in found.lines] == [
        ("24 Monate ab 01.07.2024", "VwV", 0, "2026-06-30"),
        ("verlängert um 6 Monate", "genehmigt", 184, "2026-12-31"),
        ("ruhend 01.01.2025 – 31.01.2025, zählt zur Dauer", "", 0, "2026-12-31"),
        ("ruhend 10.01.2026 – 09.02.2026 (31 Tage)", "Krankheit", 31, "2027-01-31"),
        ("ruhend 01.01.2028 – 31.01.2028, verschiebt das Ende nicht", "", 0, "2027-01-31"),
    ]


def test_one_month_and_one_day_read_as_one() -> None:
    begin = date(2026, 3, 1)

    found = derive(begin, 1, rests=[Rest(Period(begin, begin), stops_clock=True)])

    assert [line.label for line in found.lines] == [
        "1 Monat ab 01.03.2026",
        "ruhend 01.03.2026 – 01.03.2026 (1 Tag)",
    ]


def test_term_of_no_month_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one month"):
        derive(date(2026, 1, 1), 0)


@pytest.mark.parametrize(
    ("granted", "most", "left"), [(0, 48, 12), (6, 48, 6), (12, 48, 0), (12, 36, 0), (0, 36, 0), (0, 24, 0)]
)
def test_months_to_grant_end_at_the_limit(granted: int, most: int, left: int) -> None:
    assert months_to_grant(36, granted, most) == left


# --- What must hold for any day ---------------------------------------------------------------------


@st.composite
def rests_within(draw: st.DrawFn, begin: date, months: int) -> list[Rest]:
    """Rests that begin within the term as the rule gives it; they may touch and overlap."""
    length = (last_day(begin, months) - begin).days
    firsts = draw(st.lists(st.integers(0, length), max_size=5))
    return [
        Rest(
            Period(begin + timedelta(days=first), begin + timedelta(days=first + draw(st.integers(0, 120)))),
            stops_clock=draw(st.booleans()),
        )
        for first in firsts
    ]


def walked(begin: date, months: int, rests: list[Rest]) -> date:
    """The same end found another way: day after day, until all days of the term are used up."""
    stopped = {
        rest.period.starts_on + timedelta(days=n) for rest in rests if rest.stops_clock for n in range(rest.period.days)
    }
    left, today = (last_day(begin, months) - begin).days + 1, begin
    while True:
        left -= today not in stopped
        if not left:
            return today
        today += timedelta(days=1)


@given(st.data(), BEGINS, MONTHS)
def test_end_is_the_day_on_which_all_days_are_used_up(data: st.DataObject, begin: date, months: int) -> None:
    rests = data.draw(rests_within(begin, months))

    assert derive(begin, months, rests=rests).ends_on == walked(begin, months, rests)


@given(st.data(), BEGINS, MONTHS)
def test_order_of_the_rests_does_not_matter(data: st.DataObject, begin: date, months: int) -> None:
    rests = data.draw(rests_within(begin, months))
    shuffled = data.draw(st.permutations(rests))

    assert derive(begin, months, rests=rests).ends_on == derive(begin, months, rests=shuffled).ends_on


@given(BEGINS, MONTHS, st.lists(st.integers(1, 24), max_size=4))
def test_extensions_count_as_their_sum_in_any_order(begin: date, months: int, added: list[int]) -> None:
    found = derive(begin, months, added=[Added(n) for n in added])
    backwards = derive(begin, months, added=[Added(n) for n in reversed(added)])

    assert found.ends_on == backwards.ends_on == last_day(begin, months + sum(added))


@given(st.data(), BEGINS, MONTHS, st.integers(1, 400))
def test_rest_of_n_days_moves_the_end_by_n_days(data: st.DataObject, begin: date, months: int, days: int) -> None:
    plain = derive(begin, months).ends_on
    first = begin + timedelta(days=data.draw(st.integers(0, (plain - begin).days)))
    period = Period(first, first + timedelta(days=days - 1))

    stopping = derive(begin, months, rests=[Rest(period, stops_clock=True)])
    counting = derive(begin, months, rests=[Rest(period, stops_clock=False)])

    assert (stopping.ends_on - plain).days == days
    assert counting.ends_on == plain


@given(st.data(), BEGINS, MONTHS)
def test_end_never_lies_before_the_begin_nor_before_the_plain_end(
    data: st.DataObject, begin: date, months: int
) -> None:
    rests = data.draw(rests_within(begin, months))

    found: Derivation = derive(begin, months, rests=rests)

    assert begin <= last_day(begin, months) <= found.ends_on
    that_count = Period(begin, found.ends_on).days - sum(period.days for period in found.stopped)
    assert that_count == Period(begin, last_day(begin, months)).days
    assert sum(line.days for line in found.lines) == (found.ends_on - last_day(begin, months)).days
