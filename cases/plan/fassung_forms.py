"""Forms of a Fortschreibung: freezing the plan, signing a Fassung, comparing two."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import InterpreterQuality, SignerRole
from cases.models import Fassung
from cases.models.fassung import DRAWING_HEIGHT, DRAWING_PATTERN, DRAWING_WIDTH, MAX_DRAWING, MAX_SCAN_BYTES
from cases.plan.freezing import REVIEW_BEFORE, TO_COME, TOO_LARGE, scan_type
from pik.accounts.drafts import DraftMixin, register_form
from pik.core.forms import GermanDateField, KernForm, OnceMixin

#: Under this name drafts of a Fortschreibung are kept: its goals, and what belongs to the Fassung.
REVIEW_DRAFT = register_form("plan-review")
WORKING_STATE = "arbeitsstand"
INTERPRETER_INCOMPLETE = "Zum Dolmetschen gehören die Sprache und wie gut die Verständigung war."
NO_SIGNATURE = "Bitte unterschreiben Sie im Feld oder laden Sie den unterschriebenen Bogen hoch."
ONE_OF_BOTH = "Bitte entweder zeichnen oder einen Scan hochladen, nicht beides."
TOO_SHORT = "Das ist noch keine Unterschrift. Bitte unterschreiben Sie im Feld."
UNREADABLE = "Die Zeichnung kam nicht vollständig an. Bitte unterschreiben Sie noch einmal."
#: Fewer points than these are a tap, not a signature.
FEWEST_POINTS = 8
MOST_PEOPLE, LONGEST_NAME = 12, 120


class FreezeForm(DraftMixin, KernForm):
    """What belongs to a Fassung beside the plan itself."""

    agreed_on = GermanDateField(label="Gemeinsam besprochen am", initial=timezone.localdate)
    people_present = forms.CharField(
        label="Anwesend",
        help_text="Eine Person pro Zeile.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    interpreter_language = forms.CharField(
        label="Gedolmetscht in", required=False, max_length=60, help_text="Leer, wenn es ohne Dolmetschen ging."
    )
    interpreter_name = forms.CharField(label="Dolmetscher:in", required=False, max_length=120)
    interpreter_quality = forms.ChoiceField(
        label="Verständigung", required=False, choices=[("", "Bitte wählen"), *InterpreterQuality.choices]
    )
    next_review_on = GermanDateField(
        label="Nächste Fortschreibung",
        help_text="Vorgeschlagen nach dem Abstand, den Ihre Organisation gewählt hat.",
    )

    def clean_people_present(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["people_present"].splitlines() if name.strip()]
        if not names:
            raise ValidationError("Bitte nennen Sie, wer dabei war.")
        if len(names) > MOST_PEOPLE or any(len(name) > LONGEST_NAME for name in names):
            raise ValidationError(
                f"Bitte höchstens {MOST_PEOPLE} Namen, je Zeile einer mit höchstens {LONGEST_NAME} Zeichen."
            )
        return names

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        agreed, review = data.get("agreed_on"), data.get("next_review_on")
        if agreed and agreed > timezone.localdate():
            self.add_error("agreed_on", TO_COME)
        if agreed and review and review <= agreed:
            self.add_error("next_review_on", REVIEW_BEFORE)
        described = bool(data.get("interpreter_language")), bool(data.get("interpreter_quality"))
        if any((*described, data.get("interpreter_name"))) and not all(described):
            self.add_error("interpreter_quality" if described[0] else "interpreter_language", INTERPRETER_INCOMPLETE)
        return data

    def values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``freezing.freeze_plan``."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission_key"}


class SignatureForm(OnceMixin, KernForm):
    """A signature: drawn in the field, or the signed sheet as a scan."""

    name = forms.CharField(label="Name", max_length=120)
    role = forms.ChoiceField(label="Unterschreibt als", choices=SignerRole)
    drawing = forms.CharField(
        required=False,
        max_length=MAX_DRAWING,
        widget=forms.HiddenInput,
        error_messages={"max_length": "Die Zeichnung ist zu lang. Bitte unterschreiben Sie mit weniger Strichen."},
    )
    scan = forms.FileField(
        label="Oder: unterschriebener Bogen als Scan",
        required=False,
        help_text="PDF, JPEG oder PNG, höchstens 5 MB.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def clean_drawing(self) -> str:
        drawing: str = self.cleaned_data["drawing"].strip()
        if not drawing:
            return ""
        if not re.fullmatch(DRAWING_PATTERN, drawing):
            raise ValidationError(UNREADABLE)
        points = [tuple(map(int, pair)) for pair in re.findall(r"(\d+) (\d+)", drawing)]
        if any(x > DRAWING_WIDTH or y > DRAWING_HEIGHT for x, y in points):
            raise ValidationError(UNREADABLE)
        if len(points) < FEWEST_POINTS:
            raise ValidationError(TOO_SHORT)
        return drawing

    def clean_scan(self) -> bytes | None:
        upload = self.cleaned_data["scan"]
        if upload is None:
            return None
        if upload.size > MAX_SCAN_BYTES:
            raise ValidationError(TOO_LARGE)
        content: bytes = upload.read()
        try:
            scan_type(content)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return content

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            drawn, scanned = bool(data.get("drawing")), data.get("scan") is not None
            if drawn and scanned:
                self.add_error("scan", ONE_OF_BOTH)
            elif not drawn and not scanned:
                raise ValidationError(NO_SIGNATURE)
        return data

    def values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``freezing.sign_fassung``."""
        return {name: self.cleaned_data[name] for name in ("name", "role", "drawing", "scan")}


class CompareForm(KernForm):
    """Which two states of a plan are compared; by default the last Fassung and the working state."""

    von = forms.ChoiceField(label="Von")
    bis = forms.ChoiceField(label="Bis")

    def __init__(self, data: Any, *, fassungen: list[Fassung]) -> None:
        numbers = [(str(f.number), f"Fassung {f.number} vom {f.agreed_on:%d.%m.%Y}") for f in fassungen]
        choices = [(WORKING_STATE, f"Arbeitsstand vom {date_of_today():%d.%m.%Y}"), *numbers]
        default = {"von": numbers[0][0] if numbers else WORKING_STATE, "bis": WORKING_STATE}
        asked = {name: data.get(name) or default[name] for name in default}
        super().__init__(asked)
        for name in default:
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def date_of_today() -> date:
    """Today where the office is."""
    return timezone.localdate()
