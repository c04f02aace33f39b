"""What every form of the house shares: German numbers and dates, KERN widgets, one submission once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH

from pik.core.idempotency import is_stored, store_once, stored_at
from pik.core.money import parse_german_decimal


class MoneyInput(forms.TextInput):
    """A text field with the euro sign behind it; German notation."""

    template_name = "kern/widgets/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            # An amount shows as it is read: grouped, with cents only where there are some.
            cents = value != value.to_integral_value()
            return f"{value:,.{2 if cents else 0}f}".translate(str.maketrans(",.", ".,"))
        formatted: str | None = super().format_value(value)
        return formatted


class DateInput(forms.DateInput):
    """The browser's own date field, which every assistive technology knows."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Chips(forms.CheckboxSelectMultiple):
    """Several of a few: check boxes drawn as chips."""

    chips = True


class ChipRadio(forms.RadioSelect):
    """One of a few: radio buttons drawn as chips."""

    chips = True


class DecimalInput(forms.TextInput):
    """A text field for a number, which it shows as it is typed: with a comma."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else super().format_value(value)


class GermanDecimalField(forms.DecimalField):
    """A number as people type it in German („1.234,56“); wrong input stays in the field."""

    widget = DecimalInput
    default_error_messages = {"invalid": "Bitte geben Sie eine Zahl ein, zum Beispiel 1.234,56."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("localize", False)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        try:
            return parse_german_decimal(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class MoneyFormField(GermanDecimalField):
    """An amount in euros."""

    widget = MoneyInput  # type: ignore[assignment]


class GermanDateField(forms.DateField):
    """A day; the browser sends ISO, people without that field type 18.11.2026.

    Nothing is planned beyond 2199: such a year is a slip of the hand, and a term counted from it would leave the
    calendar. How far back a day may lie depends on what it is the day of.
    """

    widget = DateInput
    default_error_messages = {
        "invalid": "Bitte geben Sie ein Datum ein, zum Beispiel 18.11.2026.",
        "year": "Bitte prüfen Sie das Jahr.",
    }
    last_year = 2199

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"])
        super().__init__(**kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and value.year > self.last_year:
            raise ValidationError(self.error_messages["year"], code="year")


class KernForm(forms.Form):
    """A form drawn by crispy with the KERN pack; the template owns the ``<form>`` element."""

    use_required_attribute = False  # errors come from us, in German, and all at once

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class KernModelForm(forms.ModelForm, KernForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A ``KernForm`` made from a model; its ``Meta`` names ``formfield_callback = german_formfield``."""


def german_formfield(field: Any, **kwargs: Any) -> Any:
    """``Meta.formfield_callback`` of model forms: the house's field for days and words for nothing chosen."""
    if field.get_internal_type() == "DateField":
        kwargs.setdefault("form_class", GermanDateField)
    found = field.formfield(**kwargs)
    choices = list(getattr(found, "choices", ()) or ()) if field.choices else []
    if choices and choices[0] == BLANK_CHOICE_DASH[0]:
        found.choices = [("", "keine Angabe" if field.blank else "Bitte wählen"), *choices[1:]]
    return found


class OnceMixin(forms.Form):
    """Adds the hidden idempotency key; ``save_once`` stores on the first submission only."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def save_once(self, store: Callable[[], str]) -> str:
        """Run ``store`` (which returns the address of its result) once per key and content; returns that address.

        The browser's back button brings an old key back: with other content it is another submission.
        """
        return store_once(self._key(), store)

    def was_stored(self) -> bool:
        """Whether this very submission was stored before; False as long as its key is missing or no UUID."""
        return "submission_key" in self.cleaned_data and is_stored(self._key())

    @classmethod
    def stored_location(cls, data: Any) -> str:
        """Where the very submission ``data`` led when it was stored before; empty: it was not."""
        form = OnceMixin(data)
        return stored_at(form._key()) if form.is_valid() else ""

    def _key(self) -> uuid.UUID:
        return uuid.uuid5(self.cleaned_data["submission_key"], self._content())

    def _content(self) -> str:
        """What was typed, as one text: all fields but the tokens every rendering of the page makes anew."""
        made_anew = {self.add_prefix("submission_key"), "csrfmiddlewaretoken"}
        data: Any = self.data
        names = sorted(set(data) - made_anew)
        return repr([(name, data.getlist(name) if hasattr(data, "getlist") else data[name]) for name in names])


@contextmanager
def add_errors(form: forms.Form) -> Iterator[None]:
    """Put what an action refuses (``ValidationError``) on the form: at its field, else above the form."""
    try:
        yield
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)
        else:
            form.add_error(None, error)
