"""Forms of templates and of an organisation's own catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import DueUnit, LifeArea, StepOwner
from cases.models import CatalogueGoal, PlanTemplate, ReviewInterval, TemplateGoal, TemplateStep
from cases.plan.applying import NOTHING_CHOSEN, ChosenGoal, ChosenStep, step_fields
from cases.plan.calculations import due_after
from pik.core.conflicts import ConflictMixin
from pik.core.forms import GermanDateField, KernForm, KernModelForm, OnceMixin, german_formfield

#: Ten years and more are a slip of the key.
MOST_DUE = 520


class StartForm(KernForm):
    """From which day a template counts."""

    beginn = GermanDateField(label="Beginn", required=False)

    def day(self) -> date:
        """The day chosen, today by default."""
        chosen: date | None = self.cleaned_data.get("beginn") if self.is_valid() else None
        return chosen or timezone.localdate()


@dataclass(frozen=True)
class PreviewStep:
    """A step in the preview: its tick and its day."""

    step: TemplateStep
    take: forms.BoundField
    due: forms.BoundField


@dataclass(frozen=True)
class PreviewGoal:
    """A goal in the preview with its steps."""

    goal: TemplateGoal
    take: forms.BoundField
    due: forms.BoundField
    steps: list[PreviewStep]


class PreviewForm(OnceMixin, KernForm):
    """A template before it is taken over: each goal and step can be unticked, each day changed."""

    def __init__(self, *args: Any, template: PlanTemplate, start: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = list(template.goals.all())
        for goal in self.goals:
            self._add(f"goal_{goal.pk}", goal.title, due_after(start, goal.due_in, goal.due_unit))
            for step in goal.steps.all():
                self._add(f"step_{step.pk}", step.text, due_after(start, step.due_in, step.due_unit))

    def _add(self, name: str, words: str, due: date) -> None:
        self.fields[name] = forms.BooleanField(label=words, required=False, initial=True)
        self.fields[f"{name}_due"] = GermanDateField(label=f"bis: {words}", required=False, initial=due)

    @property
    def rows(self) -> Iterator[PreviewGoal]:
        """Goals with their steps, each with its fields."""
        for goal in self.goals:
            steps = [
                PreviewStep(step, self[f"step_{step.pk}"], self[f"step_{step.pk}_due"]) for step in goal.steps.all()
            ]
            yield PreviewGoal(goal, self[f"goal_{goal.pk}"], self[f"goal_{goal.pk}_due"], steps)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        names = [f"goal_{goal.pk}" for goal in self.goals if data.get(f"goal_{goal.pk}")]
        if not names:
            raise ValidationError(NOTHING_CHOSEN)
        names += [f"step_{s.pk}" for g in self.goals if data.get(f"goal_{g.pk}") for s in g.steps.all()]
        for name in names:
            if data.get(name) and not data.get(f"{name}_due") and f"{name}_due" not in self.errors:
                self.add_error(f"{name}_due", "Bitte nennen Sie den Tag.")
        return data

    def chosen(self) -> list[ChosenGoal]:
        """The goals and steps left ticked, as ``applying.apply_template`` takes them."""
        data = self.cleaned_data
        return [
            ChosenGoal(
                goal,
                data[f"goal_{goal.pk}_due"],
                [ChosenStep(s, data[f"step_{s.pk}_due"]) for s in goal.steps.all() if data.get(f"step_{s.pk}")],
            )
            for goal in self.goals
            if data.get(f"goal_{goal.pk}")
        ]


class CatalogueGoalForm(ConflictMixin, KernModelForm):
    """An own entry of the catalogue with up to four steps; a step without words is left out."""

    class Meta:
        model = CatalogueGoal
        formfield_callback = german_formfield
        fields = ["life_area", "title", "criterion"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["life_area"].choices = [("", "Bitte wählen"), *LifeArea.choices]  # type: ignore[attr-defined]
        stand = step_fields(self.instance)
        self.step_count = len(stand) // 3
        for number in range(1, self.step_count + 1):
            self._add_step(number, stand)
        self.look()

    def part_fields(self) -> list[str]:
        return [name for name in self.fields if name.startswith("step_")]

    def _add_step(self, number: int, stand: Mapping[str, str]) -> None:
        self.fields[f"step_{number}"] = forms.CharField(
            label=f"Schritt {number}", required=False, max_length=250, initial=stand[f"step_{number}"]
        )
        self.fields[f"step_{number}_owner"] = forms.ChoiceField(
            label=f"Wer geht Schritt {number}",
            required=False,
            choices=StepOwner,
            initial=stand[f"step_{number}_owner"],
        )
        self.fields[f"step_{number}_name"] = forms.CharField(
            label=f"Name der Stelle zu Schritt {number}",
            required=False,
            max_length=120,
            initial=stand[f"step_{number}_name"],
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, self.step_count + 1):
            is_third = data.get(f"step_{number}_owner") == StepOwner.THIRD
            if data.get(f"step_{number}") and is_third and not data.get(f"step_{number}_name"):
                self.add_error(f"step_{number}_name", "Bitte nennen Sie die andere Stelle.")
        return data

    def values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``applying.save_catalogue_goal``."""
        data = self.cleaned_data
        steps = [
            {
                "text": data[f"step_{number}"],
                "owner": data[f"step_{number}_owner"] or StepOwner.CLIENT,
                "owner_name": data[f"step_{number}_name"],
            }
            for number in range(1, self.step_count + 1)
            if data[f"step_{number}"]
        ]
        return {**{name: data[name] for name in self.Meta.fields}, "steps": steps, "seen": self.seen}


class NewCatalogueGoalForm(OnceMixin, CatalogueGoalForm):
    class Meta(CatalogueGoalForm.Meta):
        pass


class TemplateForm(KernModelForm):
    class Meta:
        model = PlanTemplate
        formfield_callback = german_formfield
        fields = ["name", "description"]


class NewTemplateForm(OnceMixin, TemplateForm):
    class Meta(TemplateForm.Meta):
        pass

    def values(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "description": self.cleaned_data["description"]}


@dataclass(frozen=True)
class DueRow:
    """After how long a goal or a step of a template is due."""

    row: TemplateGoal | TemplateStep
    number: forms.BoundField
    unit: forms.BoundField


class TemplateDueForm(ConflictMixin, TemplateForm):
    """Name and purpose of an own template, and after how long each goal and step is due."""

    class Meta(TemplateForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: dict[str, TemplateGoal | TemplateStep] = {}
        for goal in self.instance.goals.all():
            self._add(f"goal_{goal.pk}", goal, goal.title)
            for step in goal.steps.all():
                self._add(f"step_{step.pk}", step, step.text)
        self.look()

    def part_fields(self) -> list[str]:
        return [name for name in self.fields if name.startswith(("goal_", "step_"))]

    def _add(self, name: str, row: TemplateGoal | TemplateStep, words: str) -> None:
        self.rows[name] = row
        self.fields[f"{name}_in"] = forms.IntegerField(
            label=f"Frist: {words}",
            min_value=0,
            max_value=MOST_DUE,
            initial=row.due_in,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
        )
        self.fields[f"{name}_unit"] = forms.ChoiceField(
            label=f"Einheit: {words}", choices=DueUnit, initial=row.due_unit
        )

    @property
    def due_rows(self) -> Iterator[DueRow]:
        """Goals and steps in their order, each with its fields."""
        for name, row in self.rows.items():
            yield DueRow(row, self[f"{name}_in"], self[f"{name}_unit"])

    def due(self) -> dict[TemplateGoal | TemplateStep, tuple[int, str]]:
        """After how long each is due, as ``applying.reschedule_template`` takes it."""
        data = self.cleaned_data
        return {row: (data[f"{name}_in"], data[f"{name}_unit"]) for name, row in self.rows.items()}


class TemplateGoalForm(OnceMixin, KernForm):
    """A goal of the catalogue to be taken into a template."""

    source = forms.ModelChoiceField(
        label="Ziel aus dem Katalog",
        queryset=CatalogueGoal.objects.none(),
        to_field_name="public_id",
        empty_label="Bitte wählen",
    )
    due_in = forms.IntegerField(
        label="fällig nach",
        min_value=0,
        max_value=MOST_DUE,
        initial=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
    )
    due_unit = forms.ChoiceField(label="Einheit", choices=DueUnit, initial=DueUnit.MONTHS)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "neu_%s", **kwargs})
        entries = CatalogueGoal.objects.visible_to(user).in_use()
        field: Any = self.fields["source"]
        field.queryset = entries
        groups: dict[str, list[tuple[str, str]]] = {}
        for entry in entries:
            groups.setdefault(entry.get_life_area_display(), []).append((entry.public_id, entry.title))
        ordered = [(label, groups[label]) for label in LifeArea.labels if label in groups]
        field.widget.choices = [("", field.empty_label), *ordered]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("source", "due_in", "due_unit")}


class IntervalForm(KernModelForm):
    """How often the organisation goes through a plan again."""

    class Meta:
        model = ReviewInterval
        formfield_callback = german_formfield
        fields = ["months"]
        help_texts = {"months": "Sechs Monate sind üblich. Das legt Ihre Organisation selbst fest, keine Vorschrift."}
