"""Correcting a session: the row's own fields, with an eye on who else is at it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import LifeArea, SessionStatus
from cases.models import Session, SessionParticipant
from cases.sessions.actions import TO_COME
from pik.core.conflicts import ConflictMixin
from pik.core.forms import ChipRadio, Chips, KernModelForm, german_formfield


class CorrectSessionForm(ConflictMixin, KernModelForm):
    """What may be put right afterwards; steps and appointments have their own places."""

    topics = forms.MultipleChoiceField(label="Themen", choices=LifeArea, widget=Chips, required=False)
    not_there = forms.ModelMultipleChoiceField(
        label="War doch nicht dabei",
        queryset=SessionParticipant.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Die Beratung nennt die Person dann nicht mehr und steht nicht mehr in ihrer Akte.",
    )

    class Meta:
        model = Session
        formfield_callback = german_formfield
        fields = [
            "held_on",
            "status",
            "kind",
            "duration_minutes",
            "topics",
            "place",
            "interpreter",
            "interpreter_language",
            "understanding",
            "note",
        ]
        widgets = {"status": ChipRadio, "kind": ChipRadio}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("status", "kind"):
            field: Any = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]
        came: Any = self.fields["not_there"]
        came.queryset = self.instance.participants.select_related("person")
        if not came.queryset:
            del self.fields["not_there"]

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError(TO_COME)
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("status") == SessionStatus.HELD:
            if not data.get("topics"):
                self.add_error("topics", "Bitte wählen Sie mindestens ein Thema.")
            if not data.get("duration_minutes") and "duration_minutes" not in self.errors:
                self.add_error("duration_minutes", "Bitte geben Sie an, wie viele Minuten die Beratung gedauert hat.")
        return data

    def session_values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``Session``."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
