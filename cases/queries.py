"""Reads that cross models: lists, the day, and the numbers that planning and funding use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from cases.enums import OPEN_STATUSES, CaseStatus
from cases.models import Case, FollowUp, Session, Step
from cases.search.queries import matching
from pik.accounts.enums import Role
from pik.core.periods import add_months

if TYPE_CHECKING:
    from pik.accounts.models import Organisation, User

#: How many rows of a kind „Mein Tag“ shows; the rest stands in the lists.
ROWS_OF_THE_DAY = 10
MONTHS_AHEAD = 1

ORDERS: dict[str, tuple[str, ...]] = {
    "name": ("person__sort_key", "pk"),
    "-name": ("-person__sort_key", "-pk"),
    "nummer": ("number",),
    "-nummer": ("-number",),
    "ende": ("ends_on", "pk"),
    "-ende": ("-ends_on", "-pk"),
}


def active_case_count(organisation: Organisation, on: date) -> int:
    """How many cases of ``organisation`` were supported on ``on``: within their term and not closed by then.

    Counts what exists for who acts: the wall of counselling makes it 0 for every other role. Planning, which needs the
    number and must not see a row, asks through a function of the database, as ``cases_open_obligations`` does.
    """
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    return Case.objects.filter(open_then, organisation=organisation, starts_on__lte=on, ends_on__gte=on).count()


# --- Lists --------------------------------------------------------------------------------------


def case_list(
    user: User, *, q: str, whose: str, state: str, months_left: str, order: str, today: date
) -> QuerySet[Case]:
    """The cases a user may see, filtered and ordered, with what a row shows; the best hits first unless ordered."""
    found = Case.objects.visible_to(user)
    if whose == "meine":
        found = found.filter(lead=user)
    if state != "alle":
        found = found.filter(status=CaseStatus.CLOSED if state == "abgeschlossen" else CaseStatus.ACTIVE)
    if months_left:
        found = found.filter(ends_on__gte=today, ends_on__lte=add_months(today, int(months_left)))
    wanted: tuple[Any, ...] = ORDERS.get(order, ORDERS["name"])
    if q.strip():
        found, rank = matching(found, q, user)
        wanted = ORDERS.get(order, (rank, *ORDERS["name"]))
    last = Session.objects.filter(case=OuterRef("pk")).order_by("-held_on", "-pk").values("held_on")[:1]
    upcoming = (
        FollowUp.objects.filter(case=OuterRef("pk"), done_at__isnull=True)
        .order_by()
        .values("case")
        .annotate(d=Min("due_on"))
    )
    return (
        found.select_related("person", "lead")
        .annotate(last_session_on=Subquery(last), next_follow_up_on=Subquery(upcoming.values("d")))
        .order_by(*wanted)
    )


def follow_up_list(user: User, *, whose: str, state: str, today: date) -> QuerySet[FollowUp]:
    """Wiedervorlagen with their case and person, the most urgent first."""
    found = FollowUp.objects.visible_to(user)
    if whose == "meine":
        found = found.filter(assigned_to=user)
    if state == "erledigt":
        found = found.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    else:
        found = (found.due(today) if state == "faellig" else found.open()).order_by("due_on", "pk")
    # Case and person of the few rows shown come apart: joined before the cut, thousands of them would be looked up.
    people = Prefetch("case", queryset=Case.objects.select_related("person"))
    return found.select_related("assigned_to").prefetch_related(people)


def due_follow_up_count(user: User, today: date) -> int:
    """How many Wiedervorlagen wait for the user today."""
    return FollowUp.objects.visible_to(user).due(today).filter(assigned_to=user).count()


# --- Mein Tag -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One part of the day: its first rows, and whether there are more."""

    rows: Sequence[Any]
    has_more: bool

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class MyDay:
    """What waits for somebody today."""

    follow_ups: Part
    terms: Part
    steps: Part
    without_plan: Part

    def case_numbers(self) -> list[str]:
        """The numbers of all cases that the day shows."""
        return [
            *(follow_up.case.number for follow_up in self.follow_ups.rows),
            *(step.goal.plan.case.number for step in self.steps.rows),
            *(case.number for case in (*self.terms.rows, *self.without_plan.rows)),
        ]

    @property
    def is_empty(self) -> bool:
        return not (self.follow_ups or self.terms or self.steps or self.without_plan)


def my_day(user: User, today: date) -> MyDay:
    """One's own work today; for the Teamleitung that of the whole team. Four queries, whatever the size."""
    membership = user.membership
    leads_the_team = membership is not None and membership.role == Role.TEAMLEITUNG
    cases = Case.objects.visible_to(user).open()
    follow_ups = FollowUp.objects.visible_to(user).due(today)
    steps = Step.objects.visible_to(user).open().filter(goal__plan__case__status__in=OPEN_STATUSES, due_on__lt=today)
    if not leads_the_team:
        cases = cases.filter(lead=user)
        follow_ups = follow_ups.filter(assigned_to=user)
        steps = steps.filter(goal__plan__case__lead=user)
    ending = cases.filter(ends_on__lte=add_months(today, MONTHS_AHEAD))
    return MyDay(
        follow_ups=_part(follow_ups.select_related("case__person", "assigned_to").order_by("due_on", "pk")),
        terms=_part(ending.select_related("person", "lead").order_by("ends_on", "pk")),
        steps=_part(steps.select_related("goal__plan__case__person").order_by("due_on", "pk")),
        without_plan=_part(
            cases.filter(plan__isnull=True).select_related("person", "lead").order_by("-opened_at", "pk")
        ),
    )


def _part(rows: QuerySet[Any]) -> Part:
    found = list(rows[: ROWS_OF_THE_DAY + 1])
    return Part(found[:ROWS_OF_THE_DAY], len(found) > ROWS_OF_THE_DAY)
