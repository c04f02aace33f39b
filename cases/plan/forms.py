"""Forms of the plan board: goals and steps."""

from __future__ import annotations

from typing import Any

from cases.enums import LifeArea, StepOwner
from cases.models import Goal, Step
from pik.core.forms import KernModelForm, OnceMixin, german_formfield


class BoardForm(KernModelForm):
    """A form in the plan board; its ids never meet those of the session form beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "plan_%s", **kwargs})
        if "life_area" in self.fields:
            self.fields["life_area"].choices = [("", "Bitte wählen"), *LifeArea.choices]  # type: ignore[attr-defined]


class GoalForm(BoardForm):
    class Meta:
        model = Goal
        formfield_callback = german_formfield
        fields = ["life_area", "title", "criterion", "due_on", "priority", "progress", "outcome_reason"]


class NewGoalForm(OnceMixin, GoalForm):
    class Meta(GoalForm.Meta):
        fields = ["life_area", "title", "criterion", "due_on", "priority"]


class StepForm(BoardForm):
    class Meta:
        model = Step
        formfield_callback = german_formfield
        fields = ["text", "owner", "owner_name", "due_on"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("owner") == StepOwner.THIRD and not data.get("owner_name"):
            self.add_error("owner_name", "Bitte nennen Sie die andere Stelle.")
        return data


class NewStepForm(OnceMixin, StepForm):
    class Meta(StepForm.Meta):
        pass
