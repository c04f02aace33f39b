"""Appointments agreed outside of a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import SessionKind
from cases.models.session import MAX_MINUTES
from pik.core.forms import GermanDateField, KernForm, OnceMixin


class AppointmentForm(OnceMixin, KernForm):
    """When, how, where, and what about."""

    on = GermanDateField(label="Tag")
    at = forms.TimeField(
        label="Uhrzeit",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Bitte geben Sie eine Uhrzeit ein, zum Beispiel 10:30."},
    )
    duration_minutes = forms.IntegerField(
        label="Dauer in Minuten",
        min_value=1,
        max_value=MAX_MINUTES,
        initial=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4}),
    )
    kind = forms.ChoiceField(label="Art", choices=SessionKind, initial=SessionKind.IN_PERSON)
    place = forms.CharField(label="Ort", required=False, max_length=120)
    purpose = forms.CharField(label="Worum es geht", required=False, max_length=250)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("on") and data.get("at"):
            data["starts_at"] = timezone.make_aware(datetime.combine(data["on"], data["at"]))
            if data["starts_at"] < timezone.now():
                self.add_error("on", ValidationError("Der Termin liegt in der Vergangenheit."))
        return data

    def appointment_values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``Appointment``."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "duration_minutes", "kind", "place", "purpose")}
