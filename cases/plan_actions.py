"""What changes the Integrationsplan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.enums import GoalProgress
from cases.models import Case, Goal, Integrationsplan, Step
from pik.accounts.models import User


def store(obj: Any) -> Any:
    """Save ``obj`` when it is valid; raises ``ValidationError``."""
    obj.full_clean()
    obj.save()
    return obj


@transaction.atomic
def add_goal(case: Case, *, actor: User, **values: Any) -> Goal:
    """Add a goal; the first one begins the plan. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    plan, _ = Integrationsplan.objects.get_or_create(case=case, defaults={"created_by": actor})
    return store(Goal(plan=plan, **values))


@transaction.atomic
def update_goal(goal: Goal, *, actor: User, **values: Any) -> Goal:
    """Change a goal. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", goal.plan.case)
    demand_open(goal.plan.case)
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    for name, value in values.items():
        setattr(goal, name, value)
    return store(goal)


@transaction.atomic
def add_step(goal: Goal, *, actor: User, **values: Any) -> Step:
    """Add a step to ``goal``. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", goal.plan.case)
    demand_open(goal.plan.case)
    return store(Step(goal=goal, **values))


@transaction.atomic
def update_step(step: Step, *, actor: User, **values: Any) -> Step:
    """Change a step. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", step.goal.plan.case)
    demand_open(step.goal.plan.case)
    step = Step.objects.select_for_update().get(pk=step.pk)
    for name, value in values.items():
        setattr(step, name, value)
    return store(step)


@transaction.atomic
def tick_step(step: Step, *, actor: User, is_done: bool) -> Step:
    """Mark a step as done today, or as open again; what is so already stays untouched.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.edit_plan", step.goal.plan.case)
    demand_open(step.goal.plan.case)
    step = Step.objects.select_for_update().get(pk=step.pk)
    if step.is_done != is_done:
        step.done_on, step.done_in = (timezone.localdate() if is_done else None), None
        store(step)
        if is_done:
            take_up([step.goal_id])
    return step


def take_up(goal_ids: Iterable[int]) -> None:
    """A goal of which a step is done is in work; one by one, so that each change has its history."""
    for goal in Goal.objects.select_for_update().filter(pk__in=list(goal_ids), progress=GoalProgress.OPEN):
        goal.progress = GoalProgress.IN_WORK
        goal.save(update_fields=["progress"])
