"""A session of a group: many cases, one log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.models import Case
from cases.models.session import MAX_MINUTES
from cases.sessions.actions import TO_COME
from cases.sessions.forms import TOPICS, MinutesInput
from pik.accounts.drafts import DraftMixin, register_form
from pik.accounts.models import User
from pik.core.forms import Chips, GermanDateField, KernForm

GROUP_DRAFT = register_form("group")
#: Of a group there is one draft a person.
GROUP_PLACE = "gruppe"


class CaseChoice(forms.ModelMultipleChoiceField):
    """Cases by name, so that people are found; the number tells those alike apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person} ({obj.number})"


class GroupForm(DraftMixin, KernForm):
    """What everybody's file will say, and whose files these are."""

    STORED_BEFORE = "Diese Gruppenberatung ist schon gespeichert."
    STORED_LINK = "Zur gespeicherten Gruppenberatung"
    STORED_ELSE = ", oder unten als weitere Gruppenberatung speichern."

    title = forms.CharField(
        label="Thema der Gruppe", max_length=120, help_text="Zum Beispiel: Elternabend Schulsystem."
    )
    held_on = GermanDateField(label="Datum", initial=timezone.localdate)
    duration_minutes = forms.IntegerField(
        label="Dauer in Minuten", min_value=1, max_value=MAX_MINUTES, initial=90, widget=MinutesInput
    )
    place = forms.CharField(label="Ort", required=False, max_length=120)
    topics = forms.MultipleChoiceField(label="Themen", choices=TOPICS, widget=Chips)
    note = forms.CharField(
        label="Ergebnis für alle",
        required=False,
        max_length=5000,
        help_text="Steht in der Akte jeder Person, die dabei war. Nennen Sie hier niemanden beim Namen.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cases = CaseChoice(label="Teilgenommen haben", queryset=Case.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cases"]
        open_cases = Case.objects.visible_to(user).open().select_related("person")
        field.queryset = open_cases.order_by("person__sort_key", "pk")
        self.offered = list(field.queryset)
        field.choices = [(case.pk, field.label_from_instance(case)) for case in self.offered]

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError(TO_COME)
        return day

    def group_values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``actions.log_group``."""
        names = ("title", "held_on", "duration_minutes", "place", "topics", "note")
        return {name: self.cleaned_data[name] for name in names}
