"""What changes the Integrationsplan: goals, steps, and whom it covers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.enums import GoalProgress
from cases.models import Case, Goal, Integrationsplan, Person, PlanMember, Step
from pik.accounts.models import User


def store(obj: Any) -> Any:
    """Validate and save."""
    obj.full_clean()
    obj.save()
    return obj


# --- Whom the plan covers -----------------------------------------------------------------------


def ensure_plan(case: Case, *, actor: User) -> Integrationsplan:
    """The plan of ``case``, begun if need be; it covers the person of the case from then on.

    The caller has asked the permission and locked the case. Raises ``ValidationError`` while the person is
    covered by the plan of somebody else of the family: nobody has two.
    """
    plan, _ = Integrationsplan.objects.get_or_create(case=case, defaults={"created_by": actor})
    if not PlanMember.objects.filter(plan=plan, person=case.person_id, left_on__isnull=True).exists():
        _cover(plan, case.person)
    return plan


def _cover(plan: Integrationsplan, person: Person) -> None:
    """Let ``plan`` cover ``person``; what she had in a case that is over, or a plan without goals, ends today."""
    today = timezone.localdate()
    for other in (
        PlanMember.objects.select_for_update(of=("self",))
        .filter(person=person, left_on__isnull=True)
        .select_related("plan__case")
    ):
        case = other.plan.case
        is_own_and_empty = case.person_id == person.pk and not other.plan.goals.pursued().exists()
        if case.is_open and not is_own_and_empty:
            raise ValidationError(f"{person} hat schon einen laufenden Plan, im Fall {case.number}.")
        other.left_on = max(today, other.joined_on)
        other.save(update_fields=["left_on"])
    store(PlanMember(plan=plan, person=person, joined_on=today))


@transaction.atomic
def cover_persons(case: Case, *, actor: User, persons: Iterable[Person]) -> None:
    """Let the plan of ``case`` cover exactly its own person and ``persons`` of the same household.

    Raises ``PermissionDenied``, or ``ValidationError`` for a closed case, somebody of another household, or
    somebody with a live plan of her own.
    """
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    plan = ensure_plan(case, actor=actor)
    wanted = {person.pk: person for person in persons if person.pk != case.person_id}
    household = case.person.household_id
    if any(household is None or person.household_id != household for person in wanted.values()):
        raise ValidationError("Ein gemeinsamer Plan gilt für Personen desselben Haushalts.")
    live = PlanMember.objects.select_for_update().filter(plan=plan, left_on__isnull=True)
    for member in live.exclude(person__in=[*wanted, case.person_id]):
        member.left_on = max(timezone.localdate(), member.joined_on)
        member.save(update_fields=["left_on"])
    for pk in wanted.keys() - set(live.values_list("person_id", flat=True)):
        _cover(plan, wanted[pk])


# --- Goals and steps ----------------------------------------------------------------------------


@transaction.atomic
def add_goal(case: Case, *, actor: User, **values: Any) -> Goal:
    """Add a goal; the first one begins the plan. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    return store(Goal(plan=ensure_plan(case, actor=actor), **values))


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
        step.dropped_on, step.dropped_because = None, ""
        step.done_on, step.done_in = (timezone.localdate() if is_done else None), None
        store(step)
        if is_done:
            take_up([step.goal_id])
    return step


@transaction.atomic
def postpone_step(step: Step, *, actor: User, to: date) -> Step:
    """Let an open step be due on a later day; the database counts how often. Same refusals as ``update_step``."""
    if step.due_on is not None and to <= step.due_on:
        raise ValidationError({"due_on": "Der neue Tag liegt nicht nach dem bisherigen."})
    return update_step(step, actor=actor, due_on=to)


@transaction.atomic
def drop_step(step: Step, *, actor: User, because: str) -> Step:
    """Let a step be no longer needed, with the reason. Same refusals as ``update_step``."""
    return update_step(
        step, actor=actor, dropped_on=timezone.localdate(), dropped_because=because, done_on=None, done_in=None
    )


def take_up(goal_ids: Iterable[int]) -> None:
    """A goal of which a step is done is in work; one by one, so that each change has its history."""
    for goal in Goal.objects.select_for_update().filter(pk__in=list(goal_ids), progress=GoalProgress.OPEN):
        goal.progress = GoalProgress.IN_WORK
        goal.save(update_fields=["progress"])
