"""Forms of the dated rows of a person, one each."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.countries import COUNTRY_CHOICES
from cases.enums import DatePrecision
from cases.models import (
    Accommodation,
    Competence,
    ContactStop,
    ContactWay,
    Education,
    Employment,
    GermanResult,
    Measure,
    PersonLanguage,
    PersonName,
    ResidenceTitle,
)
from cases.models.parts import vague_day
from cases.people.forms import ANY, CountrySelect
from pik.core.conflicts import ConflictMixin
from pik.core.forms import KernModelForm, OnceMixin, german_formfield

LANGUAGES = (
    "Albanisch", "Amharisch", "Arabisch", "Aserbaidschanisch", "Bengalisch", "Dari", "Englisch", "Französisch",
    "Fula", "Georgisch", "Kurmandschi", "Mandinka", "Paschtu", "Persisch", "Portugiesisch", "Romanes", "Rumänisch",
    "Russisch", "Serbisch", "Somali", "Sorani", "Spanisch", "Tigrinya", "Türkisch", "Ukrainisch", "Urdu",
    "Vietnamesisch", "Wolof",
)  # fmt: skip
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class VagueDateField(forms.CharField):
    """A day, a month or a year as people know it: 14.03.2014, 03/2014 or 2014.

    Cleans to ``(date, precision)`` or None; at the end of a period a year stands as its last day.
    """

    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "2014, 03/2014 oder 14.03.2014"})
    default_error_messages = {
        "invalid": "Bitte geben Sie ein Jahr, einen Monat oder einen Tag ein: 2014, 03/2014 oder 14.03.2014."
    }

    def __init__(self, *, is_end: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=10, **kwargs)
        self.is_end = is_end

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            return self._read(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def _read(self, text: str) -> tuple[date, str]:
        if re.fullmatch(r"\d{4}", text):
            year = int(text)
            return date(year, 12, 31) if self.is_end else date(year, 1, 1), DatePrecision.YEAR
        if match := _MONTH.fullmatch(text):
            year, month = int(match[2]), int(match[1])
            first = date(year, month, 1)
            last = first.replace(day=calendar.monthrange(year, month)[1])
            return last if self.is_end else first, DatePrecision.MONTH
        if match := _DAY.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1])), DatePrecision.DAY
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3])), DatePrecision.DAY
        raise ValueError(text)


class RowForm(OnceMixin, ConflictMixin, KernModelForm):
    """A dated row of a person; adding one twice with one key stores once."""

    #: Which short fields stand beside each other.
    beside: tuple[frozenset[str], ...] = (frozenset({"starts_on", "ends_on"}),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.TypedChoiceField):
                choices: Any = field.choices
                first = [("", "Bitte wählen")] if field.required else ANY
                field.choices = [*first, *(choice for choice in choices if choice[0])]
            if name == "country":
                field.widget = CountrySelect(choices=[*ANY, *COUNTRY_CHOICES])

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The fields as the page sets them: line by line."""
        found: list[list[forms.BoundField]] = []
        for field in self.visible_fields():
            group = next((names for names in self.beside if field.name in names), None)
            if group and found and found[-1][0].name in group:
                found[-1].append(field)
            else:
                found.append([field])
        return found


class VagueForm(RowForm):
    """A row whose days may be known to the month or the year only."""

    starts_on = VagueDateField(label="Von")
    ends_on = VagueDateField(label="Bis", is_end=True, help_text="Leer, wenn es noch andauert.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        for name, precision in (("starts_on", row.starts_precision), ("ends_on", row.ends_precision)):
            day = getattr(row, name)
            self.initial[name] = vague_day(day, precision) if day else ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("starts_on", "ends_on"):
            found = data.get(name)
            data[name], precision = found or (None, DatePrecision.DAY)
            setattr(self.instance, self._precision(name), precision)
        return data

    def _take_theirs(self, name: str) -> None:
        super()._take_theirs(name)
        if name in {"starts_on", "ends_on"}:
            stored: Any = type(self.instance)._default_manager.get(pk=self.instance.pk)
            setattr(self.instance, self._precision(name), getattr(stored, self._precision(name)))

    @staticmethod
    def _precision(name: str) -> str:
        return name.replace("_on", "_precision")


class PersonNameForm(RowForm):
    beside = (*RowForm.beside, frozenset({"given_name", "family_name"}))

    class Meta:
        model = PersonName
        formfield_callback = german_formfield
        fields = ["kind", "given_name", "family_name", "starts_on", "ends_on", "note"]


class PersonLanguageForm(RowForm):
    beside = (frozenset({"language", "level", "literacy"}),)

    class Meta:
        model = PersonLanguage
        formfield_callback = german_formfield
        fields = ["language", "level", "literacy"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].widget.attrs |= {"list": "sprachen", "autocomplete": "off"}

    def clean_language(self) -> str:
        """The spelling of the list where the language stands in it: „dari“ is „Dari“."""
        typed = str(self.cleaned_data["language"]).strip()
        return next((name for name in LANGUAGES if name.casefold() == typed.casefold()), typed)


class GermanResultForm(RowForm):
    beside = (frozenset({"level", "dated_on"}), frozenset({"basis", "name"}))

    class Meta:
        model = GermanResult
        formfield_callback = german_formfield
        fields = ["level", "dated_on", "basis", "name", "certificate_seen"]


class ResidenceTitleForm(RowForm):
    class Meta:
        model = ResidenceTitle
        formfield_callback = german_formfield
        fields = ["group", "paragraph", "starts_on", "ends_on", "authority", "note"]


class AccommodationForm(RowForm):
    beside = (*RowForm.beside, frozenset({"street", "postal_code", "place"}))

    class Meta:
        model = Accommodation
        formfield_callback = german_formfield
        fields = ["kind", "street", "postal_code", "place", "starts_on", "ends_on", "note"]


class ContactWayForm(RowForm):
    class Meta:
        model = ContactWay
        formfield_callback = german_formfield
        fields = ["kind", "value", "is_preferred", "note"]


class ContactStopForm(RowForm):
    class Meta:
        model = ContactStop
        formfield_callback = german_formfield
        fields = ["reason", "starts_on", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_on", timezone.localdate())


class EducationForm(VagueForm):
    beside = (
        *VagueForm.beside,
        frozenset({"institution", "country"}),
        frozenset({"recognition", "recognition_authority"}),
        frozenset({"recognition_applied_on", "recognition_decided_on"}),
    )

    class Meta:
        model = Education
        formfield_callback = german_formfield
        fields = [
            "kind",
            "title",
            "institution",
            "country",
            "starts_on",
            "ends_on",
            "is_completed",
            "recognition",
            "recognition_authority",
            "recognition_applied_on",
            "recognition_decided_on",
        ]


class EmploymentForm(VagueForm):
    beside = (*VagueForm.beside, frozenset({"title", "kind"}), frozenset({"employer", "country"}))

    class Meta:
        model = Employment
        formfield_callback = german_formfield
        fields = ["title", "kind", "employer", "country", "starts_on", "ends_on"]


class CompetenceForm(RowForm):
    class Meta:
        model = Competence
        formfield_callback = german_formfield
        fields = ["kind", "text", "shown_by", "noted_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("noted_on", timezone.localdate())


class MeasureForm(VagueForm):
    class Meta:
        model = Measure
        formfield_callback = german_formfield
        fields = ["kind", "title", "provider", "starts_on", "ends_on", "result", "result_note"]
