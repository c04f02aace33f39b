"""Reading and rounding money."""

import re
from decimal import Decimal

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from pik.core.formats import number
from pik.core.forms import MoneyFormField
from pik.core.money import MoneyField, parse_german_decimal

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("51000", "51000"),
        ("51.000", "51000"),
        ("51 000", "51000"),
        ("51\u00a0000", "51000"),
        ("51.000,00", "51000.00"),
        ("51.000 €", "51000"),
        ("51000 EUR", "51000"),
        ("1.234.567,89", "1234567.89"),
        ("1234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("0.25", "0.25"),
        ("0,25", "0.25"),
        ("-50,88", "-50.88"),
        ("+3", "3"),
        ("1.234", "1234"),
    ],
)
def test_parse_german_decimal_each_notation_is_read(text: str, expected: str) -> None:
    value = parse_german_decimal(text)

    assert str(value) == str(Decimal(expected))


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1,2,3", "1.23.456", "12.34,5", "1,234.56", "--1", "1e5", "NaN", "Infinity", "€", "0x10", "1_000"],
)
def test_parse_german_decimal_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_german_decimal(text)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_parse_german_decimal_reads_what_the_house_writes(value: Decimal) -> None:
    written = number(value, 2).replace("\N{MINUS SIGN}", "-")

    assert parse_german_decimal(written) == value


def test_money_field_holds_cents_and_offers_the_money_form_field() -> None:
    field = MoneyField("Betrag")

    assert (field.max_digits, field.decimal_places) == (14, 2)
    assert isinstance(field, models.DecimalField)
    assert isinstance(field.formfield(), MoneyFormField)
