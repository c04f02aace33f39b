"""German numbers and days in forms, one submission once, errors where they belong."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from cases.models import Session
from pik.core.forms import (
    DateInput,
    DecimalInput,
    GermanDateField,
    GermanDecimalField,
    KernForm,
    MoneyFormField,
    MoneyInput,
    OnceMixin,
    add_errors,
    german_formfield,
)
from pik.regulations.models import Rule

pytestmark = pytest.mark.unit


class Example(OnceMixin, KernForm):
    amount = MoneyFormField(label="Betrag", min_value=0, max_digits=14, decimal_places=2)
    share = GermanDecimalField(label="Anteil", required=False, decimal_places=2, max_digits=3)
    day = GermanDateField(label="Tag")


def filled(**changes: Any) -> Example:
    return Example({"amount": "51.000,50", "day": "2026-11-18", "submission_key": str(uuid.uuid4()), **changes})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-18", date(2026, 11, 18)),
        ("18.11.2026", date(2026, 11, 18)),
        ("8.1.2026", date(2026, 1, 8)),
        ("18.11.26", date(2026, 11, 18)),
        (" 18.11.2026 ", date(2026, 11, 18)),
    ],
)
def test_date_field_each_notation_is_read(typed: str, expected: date) -> None:
    assert GermanDateField().clean(typed) == expected


@pytest.mark.parametrize(("typed", "is_taken"), [("2199-12-31", True), ("2200-01-01", False), ("31.12.9999", False)])
def test_date_field_year_beyond_all_planning_is_a_slip(typed: str, is_taken: bool) -> None:
    form = filled(day=typed)

    assert ("day" not in form.errors) == is_taken


@pytest.mark.parametrize("typed", ["31.02.2026", "morgen", "11/18/2026", "2026-13-01"])
def test_date_field_no_day_is_told_in_german_and_stays_in_the_field(typed: str) -> None:
    form = filled(day=typed)

    assert form.errors == {"day": ["Bitte geben Sie ein Datum ein, zum Beispiel 18.11.2026."]}
    assert form["day"].value() == typed


def test_date_input_shows_a_day_as_the_browser_wants_it() -> None:
    assert (DateInput().input_type, DateInput().format_value(date(2026, 11, 8))) == ("date", "2026-11-08")


def test_money_field_german_notation_becomes_decimal() -> None:
    form = filled(share="0,25")

    assert form.is_valid()
    assert (form.cleaned_data["amount"], form.cleaned_data["share"]) == (Decimal("51000.50"), Decimal("0.25"))


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("amount", "viel", "Bitte geben Sie eine Zahl ein, zum Beispiel 1.234,56."),
        ("amount", "-1", "Dieser Wert muss größer oder gleich 0 sein."),
        ("amount", "", "Dieses Feld ist zwingend erforderlich."),
        ("amount", "NaN", "Bitte geben Sie eine Zahl ein, zum Beispiel 1.234,56."),
        ("share", "12,5", "Bitte sicherstellen, dass der Wert höchstens 1 Ziffer vor dem Komma enthält."),
    ],
)
def test_number_field_wrong_input_is_told_in_german_and_stays_in_the_field(
    field: str, typed: str, message: str
) -> None:
    form = filled(**{field: typed})

    assert form.errors == {field: [message]}
    assert form[field].value() == typed


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("51000.00"), "51.000"),
        (Decimal("796.08"), "796,08"),
        (Decimal("0.5"), "0,50"),
        (Decimal("58000000"), "58.000.000"),
        ("12abc", "12abc"),
        (None, None),
    ],
)
def test_money_input_shows_an_amount_as_it_is_read(value: Decimal | str | None, shown: str | None) -> None:
    assert MoneyInput().format_value(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(Decimal("2.00"), "2,00"), (Decimal("1234.5"), "1234,5"), ("zwei", "zwei")]
)
def test_number_shows_with_a_comma_and_wrong_input_as_it_was_typed(value: Decimal | str, shown: str) -> None:
    assert DecimalInput().format_value(value) == shown


@pytest.mark.parametrize("value", [Decimal("51000.00"), Decimal("796.08"), Decimal("0.5"), Decimal("1234567.8")])
def test_money_input_what_it_shows_is_read_back_the_same(value: Decimal) -> None:
    assert MoneyFormField().clean(MoneyInput().format_value(value)) == value


def test_german_formfield_says_in_words_that_nothing_is_chosen() -> None:
    may_be_empty, must_be_chosen = (german_formfield(Session._meta.get_field(n)) for n in ("interpreter", "kind"))

    assert (may_be_empty.choices[0][1], must_be_chosen.choices[0][1]) == ("keine Angabe", "Bitte wählen")


def test_german_formfield_gives_days_the_houses_field_and_leaves_the_rest() -> None:
    assert isinstance(german_formfield(Rule._meta.get_field("starts_on")), GermanDateField)
    assert isinstance(german_formfield(Rule._meta.get_field("source")), forms.CharField)


def test_kern_form_leaves_the_form_element_to_the_template() -> None:
    helper = Example().helper

    assert (helper.form_tag, helper.disable_csrf, Example().use_required_attribute) == (False, True, False)


def test_once_each_unbound_form_carries_a_key_of_its_own() -> None:
    first, second = Example(), Example()

    assert first["submission_key"].value() != second["submission_key"].value()
    assert first["submission_key"].is_hidden


def test_once_without_a_key_is_invalid() -> None:
    form = filled(submission_key="")

    assert list(form.errors) == ["submission_key"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValidationError({"day": "Zu spät."}), {"day": ["Zu spät."]}),
        (ValidationError({"unknown": "Geht nicht."}), {"__all__": ["Geht nicht."]}),
        (ValidationError({"__all__": "Geht nicht."}), {"__all__": ["Geht nicht."]}),
        (ValidationError(["Eins.", "Zwei."]), {"__all__": ["Eins.", "Zwei."]}),
    ],
)
def test_add_errors_puts_a_refusal_at_its_field_or_above_the_form(
    error: ValidationError, expected: dict[str, list[str]]
) -> None:
    form = filled()
    form.is_valid()

    with add_errors(form):
        raise error

    assert form.errors == expected


def test_add_errors_other_exceptions_pass_through() -> None:
    with pytest.raises(KeyError), add_errors(filled()):
        raise KeyError("day")


@pytest.mark.django_db
def test_save_once_stores_the_same_form_once_and_another_content_under_its_old_key_again() -> None:
    key, stored = str(uuid.uuid4()), []

    def store(form: Example) -> str:
        stored.append(form.cleaned_data["amount"])
        return f"/{len(stored)}/"

    addresses = []
    # A double click, then the back button and another amount.
    for amount in ("51.000", "51.000", "64.000"):
        form = filled(amount=amount, submission_key=key)
        assert form.is_valid()
        addresses.append(form.save_once(lambda form=form: store(form)))

    assert (addresses, stored) == (["/1/", "/1/", "/2/"], [Decimal(51_000), Decimal(64_000)])
