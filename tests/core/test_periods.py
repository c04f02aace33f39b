"""Terms by the BGB, as a table of examples, and what must hold for any day."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from pik.accounts.models import Membership
from pik.core.periods import REVERSED, add_months, last_day

pytestmark = pytest.mark.unit

with (Path(__file__).parent / "cases" / "last_day.csv").open(encoding="utf-8", newline="") as file:
    TERMS = list(csv.DictReader(file, delimiter=";"))
DAYS = st.dates(date(1999, 1, 1), date(2099, 12, 31))
MONTHS = st.integers(1, 120)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: f"{term['beginnt']}+{term['monate']}")
def test_last_day_each_term_ends_as_the_bgb_says(term: dict[str, str]) -> None:
    ends_on = last_day(date.fromisoformat(term["beginnt"]), int(term["monate"]))

    assert ends_on.isoformat() == term["endet"]


@pytest.mark.parametrize("months", [0, -1])
def test_last_day_less_than_a_month_is_refused(months: int) -> None:
    with pytest.raises(ValueError, match="at least one month"):
        last_day(date(2025, 1, 1), months)


@given(DAYS, MONTHS)
def test_last_day_lies_on_or_before_the_eve_of_the_same_day(starts_on: date, months: int) -> None:
    ends_on = last_day(starts_on, months)

    assert starts_on < ends_on <= add_months(starts_on.replace(day=1), months) + timedelta(days=30)
    assert ends_on < add_months(starts_on, months) or (ends_on + timedelta(days=1)).day == 1


@given(DAYS, MONTHS)
def test_last_day_longer_term_ends_later(starts_on: date, months: int) -> None:
    assert last_day(starts_on, months) < last_day(starts_on, months + 1)


@given(DAYS, MONTHS)
def test_last_day_of_a_term_from_the_first_is_the_end_of_a_month(day: date, months: int) -> None:
    ends_on = last_day(day.replace(day=1), months)

    assert (ends_on + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 1), 0, date(2025, 12, 1)),
    ],
)
def test_add_months_missing_day_becomes_the_last_of_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("ends_on", "day", "expected"),
    [
        (date(2025, 6, 30), date(2025, 1, 1), True),
        (date(2025, 6, 30), date(2025, 6, 30), True),
        (date(2025, 6, 30), date(2024, 12, 31), False),
        (date(2025, 6, 30), date(2025, 7, 1), False),
        (None, date(2099, 1, 1), True),
    ],
)
def test_period_covers_both_its_ends(ends_on: date | None, day: date, expected: bool) -> None:
    period = Membership(starts_on=date(2025, 1, 1), ends_on=ends_on)

    assert period.covers(day) is expected


def test_period_reversed_puts_the_error_on_its_end() -> None:
    period = Membership(starts_on=date(2025, 2, 1), ends_on=date(2025, 1, 31))

    with pytest.raises(ValidationError) as caught:
        period.clean()

    assert caught.value.message_dict == {"ends_on": [REVERSED]}
