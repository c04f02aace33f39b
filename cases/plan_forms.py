"""The form of the session that is logged beside the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from cases.enums import LifeArea, SessionKind, StepOwner
from cases.models import Case, Goal, Step
from cases.models.session import MAX_MINUTES
from cases.plan_actions import NewFollowUp, NewStep
from pik.core.forms import ChipRadio, Chips, GermanDateField, KernForm, OnceMixin

QUICK_MINUTES = (15, 30, 45, 60, 90)
OTHER = "other"
EARLIEST_YEAR = 2000  # before that there was no Integrationsmanagement; a slip of the key


class SessionForm(OnceMixin, KernForm):
    """A counselling session and all that came of it: one form, one submission."""

    held_on = GermanDateField(label="Datum", initial=timezone.localdate)
    kind = forms.ChoiceField(label="Art", choices=SessionKind, widget=ChipRadio)
    duration = forms.ChoiceField(
        label="Dauer",
        help_text="Oder tragen Sie darunter eine andere Dauer ein.",
        choices=[*((str(minutes), f"{minutes} Min.") for minutes in QUICK_MINUTES), (OTHER, "andere")],
        widget=ChipRadio,
    )
    other_minutes = forms.IntegerField(
        label="andere Dauer in Minuten",
        required=False,
        min_value=1,
        max_value=MAX_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4}),
    )
    topics = forms.MultipleChoiceField(label="Themen", choices=LifeArea, widget=Chips)
    note = forms.CharField(
        label="Ergebnis",
        required=False,
        max_length=5000,
        help_text="Das lesen Ihr Team und die Vertretung.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    own_note = forms.CharField(
        label="Eigene Notiz (versiegelt, lesen nur Sie)",
        required=False,
        max_length=5000,
        help_text="Steht unter „Vertraulich“ und in keiner Liste, Suche oder Auswertung.",
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    steps_done = forms.ModelMultipleChoiceField(
        label="Erledigte Schritte", queryset=Step.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    step_goal = forms.ModelChoiceField(
        label="zum Ziel", queryset=Goal.objects.none(), required=False, empty_label="Bitte wählen"
    )
    step_text = forms.CharField(label="Schritt", required=False, max_length=250)
    step_owner = forms.ChoiceField(label="Wer", choices=StepOwner, required=False)
    step_owner_name = forms.CharField(label="Name der Stelle", required=False, max_length=120)
    step_due_on = GermanDateField(label="bis", required=False)
    follow_up_on = GermanDateField(label="Wiedervorlage am", required=False)
    follow_up_reason = forms.CharField(label="Grund", required=False, max_length=250)

    def __init__(self, *args: Any, case: Case, begins: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed: Any = self.data  # a QueryDict when bound
        if typed.get("other_minutes") and not typed.get("duration"):
            # Whoever types minutes need not say „andere“ as well.
            self.data = typed = typed.copy()
            typed["duration"] = OTHER
        # „b“ leads here from anywhere in the case: to the page, and in it to the first field.
        self.fields["held_on"].widget.attrs |= {"data-hotkey": "b", **({"autofocus": True} if begins else {})}
        # Those ticked in a form that comes a second time are done by now; the list offers the open ones.
        ticked = [value for value in typed.getlist("steps_done") if value.isdecimal()] if self.is_bound else []
        steps = Step.objects.filter(Q(done_on__isnull=True) | Q(pk__in=ticked), goal__plan__case=case)
        self.fields["steps_done"].queryset = steps.order_by("due_on", "pk")  # type: ignore[attr-defined]
        goals = Goal.objects.filter(plan__case=case).order_by("pk")
        self.fields["step_goal"].queryset = goals  # type: ignore[attr-defined]

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError("Die Beratung liegt in der Zukunft. Erfassen Sie sie, wenn sie stattgefunden hat.")
        if day.year < EARLIEST_YEAR:
            raise ValidationError("Bitte prüfen Sie das Jahr.")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("duration") == OTHER and not data.get("other_minutes") and "other_minutes" not in self.errors:
            self.add_error("other_minutes", "Bitte geben Sie an, wie viele Minuten die Beratung gedauert hat.")
        if data.get("other_minutes") and data.get("duration") not in {OTHER, str(data["other_minutes"]), None, ""}:
            self.add_error(
                "other_minutes", "Es ist schon eine andere Dauer gewählt. Bitte lassen Sie eine von beiden weg."
            )
        self._clean_step(data)
        self._clean_follow_up(data)
        return data

    def _clean_step(self, data: dict[str, Any]) -> None:
        if not data.get("step_text"):
            if data.get("step_goal") and "step_text" not in self.errors:
                self.add_error("step_text", "Bitte beschreiben Sie den neuen Schritt.")
            return
        if not data.get("step_goal") and "step_goal" not in self.errors:
            self.add_error("step_goal", "Bitte wählen Sie, zu welchem Ziel der neue Schritt gehört.")
        if data.get("step_owner") == StepOwner.THIRD and not data.get("step_owner_name"):
            self.add_error("step_owner_name", "Bitte nennen Sie die andere Stelle.")

    def _clean_follow_up(self, data: dict[str, Any]) -> None:
        day, reason = data.get("follow_up_on"), data.get("follow_up_reason")
        if day and day < timezone.localdate():
            self.add_error("follow_up_on", "Der Tag der Wiedervorlage liegt in der Vergangenheit.")
        if day and not reason:
            self.add_error("follow_up_reason", "Bitte nennen Sie den Grund der Wiedervorlage.")
        if reason and not day and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", "Bitte nennen Sie den Tag der Wiedervorlage.")

    def session_values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``plan_actions.log_session``."""
        data = self.cleaned_data
        step = NewStep(
            data["step_goal"],
            data["step_text"],
            data["step_owner"] or StepOwner.CLIENT,
            data["step_owner_name"],
            data["step_due_on"],
        )
        return {
            "held_on": data["held_on"],
            "kind": data["kind"],
            "duration_minutes": data["other_minutes"] if data["duration"] == OTHER else int(data["duration"]),
            "topics": data["topics"],
            "note": data["note"],
            "steps_done": data["steps_done"],
            "new_step": step if data["step_text"] else None,
            "follow_up": NewFollowUp(data["follow_up_on"], data["follow_up_reason"]) if data["follow_up_on"] else None,
        }
