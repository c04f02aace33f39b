"""What changes the Integrationsplan, and the counselling session that moves it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.enums import GoalProgress
from cases.models import Case, FollowUp, Goal, Integrationsplan, Session, Step
from pik.accounts.models import User

TO_COME = "Die Beratung liegt in der Zukunft. Erfassen Sie sie, wenn sie stattgefunden hat."


@dataclass(frozen=True)
class NewStep:
    """A step agreed on in a session."""

    goal: Goal
    text: str
    owner: str
    owner_name: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class NewFollowUp:
    """A Wiedervorlage agreed on in a session."""

    due_on: date
    reason: str


def _store(obj: Any) -> Any:
    obj.full_clean()
    obj.save()
    return obj


@transaction.atomic
def add_goal(case: Case, *, actor: User, **values: Any) -> Goal:
    """Add a goal; the first one begins the plan. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    plan, _ = Integrationsplan.objects.get_or_create(case=case, defaults={"created_by": actor})
    return _store(Goal(plan=plan, **values))


@transaction.atomic
def update_goal(goal: Goal, *, actor: User, **values: Any) -> Goal:
    """Change a goal. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", goal.plan.case)
    demand_open(goal.plan.case)
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    for name, value in values.items():
        setattr(goal, name, value)
    return _store(goal)


@transaction.atomic
def add_step(goal: Goal, *, actor: User, **values: Any) -> Step:
    """Add a step to ``goal``. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", goal.plan.case)
    demand_open(goal.plan.case)
    return _store(Step(goal=goal, **values))


@transaction.atomic
def update_step(step: Step, *, actor: User, **values: Any) -> Step:
    """Change a step. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", step.goal.plan.case)
    demand_open(step.goal.plan.case)
    step = Step.objects.select_for_update().get(pk=step.pk)
    for name, value in values.items():
        setattr(step, name, value)
    return _store(step)


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
        _store(step)
        if is_done:
            _take_up([step.goal_id])
    return step


@transaction.atomic
def log_session(
    case: Case,
    *,
    actor: User,
    held_on: date,
    kind: str,
    duration_minutes: int,
    topics: list[str],
    note: str = "",
    steps_done: Iterable[Step] = (),
    new_step: NewStep | None = None,
    follow_up: NewFollowUp | None = None,
) -> Session:
    """Record a counselling session with all that came of it, in one transaction.

    ``steps_done`` become done on the session's day. Raises ``PermissionDenied``, or ``ValidationError`` for
    a closed case, a day to come, steps of another plan or values the database would refuse.
    """
    demand_permission(actor, "cases.log_session", case)
    demand_open(case)
    _demand_held(held_on)
    facts: dict[str, Any] = {
        "held_on": held_on,
        "kind": kind,
        "duration_minutes": duration_minutes,
        "topics": topics,
        "note": note,
    }
    session: Session = _store(Session(case=case, author=actor, **facts))
    _finish_steps(session, list(steps_done))
    if new_step:
        _agree_step(case, new_step)
    if follow_up:
        _agree_follow_up(session, follow_up)
    return session


def _demand_held(held_on: date) -> None:
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": TO_COME})


def _agree_follow_up(session: Session, new: NewFollowUp) -> None:
    """Note the Wiedervorlage that was agreed in a session for the one who held it."""
    _store(
        FollowUp(case=session.case, session=session, assigned_to=session.author, due_on=new.due_on, reason=new.reason)
    )


def _agree_step(case: Case, new: NewStep) -> None:
    """Add the step that was agreed in a session to a goal of the same plan."""
    _demand_own(case, [new.goal.pk])
    _store(Step(goal=new.goal, text=new.text, owner=new.owner, owner_name=new.owner_name, due_on=new.due_on))


def _finish_steps(session: Session, steps: list[Step]) -> None:
    """Mark ``steps`` as done in ``session``; one that somebody ticked meanwhile keeps its date."""
    _demand_own(session.case, [step.goal_id for step in steps])
    for step in Step.objects.select_for_update().filter(pk__in=[s.pk for s in steps], done_on__isnull=True):
        step.done_on, step.done_in = session.held_on, session
        _store(step)
    _take_up([step.goal_id for step in steps])


def _demand_own(case: Case, goal_ids: list[int]) -> None:
    """Raise ``ValidationError`` when a goal stands in the plan of another case."""
    if Goal.objects.filter(pk__in=goal_ids).exclude(plan__case=case).exists():
        raise ValidationError("Ein Schritt gehört zu einem anderen Fall.")


def _take_up(goal_ids: Iterable[int]) -> None:
    """A goal of which a step is done is in work; one by one, so that each change has its history."""
    for goal in Goal.objects.select_for_update().filter(pk__in=list(goal_ids), progress=GoalProgress.OPEN):
        goal.progress = GoalProgress.IN_WORK
        goal.save(update_fields=["progress"])
