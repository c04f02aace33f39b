"""Using templates and keeping an organisation's own catalogue, templates and review interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.enums import StepOwner
from cases.models import (
    Case,
    CatalogueGoal,
    CatalogueStep,
    Goal,
    PlanTemplate,
    ReviewInterval,
    Step,
    TemplateGoal,
    TemplateStep,
)
from cases.plan.actions import ensure_plan, store
from pik.accounts.models import Organisation, User
from pik.core.conflicts import demand_stand, stands

#: How many steps an own entry of the catalogue may have.
MOST_STEPS = 4
NOTHING_CHOSEN = "Bitte wählen Sie mindestens ein Ziel."
IS_COMMON = "Das ist ein gemeinsamer Eintrag. Er gilt für alle und wird hier nicht geändert."


@dataclass(frozen=True)
class ChosenStep:
    """A step of a template as it was confirmed in the preview."""

    source: TemplateStep
    due_on: date


@dataclass(frozen=True)
class ChosenGoal:
    """A goal of a template as it was confirmed in the preview, with the steps that were left ticked."""

    source: TemplateGoal
    due_on: date
    steps: list[ChosenStep] = field(default_factory=list)


@transaction.atomic
def apply_template(case: Case, *, actor: User, chosen: Sequence[ChosenGoal]) -> list[Goal]:
    """Take the chosen goals and steps of a template into the plan, with the days of the preview.

    Raises ``PermissionDenied``, or ``ValidationError`` for a closed case or nothing chosen.
    """
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    if not chosen:
        raise ValidationError(NOTHING_CHOSEN)
    plan = ensure_plan(case, actor=actor)
    goals = []
    for one in chosen:
        source = one.source
        goal = Goal(
            plan=plan,
            life_area=source.life_area,
            title=source.title,
            criterion=source.criterion,
            due_on=one.due_on,
            catalogue_key=source.catalogue_key,
        )
        goals.append(store(goal))
        for step in one.steps:
            store(_step_of(goal, step))
    return goals


def _step_of(goal: Goal, chosen: ChosenStep) -> Step:
    source = chosen.source
    return Step(
        goal=goal,
        text=source.text,
        owner=source.owner,
        owner_name=source.owner_name,
        due_on=chosen.due_on,
        catalogue_key=source.catalogue_key,
    )


# --- An organisation's own ------------------------------------------------------------------------


def _own_organisation(actor: User) -> Organisation:
    """The organisation for which ``actor`` keeps catalogue and templates. Raises ``PermissionDenied``."""
    demand_permission(actor, "cases.edit_catalogue")
    if actor.membership is None:
        raise PermissionDenied("cases.edit_catalogue")
    organisation: Organisation = actor.membership.organisation
    return organisation


def _demand_own(entry: CatalogueGoal | PlanTemplate, organisation: Organisation) -> None:
    if entry.organisation_id is None:
        raise ValidationError(IS_COMMON)
    if entry.organisation_id != organisation.pk:
        raise PermissionDenied("cases.edit_catalogue")


def step_fields(entry: CatalogueGoal) -> dict[str, str]:
    """The steps of an entry of the catalogue by the fields of its form; empty where it has fewer than most."""
    steps = list(entry.steps.all()) if entry.pk else []
    fields: dict[str, str] = {}
    for number in range(1, max(MOST_STEPS, len(steps)) + 1):
        step = steps[number - 1] if number <= len(steps) else CatalogueStep(owner=StepOwner.CLIENT)
        fields[f"step_{number}"] = step.text
        fields[f"step_{number}_owner"] = str(step.owner)
        fields[f"step_{number}_name"] = step.owner_name
    return fields


def due_fields(template: PlanTemplate) -> dict[str, str]:
    """After how long goals and steps of a template are due, by the fields of its form."""
    goals = list(template.goals.all())
    rows: dict[str, TemplateGoal | TemplateStep] = {f"goal_{goal.pk}": goal for goal in goals}
    rows |= {f"step_{step.pk}": step for goal in goals for step in goal.steps.all()}
    return {
        f"{name}_{part}": str(value)
        for name, row in rows.items()
        for part, value in (("in", row.due_in), ("unit", row.due_unit))
    }


@transaction.atomic
def save_catalogue_goal(
    entry: CatalogueGoal | None,
    *,
    actor: User,
    steps: Sequence[dict[str, str]],
    seen: Mapping[str, str] | None = None,
    **values: Any,
) -> CatalogueGoal:
    """Keep an entry of the organisation's own catalogue, ``entry`` or a new one, with its steps.

    ``seen`` is what the form showed of it (``pik.core.conflicts``).
    Raises ``PermissionDenied``, or ``ValidationError`` for a common entry.
    """
    organisation = _own_organisation(actor)
    if entry is None:
        entry = CatalogueGoal(organisation=organisation)
    else:
        entry = CatalogueGoal.objects.select_for_update().get(pk=entry.pk)
        demand_stand({**stands(entry, list(values)), **step_fields(entry)}, seen or {})
    _demand_own(entry, organisation)
    for name, value in values.items():
        setattr(entry, name, value)
    saved: CatalogueGoal = store(entry)
    saved.steps.all().delete()
    for position, step in enumerate(steps):
        store(CatalogueStep(goal=saved, position=position, **step))
    return saved


@transaction.atomic
def retire(entry: CatalogueGoal | PlanTemplate, *, actor: User) -> None:
    """No longer offer an own entry or template; plans that used it keep what they took from it.

    Raises ``PermissionDenied``, or ``ValidationError`` for a common one.
    """
    _demand_own(entry, _own_organisation(actor))
    if entry.retired_at is None:
        entry.retired_at = timezone.now()
        entry.save(update_fields=["retired_at"])


@transaction.atomic
def save_template(
    template: PlanTemplate | None,
    *,
    actor: User,
    name: str,
    description: str,
    due: Mapping[TemplateGoal | TemplateStep, tuple[int, str]] | None = None,
    seen: Mapping[str, str] | None = None,
) -> PlanTemplate:
    """Keep a template of the organisation's own, ``template`` or a new one; ``due``: as ``reschedule_template``.

    ``seen`` is what the form showed of it (``pik.core.conflicts``).
    Raises ``PermissionDenied``, or ``ValidationError`` for a common one or a name that is taken.
    """
    organisation = _own_organisation(actor)
    if template is None:
        template = PlanTemplate(organisation=organisation)
    else:
        template = PlanTemplate.objects.select_for_update().get(pk=template.pk)
        demand_stand({**stands(template, ["name", "description"]), **due_fields(template)}, seen or {})
    _demand_own(template, organisation)
    template.name, template.description = name, description
    saved: PlanTemplate = store(template)
    if due:
        reschedule_template(saved, actor=actor, due=due)
    return saved


@transaction.atomic
def add_template_goal(
    template: PlanTemplate, *, actor: User, source: CatalogueGoal, due_in: int, due_unit: str
) -> TemplateGoal:
    """Take a goal of the catalogue with its steps into an own template; all steps are due with the goal at first.

    Raises ``PermissionDenied``, or ``ValidationError`` for a common template.
    """
    _demand_own(template, _own_organisation(actor))
    key = source.key if source.is_common else ""
    goal: TemplateGoal = store(
        TemplateGoal(
            template=template,
            catalogue_key=key,
            life_area=source.life_area,
            title=source.title,
            criterion=source.criterion,
            due_in=due_in,
            due_unit=due_unit,
            position=template.goals.count(),
        )
    )
    for position, step in enumerate(source.steps.all()):
        words = {"text": step.text, "owner": step.owner, "owner_name": step.owner_name}
        due = {"due_in": due_in, "due_unit": due_unit}
        store(TemplateStep(goal=goal, catalogue_key=step.key if key else "", position=position, **words, **due))
    return goal


@transaction.atomic
def reschedule_template(
    template: PlanTemplate, *, actor: User, due: Mapping[TemplateGoal | TemplateStep, tuple[int, str]]
) -> None:
    """Change after how long goals and steps of an own template are due.

    Raises ``PermissionDenied``, or ``ValidationError`` for a common template.
    """
    _demand_own(template, _own_organisation(actor))
    for row, (number, unit) in due.items():
        row.due_in, row.due_unit = number, unit
        store(row)


@transaction.atomic
def remove_template_goal(goal: TemplateGoal, *, actor: User) -> None:
    """Take a goal and its steps out of an own template.

    Raises ``PermissionDenied``, or ``ValidationError`` for a common template.
    """
    _demand_own(goal.template, _own_organisation(actor))
    goal.steps.all().delete()
    goal.delete()


@transaction.atomic
def set_review_interval(*, actor: User, months: int) -> ReviewInterval:
    """Set how often the organisation goes through a plan again; days that are set stay until the next Fassung.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    organisation = _own_organisation(actor)
    interval = ReviewInterval.objects.select_for_update().filter(organisation=organisation).first()
    interval = interval or ReviewInterval(organisation=organisation)
    interval.months, interval.changed_by, interval.changed_at = months, actor, timezone.now()
    saved: ReviewInterval = store(interval)
    return saved
