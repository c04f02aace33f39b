"""Forms of an import: the file, the filter of its rows, which rows are wanted."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.enums import Verdict
from cases.imports.files import MAX_BYTES, MAX_ROWS
from pik.core.formats import number
from pik.core.forms import KernForm, OnceMixin


class UploadForm(OnceMixin, KernForm):
    """The table with the cases."""

    file = forms.FileField(
        label="Tabelle",
        help_text=f"XLSX oder CSV, höchstens {number(MAX_ROWS)} Zeilen und {MAX_BYTES // 1024**2} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "Bitte wählen Sie die Datei mit Ihren Fällen.",
            "empty": "Die Datei ist leer.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(f"Die Datei ist größer als {MAX_BYTES // 1024**2} MB. Teilen Sie sie in mehrere auf.")
        return file

    @property
    def filename(self) -> str:
        return PurePath(self.cleaned_data["file"].name).name

    def content(self) -> bytes:
        """The bytes of the file, at most as many as are allowed."""
        file = self.cleaned_data["file"]
        file.seek(0)
        return bytes(file.read(MAX_BYTES + 1))

    def _content(self) -> str:
        """The file itself, whose bytes are no field of the form, makes it the same submission or another."""
        return repr((self.cleaned_data["file"].name, hashlib.sha256(self.content()).hexdigest()))


class RowFilter(KernForm):
    """Which rows of the file the page shows."""

    ergebnis = forms.ChoiceField(
        label="Zeilen",
        required=False,
        choices=[
            ("", "alle"),
            *((value, label) for value, label in Verdict.choices if value != Verdict.UNCHECKED),
        ],
    )


class RowsForm(KernForm):
    """Rows alike somebody that are shown, and which of them are wanted nevertheless."""

    shown = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.MultipleHiddenInput)
    wanted = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        # Any number may be sent; only rows of the run and of these verdicts are touched.
        keys = [(key, key) for name in ("shown", "wanted") for key in data.getlist(name) if key.isdecimal()]
        for name in ("shown", "wanted"):
            self.fields[name].choices = keys  # type: ignore[attr-defined]


class OrderForm(OnceMixin, KernForm):
    """One button: take the wanted rows over."""


class UndoForm(KernForm):
    """One button: take the whole import back."""

    is_sure = forms.BooleanField(
        label="Ich weiß, dass alle Fälle und Personen aus dieser Datei gelöscht werden.",
        error_messages={"required": "Bitte bestätigen Sie, dass die Fälle gelöscht werden sollen."},
    )
