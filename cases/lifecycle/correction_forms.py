"""Forms that put right what was recorded of a term or of who waits, with an eye on who else is at it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cases.enums import CaseStatus, WaitingPriority
from cases.lifecycle.forms import BesideOthers, RestFields, demand_past, demand_soon
from cases.models import Case, Suspension
from pik.core.conflicts import ConflictMixin
from pik.core.forms import KernForm, KernModelForm, german_formfield

_WHY_HELP = "Steht im Verlauf."


def _set_aside(form: forms.Form, *names: str) -> None:
    """Leave fields as they are, unseen; that somebody else changes them meanwhile is noticed all the same."""
    for name in names:
        field = form.fields[name]
        field.disabled, field.required, field.widget = True, False, forms.HiddenInput()


class Reasoned(forms.Form):
    """A correction says why."""

    why = forms.CharField(label="Warum wird das geändert?", max_length=500, help_text=_WHY_HELP)


class CorrectRestForm(ConflictMixin, Reasoned, RestFields, KernModelForm):
    """The days, the reason and the clock of a rest: the last day where it is over, else the day planned."""

    field_order = ("starts_on", "ends_on", "planned_until", "reason", "comment", "stops_clock", "why")

    class Meta:
        model = Suspension
        formfield_callback = german_formfield
        fields = ["starts_on", "ends_on", "planned_until", "reason", "comment", "stops_clock"]
        labels = {
            "starts_on": "ruhte von",
            "ends_on": "bis",
            "planned_until": "voraussichtlich bis",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = "planned_until" if self.instance.ends_on is None else "ends_on"
        _set_aside(self, "ends_on" if self.last == "planned_until" else "planned_until")
        self.fields[self.last].required = True
        if self.last == "planned_until":
            self.fields["starts_on"].label = "ruht ab"

    def clean_starts_on(self) -> date | None:
        return demand_past(self.cleaned_data["starts_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("starts_on") and data.get(self.last) and data[self.last] < data["starts_on"]:
            self.add_error(self.last, "Das Ende liegt vor dem Beginn.")
        return data

    def rest_values(self) -> dict[str, Any]:
        """What ``correct_rest`` takes."""
        data = self.cleaned_data
        names = ("starts_on", "reason", "comment", "stops_clock", "why")
        return {"until": data[self.last], **{name: data[name] for name in names}}


class RemoveForm(BesideOthers, Reasoned, KernForm):
    """Take it back."""

    ids = "remove_%s"


class CorrectBeginForm(ConflictMixin, Reasoned, KernModelForm):
    """On which day support really began."""

    class Meta:
        model = Case
        formfield_callback = german_formfield
        fields = ["starts_on"]
        labels = {"starts_on": "Beginn der Begleitung"}

    field_order = ("starts_on", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].required = True

    def clean_starts_on(self) -> date | None:
        return demand_soon(self.cleaned_data["starts_on"])


class CorrectWaitingForm(ConflictMixin, KernModelForm):
    """Since when somebody asks or waits, and how urgent it is; of a request its day alone."""

    priority = forms.TypedChoiceField(
        label="Dringlichkeit", choices=WaitingPriority.choices, coerce=int, empty_value=None
    )
    why = forms.CharField(label="Anmerkung", max_length=500, required=False, help_text=_WHY_HELP)

    class Meta:
        model = Case
        formfield_callback = german_formfield
        fields = ["requested_on", "waiting_since", "priority"]

    field_order = ("priority", "waiting_since", "requested_on", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.status == CaseStatus.WAITING:
            self.fields["waiting_since"].required = True
        else:
            _set_aside(self, "waiting_since", "priority")
            self.fields["requested_on"].required = True

    def clean_requested_on(self) -> date | None:
        return demand_past(self.cleaned_data["requested_on"])

    def clean_waiting_since(self) -> date | None:
        return demand_past(self.cleaned_data["waiting_since"])

    def waiting_values(self) -> dict[str, Any]:
        """What ``correct_waiting`` takes."""
        return {name: self.cleaned_data[name] for name in ("requested_on", "waiting_since", "priority", "why")}
