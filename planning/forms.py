"""Forms of the planning: they validate, ``planning.actions`` changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from pik.core.forms import GermanDateField, KernForm, KernModelForm, MoneyFormField, OnceMixin, german_formfield
from pik.core.idempotency import store_once
from planning.counts import Code, Counts, read_counts
from planning.enums import LineSort, Reach
from planning.models import HeadCount, Planungsrahmen

# Nothing of such a file can be shown row by row, so it is refused where it was chosen.
_FILE_FAULTS = {Code.UNREADABLE, Code.TOO_LARGE, Code.EMPTY, Code.WRONG_HEADER}
LONGEST_FILENAME = 200
# § 29d FAG knows key dates since 2016; an earlier year is a slip of the hand.
EARLIEST_KEY_DATE = date(2015, 1, 1)


class HeadCountUploadForm(OnceMixin, KernForm):
    """A file with the count of a key date. Read while it is validated: ``counts`` holds what was found."""

    key_date = GermanDateField(
        label="Stichtag", help_text="Der Tag, auf den sich die Zählung bezieht, meist der 15. September."
    )
    file = forms.FileField(
        label="Datei mit den Personenzahlen",
        allow_empty_file=True,  # an empty one is told what belongs into it
        help_text="CSV oder XLSX mit der Kopfzeile „ags,persons“ und einer Zeile für jede der 1.101 Gemeinden.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Bitte wählen Sie die Datei mit den Personenzahlen aus."},
    )

    counts: Counts
    sha256: str = ""

    def clean_key_date(self) -> date:
        key_date: date = self.cleaned_data["key_date"]
        if key_date > timezone.localdate():
            raise ValidationError("Der Stichtag liegt in der Zukunft. Gezählt werden kann erst an diesem Tag.")
        if key_date < EARLIEST_KEY_DATE:
            raise ValidationError("Der Stichtag liegt vor dem Jahr 2015. Bitte prüfen Sie das Jahr.")
        return key_date

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        self.counts = read_counts(file)  # type: ignore[arg-type]  # a file as far as it is read
        file.seek(0)
        self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if fault := next((p for p in self.counts.problems if p.code in _FILE_FAULTS), None):
            raise ValidationError(fault.sentence)
        return file

    @property
    def filename(self) -> str:
        """The name of the chosen file, cut from the front where it is too long: the end says what it is."""
        return str(self.cleaned_data["file"].name)[-LONGEST_FILENAME:]

    def save_once(self, store: Callable[[], str]) -> str:
        """Once per key and content: who goes back and chooses the mended file sends the same key again."""
        content = f"{self.sha256} {self.cleaned_data['key_date']}"
        return store_once(uuid5(self.cleaned_data["submission_key"], content), store)


class ConfirmUploadForm(KernForm):
    """The button „Zählung bestätigen“; it has no fields."""


class PlanungsrahmenForm(OnceMixin, KernModelForm):
    """Title and pot of a new Planungsrahmen."""

    class Meta:
        model = Planungsrahmen
        fields = ["title", "pot"]
        formfield_callback = german_formfield

    pot = MoneyFormField(label="Mittel je Jahr", max_digits=14, decimal_places=2, min_value=1)

    def __init__(self, *args: Any, head_count: HeadCount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = "So heißt der Planungsrahmen auf der Seite und in den Dateien."
        self.fields["title"].initial = f"Planungsrahmen {head_count.key_date.year + 1}"


class PublishForm(KernForm):
    """The button „Veröffentlichen“ and which Planungsrahmen the page said it would replace."""

    supersedes = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)


class PlanungsrahmenFilter(KernForm):
    """Search, Kreis and threshold of the table; a filter, so nothing is required."""

    q = forms.CharField(label="Gemeinde oder AGS", required=False, max_length=100, widget=forms.SearchInput)
    kreis = forms.ChoiceField(label="Kreis", required=False)
    schwelle = forms.ChoiceField(label="Antrag", required=False, choices=[("", "alle"), *Reach.choices])
    sortierung = forms.ChoiceField(
        required=False,
        choices=[(f"{sign}{value}", label) for sign in ("", "-") for value, label in LineSort.choices],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, kreise: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        self.fields["kreis"].choices = [("", "alle"), *kreise]  # type: ignore[attr-defined]


class CountFilter(KernForm):
    """Search in the rows of a count."""

    q = forms.CharField(label="Gemeinde oder AGS", required=False, max_length=100, widget=forms.SearchInput)
    sortierung = forms.ChoiceField(
        required=False,
        choices=[(f"{sign}{key}", key) for sign in ("", "-") for key in ("name", "personen", "unterschied")],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
