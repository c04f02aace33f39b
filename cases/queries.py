"""Reads that cross models: lists, the day, the plan, and the numbers that planning and funding use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.dateparse import parse_date

from cases.enums import CaseStatus, LifeArea
from cases.models import Case, FollowUp, Goal, Integrationsplan, Person, Session, Step
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
    """The cases a user may see, filtered and ordered, with what a row shows."""
    found = search(Case.objects.visible_to(user), q, user)
    if whose == "meine":
        found = found.filter(lead=user)
    if state != "alle":
        found = found.filter(status=CaseStatus.CLOSED if state == "abgeschlossen" else CaseStatus.ACTIVE)
    if months_left:
        found = found.filter(ends_on__gte=today, ends_on__lte=add_months(today, int(months_left)))
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
        .order_by(*ORDERS.get(order, ORDERS["name"]))
    )


def search(cases: QuerySet[Case], q: str, user: User) -> QuerySet[Case]:
    """Cases that fit all words of ``q``: beginnings of names, a birth date, a case number or its last digits."""
    words = []
    for word in q.split():
        day = _as_day(word)
        if day:
            cases = cases.filter(person__birth_date=day)
        elif re.fullmatch(r"\d{1,5}", word):
            cases = cases.filter(number__endswith=f"-{int(word):04}")
        elif re.search(r"\d", word):
            cases = cases.filter(number__startswith=word.upper())
        else:
            words.append(word)
    if words:
        cases = cases.filter(person__in=Person.objects.visible_to(user).with_words(words).order_by().values("pk"))
    return cases


def _as_day(word: str) -> date | None:
    """A day as people type it (14.3.1991) or as a browser sends it; None for anything else, impossible days too."""
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", word)
    if german:
        word = f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}"
    try:
        return parse_date(word)
    except ValueError:
        return None


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
    cases = Case.objects.visible_to(user).active()
    follow_ups = FollowUp.objects.visible_to(user).due(today)
    steps = Step.objects.visible_to(user).open().filter(goal__plan__case__status=CaseStatus.ACTIVE, due_on__lt=today)
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


# --- The plan -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Area:
    """The goals of one area of life."""

    key: str
    label: str
    goals: list[Goal]


def plan_of(case: Case) -> Integrationsplan | None:
    """The plan of a case with its goals and steps, in three queries at most; None before the first goal."""
    steps = Step.objects.order_by(F("done_on").asc(nulls_last=True), F("due_on").asc(nulls_last=True), "pk")
    goals = Goal.objects.order_by("pk").prefetch_related(Prefetch("steps", queryset=steps))
    return Integrationsplan.objects.filter(case=case).prefetch_related(Prefetch("goals", queryset=goals)).first()


def areas_of(goals: Iterable[Goal]) -> list[Area]:
    """Goals by area of life, in the order of ``LifeArea``; areas without a goal are left out."""
    by_area: dict[str, list[Goal]] = {}
    for goal in goals:
        by_area.setdefault(goal.life_area, []).append(goal)
    return [Area(area.value, area.label, by_area[area]) for area in LifeArea if area in by_area]


def household_of(person: Person) -> QuerySet[Person]:
    """The others in the household of ``person``, with their cases."""
    if person.household_id is None:
        return Person.objects.none()
    others = Person.objects.filter(household=person.household_id).exclude(pk=person.pk)
    return others.prefetch_related("cases").order_by("birth_date", "pk")
