"""The counselling session and all that comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.models import Case, FollowUp, Goal, Session, Step
from cases.plan.actions import store, take_up
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
    session: Session = store(Session(case=case, author=actor, **facts))
    _finish_steps(session, list(steps_done))
    if new_step:
        _agree_step(session, new_step)
    if follow_up:
        _agree_follow_up(session, follow_up)
    return session


def _demand_held(held_on: date) -> None:
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": TO_COME})


def _agree_follow_up(session: Session, new: NewFollowUp) -> None:
    """Note the Wiedervorlage that was agreed in a session for the one who held it."""
    store(
        FollowUp(case=session.case, session=session, assigned_to=session.author, due_on=new.due_on, reason=new.reason)
    )


def _agree_step(session: Session, new: NewStep) -> None:
    """Add the step that was agreed in a session to a goal of the same plan."""
    _demand_own(session.case, [new.goal.pk])
    store(
        Step(
            goal=new.goal,
            text=new.text,
            owner=new.owner,
            owner_name=new.owner_name,
            due_on=new.due_on,
            agreed_in=session,
        )
    )


def _finish_steps(session: Session, steps: list[Step]) -> None:
    """Mark ``steps`` as done in ``session``; one that somebody ticked meanwhile keeps its date."""
    _demand_own(session.case, [step.goal_id for step in steps])
    for step in Step.objects.select_for_update().filter(pk__in=[s.pk for s in steps], done_on__isnull=True):
        step.done_on, step.done_in = session.held_on, session
        store(step)
    take_up([step.goal_id for step in steps])


def _demand_own(case: Case, goal_ids: list[int]) -> None:
    """Raise ``ValidationError`` when a goal stands in the plan of another case."""
    if Goal.objects.filter(pk__in=goal_ids).exclude(plan__case=case).exists():
        raise ValidationError("Ein Schritt gehört zu einem anderen Fall.")
