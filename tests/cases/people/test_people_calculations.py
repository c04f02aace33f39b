"""Birth dates and ages as exactly as they are known, periods, and dates typed by halves."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cases.models import Education
from cases.people.calculations import age_in_years, age_on, age_text, birth_text
from cases.people.head import ending_warning
from cases.people.row_forms import VagueDateField

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("born", "precision", "text", "age", "in_words"),
    [
        (date(1991, 3, 14), "day", "14.03.1991", 35, "35"),
        (date(1991, 11, 24), "day", "24.11.1991", 35, "35"),
        (date(1991, 11, 25), "day", "25.11.1991", 34, "34"),
        (date(2004, 2, 29), "day", "29.02.2004", 22, "22"),
        (date(1991, 1, 1), "day", "01.01.1991", 35, "35"),
        (date(1991, 1, 1), "year", "1991", 35, "34 oder 35"),
        (date(2026, 1, 1), "year", "2026", 0, "unter 1"),
        (date(1991, 1, 1), "estimated", "etwa 1991, geschätzt", 35, "etwa 35"),
        (None, "day", "", None, ""),
    ],
)
def test_birth_and_age_are_told_as_well_as_they_are_known(
    born: date | None, precision: str, text: str, age: int | None, in_words: str
) -> None:
    told = (birth_text(born, precision), age_on(TODAY, born, precision), age_text(TODAY, born, precision))

    assert told == (text, age, in_words)


@pytest.mark.parametrize(
    ("typed", "is_end", "day", "precision"),
    [
        ("2014", False, date(2014, 1, 1), "year"),
        ("2014", True, date(2014, 12, 31), "year"),
        ("3/2014", False, date(2014, 3, 1), "month"),
        ("02.2012", True, date(2012, 2, 29), "month"),
        ("14.3.2014", False, date(2014, 3, 14), "day"),
        ("2014-03-14", True, date(2014, 3, 14), "day"),
    ],
)
def test_date_typed_by_halves_is_kept_with_its_precision(typed: str, is_end: bool, day: date, precision: str) -> None:
    assert VagueDateField(is_end=is_end).clean(typed) == (day, precision)


@pytest.mark.parametrize("typed", ["14", "13/2014", "31.02.2014", "0/2014", "früher", "20140101", "0000"])
def test_date_that_is_none_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(ValidationError, match="Bitte geben Sie ein Jahr, einen Monat oder einen Tag ein"):
        VagueDateField().clean(typed)


def test_empty_date_is_not_known() -> None:
    assert VagueDateField().clean(" ") is None


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, ""),
        ({"starts_on": date(2024, 3, 1)}, "seit 01.03.2024"),
        ({"starts_on": date(2009, 1, 1), "starts_precision": "year"}, "seit 2009"),
        ({"ends_on": date(2014, 12, 31), "ends_precision": "year"}, "bis 2014"),
        (
            {
                "starts_on": date(2009, 1, 1),
                "ends_on": date(2014, 8, 31),
                "starts_precision": "year",
                "ends_precision": "month",
            },
            "2009\N{NO-BREAK SPACE}– 08/2014",
        ),
        (
            {
                "starts_on": date(2014, 1, 1),
                "ends_on": date(2014, 12, 31),
                "starts_precision": "year",
                "ends_precision": "year",
            },
            "2014",
        ),
    ],
)
def test_period_says_no_more_than_is_known(values: dict[str, object], text: str) -> None:
    assert Education(**values).period_text == text


@pytest.mark.parametrize(
    ("ends_on", "warning"),
    [
        (None, ""),
        (date(2027, 2, 23), ""),
        (date(2027, 2, 22), "noch 90 Tage"),
        (date(2026, 11, 25), "noch 1 Tag"),
        (date(2026, 11, 24), "endet heute"),
        (date(2026, 11, 23), "abgelaufen"),
    ],
)
def test_title_warns_from_ninety_days_before_its_end(ends_on: date | None, warning: str) -> None:
    assert ending_warning(ends_on, TODAY) == warning


@pytest.mark.parametrize(
    ("age", "told"),
    [("", ""), ("1", "1 Jahr"), ("0 oder 1", "0 oder 1 Jahr"), ("unter 1", "unter 1 Jahr"), ("21", "21 Jahre")],
)
def test_age_has_its_unit_in_the_right_number(age: str, told: str) -> None:
    assert age_in_years(age) == told
