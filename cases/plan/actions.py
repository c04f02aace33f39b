"""What changes the Integrationsplan: goals, steps, and whom it covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.enums import GoalProgress
from cases.models import Case, CatalogueGoal, CatalogueStep, Goal, Integrationsplan, Person, PlanMember, Step
from cases.people.queries import household_of
from cases.plan.queries import review_months
from cases.plan.reminders import PLAN_REVIEW, review_keys
from pik.accounts.models import User
from pik.core.conflicts import demand_seen
from pik.core.periods import add_months
from pik.reminders.actions import settle


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
    plan, _ = Integrationsplan.objects.get_or_create(
        case=case, defaults={"created_by": actor, "next_review_on": _first_review(case)}
    )
    if not PlanMember.objects.filter(plan=plan, person=case.person_id, left_on__isnull=True).exists():
        _cover(plan, case.person)
        if plan.next_review_on is None:  # it had ended while the family's plan covered her
            review_by(plan, _first_review(case))
    return plan


def _first_review(case: Case) -> date:
    """The day by which a plan that begins today is gone through for the first time."""
    return add_months(timezone.localdate(), review_months(case.organisation))


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
        if is_own_and_empty:
            review_by(other.plan, None)
    store(PlanMember(plan=plan, person=person, joined_on=today))


def review_by(plan: Integrationsplan, day: date | None) -> None:
    """Let the plan be gone through by ``day``, or not at all; the reminders of the day before it fall silent."""
    settle(PLAN_REVIEW, *review_keys(plan))
    plan.next_review_on = day
    plan.save(update_fields=["next_review_on"])


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
    if wanted.keys() - set(household_of(case.person).values_list("pk", flat=True)):
        raise ValidationError("Ein gemeinsamer Plan gilt für Personen desselben Haushalts.")
    live = PlanMember.objects.select_for_update().filter(plan=plan, left_on__isnull=True)
    for member in live.exclude(person__in=[*wanted, case.person_id]):
        member.left_on = max(timezone.localdate(), member.joined_on)
        member.save(update_fields=["left_on"])
    for pk in wanted.keys() - set(live.values_list("person_id", flat=True)):
        _cover(plan, wanted[pk])


# --- Goals and steps ----------------------------------------------------------------------------


@transaction.atomic
def add_goal(
    case: Case,
    *,
    actor: User,
    entry: CatalogueGoal | None = None,
    steps: Iterable[CatalogueStep] = (),
    **values: Any,
) -> Goal:
    """Add a goal; the first one begins the plan. Raises ``PermissionDenied`` or ``ValidationError``.

    ``entry`` of the catalogue it was begun with, and ``steps`` of it that come along, due with the goal. The
    goal keeps the key of the entry as long as its words are the entry's.
    """
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    key = entry.key if entry and entry.is_common and entry.title == values["title"] else ""
    goal: Goal = store(Goal(plan=ensure_plan(case, actor=actor), catalogue_key=key, **values))
    for step in steps:
        words = {"text": step.text, "owner": step.owner, "owner_name": step.owner_name}
        store(Step(goal=goal, due_on=goal.due_on, catalogue_key=step.key, **words))
    return goal


@transaction.atomic
def update_goal(goal: Goal, *, actor: User, seen: Mapping[str, str] | None = None, **values: Any) -> Goal:
    """Change a goal; ``seen`` is what the form showed of it (``pik.core.conflicts``).

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.edit_plan", goal.plan.case)
    demand_open(goal.plan.case)
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    demand_seen(goal, seen or {})
    if values.get("title", goal.title) != goal.title:
        goal.catalogue_key = ""  # other words than the catalogue's need another translation
    for name, value in values.items():
        setattr(goal, name, value)
    saved: Goal = store(goal)
    return saved


@transaction.atomic
def review_goal(goal: Goal, *, actor: User, **values: Any) -> Goal:
    """Note that a goal was gone through today, with what became of it. Same refusals as ``update_goal``."""
    return update_goal(goal, actor=actor, reviewed_at=timezone.now(), **values)


@dataclass(frozen=True)
class Reviewed:
    """What was said of a goal when the plan was gone through: the values, and what the form showed of it before."""

    goal: Goal
    values: Mapping[str, Any]
    seen: Mapping[str, str] | None = None


class GoalRefused(ValidationError):
    """One of several goals can't be stored as it was sent; ``goal_id`` says which."""

    def __init__(self, goal: Goal, error: ValidationError) -> None:
        super().__init__(error)
        self.goal_id = goal.pk


@transaction.atomic
def review_goals(case: Case, *, actor: User, reviewed: Iterable[Reviewed]) -> None:
    """Note for several goals at once that they were gone through: all of them, or none.

    Raises ``PermissionDenied``, ``ValidationError`` for a closed case, or ``GoalRefused``.
    """
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    for one in sorted(reviewed, key=lambda one: one.goal.pk):
        try:
            review_goal(one.goal, actor=actor, seen=one.seen, **one.values)
        except ValidationError as error:
            raise GoalRefused(one.goal, error) from error


@transaction.atomic
def add_step(goal: Goal, *, actor: User, **values: Any) -> Step:
    """Add a step to ``goal``. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_plan", goal.plan.case)
    demand_open(goal.plan.case)
    step: Step = store(Step(goal=goal, **values))
    return step


@transaction.atomic
def update_step(step: Step, *, actor: User, seen: Mapping[str, str] | None = None, **values: Any) -> Step:
    """Change a step; ``seen`` is what the form showed of it (``pik.core.conflicts``).

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.edit_plan", step.goal.plan.case)
    demand_open(step.goal.plan.case)
    step = Step.objects.select_for_update().get(pk=step.pk)
    demand_seen(step, seen or {})
    if values.get("text", step.text) != step.text:
        step.catalogue_key = ""
    for name, value in values.items():
        setattr(step, name, value)
    saved: Step = store(step)
    return saved


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


def take_up(goal_ids: Iterable[int]) -> None:
    """A goal of which a step is done is in work; one by one, so that each change has its history."""
    for goal in Goal.objects.select_for_update().filter(pk__in=list(goal_ids), progress=GoalProgress.OPEN):
        goal.progress = GoalProgress.IN_WORK
        goal.save(update_fields=["progress"])
