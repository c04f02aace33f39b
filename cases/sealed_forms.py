"""Forms of sealed notes and of the emergency access."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError

from cases.enums import SealedKind
from cases.models import Case, SealedNote
from cases.models.sealed import REASON_PATTERN, REASON_TOO_SHORT
from pik.core.forms import ChipRadio, KernForm, OnceMixin

MOST_CHARACTERS = 5000


class SealedNoteForm(OnceMixin, KernForm):
    """A note to be sealed; a correction names the note that it puts right."""

    kind = forms.ChoiceField(label="Art", choices=SealedKind, widget=ChipRadio)
    text = forms.CharField(
        label="Text",
        max_length=MOST_CHARACTERS,
        help_text="Wird versiegelt gespeichert und steht in keiner Liste, Suche oder Auswertung.",
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )
    corrects = forms.ModelChoiceField(
        queryset=SealedNote.objects.none(), to_field_name="public_id", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["corrects"].queryset = SealedNote.objects.filter(case=case)  # type: ignore[attr-defined]


class EmergencyForm(KernForm):
    """Why somebody has to read now what she otherwise must not."""

    reason = forms.CharField(
        label="Grund",
        max_length=1000,
        help_text="Ein Satz: was geschehen ist und warum es nicht warten kann. Den Grund liest der Datenschutz.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if not re.search(REASON_PATTERN, reason):
            raise ValidationError(REASON_TOO_SHORT)
        return reason
