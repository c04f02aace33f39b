"""Forms of cases: opening, filtering, closing, Wiedervorlagen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.lifecycle.forms import EntryFields
from cases.people.forms import HouseholdFields, NewPersonForm
from cases.search.similar_forms import SimilarFields
from pik.core.forms import GermanDateField, KernForm, OnceMixin


class FollowUpFilter(KernForm):
    """Which Wiedervorlagen the list shows."""

    wer = forms.ChoiceField(label="Wessen", choices=[("meine", "meine"), ("alle", "alle des Teams")])
    stand = forms.ChoiceField(
        label="Stand", choices=[("offen", "offen"), ("faellig", "fällig"), ("erledigt", "erledigt")]
    )

    def __init__(self, data: Any) -> None:
        data = data.copy()
        data.setdefault("wer", "meine")
        data.setdefault("stand", "offen")
        super().__init__(data)


class OpenCaseForm(OnceMixin, SimilarFields, EntryFields, HouseholdFields, NewPersonForm):
    """A person and the start of her support. Who looks like someone already there has to be confirmed."""


class FollowUpForm(OnceMixin, KernForm):
    """A new Wiedervorlage."""

    due_on = GermanDateField(label="Wiedervorlage am")
    reason = forms.CharField(label="Grund", max_length=250)

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise ValidationError("Der Tag der Wiedervorlage liegt in der Vergangenheit.")
        return day


class FinishForm(KernForm):
    """One button; says on which page it stood."""

    back = forms.ChoiceField(
        choices=[("my_day", "Mein Tag"), ("list", "Wiedervorlagen"), ("case", "Fall")],
        required=False,
        widget=forms.HiddenInput,
    )


class TickForm(KernForm):
    """One button: a step is done, or open again."""

    is_done = forms.BooleanField(required=False)
    back = FinishForm.base_fields["back"]
