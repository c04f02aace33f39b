"""Reads of the plan: its goals by area of life, whom it covers, how somebody stands, its Fassungen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from cases.enums import PROTECTED_KINDS, LifeArea
from cases.enums.plan import PURSUED
from cases.models import (
    AreaRating,
    Case,
    CatalogueGoal,
    CatalogueStep,
    Fassung,
    FassungSignature,
    Goal,
    Integrationsplan,
    Offer,
    Person,
    PlanMember,
    ReviewInterval,
    Step,
)
from cases.models.catalogue import USUAL_REVIEW_MONTHS
from cases.offers.queries import offers_for
from cases.plan.levels import LEVELS

if TYPE_CHECKING:
    from pik.accounts.models import Organisation, User

OPEN, ALL = "offen", "alle"
BY_PRIORITY, BY_DUE = "prioritaet", "termin"
#: How many plans the list of reviews shows; nobody goes through more in a month.
MOST_REVIEWS = 200


@dataclass(frozen=True)
class Area:
    """The goals of one area of life."""

    key: str
    label: str
    goals: list[Goal]
    standing: Standing | None = None


@dataclass(frozen=True)
class Standing:
    """How somebody stands in one area: the level of the first assessment, and the latest."""

    key: str
    label: str
    level: int
    was: int | None
    rating: AreaRating

    @property
    def level_text(self) -> str:
        """The words of the level."""
        return LEVELS[self.key][self.level - 1]

    @property
    def difference(self) -> str:
        """How many levels up or down, in words; empty for an area that was assessed once."""
        if self.was is None:
            return ""
        steps = self.level - self.was
        return f"{steps:+d}".replace("-", "−") if steps else "unverändert"


# --- Goals and steps ------------------------------------------------------------------------------


def plan_of(case: Case, *, order: str = BY_PRIORITY, shows: str = ALL) -> Integrationsplan | None:
    """The plan of a case with its goals and steps, in three queries at most; None before it is begun.

    ``last_fassung`` is the number and the day of its newest Fassung, None before the first; ``covered_names`` are
    the given names of those whom the plan covers today; ``agreed_on`` of a step is the day of the session in which it
    was agreed.

    ``order`` of the goals in their area: by priority, or by the day; what is over comes last. ``shows``: all
    goals and steps, or the open ones.
    """
    steps = Step.objects.order_by(
        F("done_on").asc(nulls_last=True), F("dropped_on").asc(nulls_last=True), F("due_on").asc(nulls_last=True), "pk"
    )
    goals = Goal.objects.annotate(is_over=~Q(progress__in=PURSUED)).order_by(
        "is_over", *(("due_on", "priority") if order == BY_DUE else ("priority", "due_on")), "pk"
    )
    steps = steps.select_related("offer").annotate(agreed_on=F("agreed_in__held_on"))
    if shows == OPEN:
        steps, goals = steps.open(), goals.pursued()
    goals = goals.prefetch_related(Prefetch("steps", queryset=steps))
    last = Fassung.objects.filter(plan=OuterRef("pk")).order_by("-number")
    covered = PlanMember.objects.filter(plan=OuterRef("pk"), left_on__isnull=True)
    return (
        Integrationsplan.objects.filter(case=case)
        .select_related("case__person")
        .annotate(
            last_fassung=Subquery(last.values(told=JSONObject(number="number", day="agreed_on"))[:1]),
            covered_names=ArraySubquery(covered.order_by("pk").values("person__given_name")),
        )
        .prefetch_related(Prefetch("goals", queryset=goals))
        .first()
    )


def areas_of(goals: Iterable[Goal], standings: Iterable[Standing] = ()) -> list[Area]:
    """Goals by area of life, in the order of ``LifeArea``; areas without a goal are left out."""
    stands = {standing.key: standing for standing in standings}
    by_area: dict[str, list[Goal]] = {}
    for goal in goals:
        by_area.setdefault(goal.life_area, []).append(goal)
    return [Area(area.value, area.label, by_area[area], stands.get(area.value)) for area in LifeArea if area in by_area]


def suggested_steps(user: User, goal: Goal) -> list[str]:
    """Steps of the catalogue that fit ``goal``: those of the entry it came from first, then those of its area."""
    steps = CatalogueStep.objects.filter(
        goal__in=CatalogueGoal.objects.visible_to(user).in_use().order_by().values("pk")
    )
    fitting = steps.filter(goal__life_area=goal.life_area).annotate(is_other=~Q(goal__key=goal.catalogue_key))
    return list(fitting.order_by("is_other", "goal__position", "position", "pk").values_list("text", flat=True))


def step_offers(case: Case, life_area: str) -> QuerySet[Offer]:
    """Offers that a step may name: those of its area of life, no protected one: the whole team reads plans."""
    return offers_for(case.organisation, life_area).exclude(kind__in=PROTECTED_KINDS)


# --- Whom it covers -------------------------------------------------------------------------------


def persons_of(plan: Integrationsplan) -> list[Person]:
    """Whom the plan covers today: the person of its case first."""
    members = PlanMember.objects.filter(plan=plan, left_on__isnull=True).select_related("person").order_by("pk")
    own = plan.case.person
    return [own, *(member.person for member in members if member.person_id != own.pk)]


def shared_plan_of(case: Case, *, shows: str = ALL) -> Integrationsplan | None:
    """The plan of another case that covers the person of ``case``, with its goals; None where there is none."""
    member = (
        PlanMember.objects.filter(person=case.person_id, left_on__isnull=True)
        .exclude(plan__case=case)
        .select_related("plan__case__person")
        .first()
    )
    return plan_of(member.plan.case, shows=shows) if member else None


def live_plans_of(persons: QuerySet[Person]) -> dict[int, PlanMember]:
    """The plan that covers each of ``persons`` today, with its case."""
    members = PlanMember.objects.filter(person__in=persons.order_by().values("pk"), left_on__isnull=True)
    return {member.person_id: member for member in members.select_related("plan__case")}


# --- How somebody stands --------------------------------------------------------------------------


@dataclass(frozen=True)
class Assessed:
    """One assessment with its areas."""

    assessed_on: date
    ratings: list[AreaRating]


def assessments_of(plan: Integrationsplan) -> list[Assessed]:
    """The assessments of a plan with their areas, the first one first; one query."""
    found: dict[int, Assessed] = {}
    ratings = AreaRating.objects.filter(assessment__plan=plan).select_related("assessment__created_by")
    for rating in ratings.order_by("assessment__assessed_on", "assessment_id", "pk"):
        assessed = found.setdefault(rating.assessment_id, Assessed(rating.assessment.assessed_on, []))
        assessed.ratings.append(rating)
    return list(found.values())


def standings_of(assessments: list[Assessed]) -> list[Standing]:
    """Each area's latest level beside its first one. An area left out of a later assessment keeps its level."""
    first: dict[str, int] = {}
    last: dict[str, AreaRating] = {}
    for assessment in assessments:
        for rating in assessment.ratings:
            first.setdefault(rating.life_area, rating.level)
            last[rating.life_area] = rating
    is_first = len(assessments) == 1
    return [
        Standing(area.value, area.label, last[area].level, None if is_first else first[area], last[area])
        for area in LifeArea
        if area in last
    ]


# --- Fassungen and reviews ------------------------------------------------------------------------


def fassungen_of(plan: Integrationsplan) -> QuerySet[Fassung]:
    """The Fassungen of a plan, the newest first, without their content."""
    signatures = FassungSignature.objects.only("fassung_id")  # they are counted; a scan has up to five megabytes
    return (
        plan.fassungen.defer("content")
        .select_related("created_by")
        .prefetch_related(Prefetch("signatures", queryset=signatures))
    )


def review_months(organisation: Organisation) -> int:
    """How many months may pass before this organisation goes through a plan again."""
    months = ReviewInterval.objects.filter(organisation=organisation).values_list("months", flat=True).first()
    return months or USUAL_REVIEW_MONTHS


def reviews_due(user: User, *, until: date, whose: str) -> QuerySet[Integrationsplan]:
    """Plans of active cases to be gone through again by ``until``, the longest overdue first."""
    plans = Integrationsplan.objects.visible_to(user).reviewed_by(until)
    if whose == "meine":
        plans = plans.filter(case__lead=user)
    return plans.select_related("case__person", "case__lead").order_by("next_review_on", "pk")


@dataclass(frozen=True)
class Review:
    """Where a Fortschreibung stands. Read from what is stored: it can be left at any point and gone on with."""

    plan: Integrationsplan | None
    persons: list[Person]
    goals: list[Goal]
    last: Fassung | None
    last_assessed_on: date | None
    is_assessed: bool

    @property
    def reviewed_count(self) -> int:
        return sum(self.is_reviewed(goal) for goal in self.goals)

    @property
    def is_gone_through(self) -> bool:
        return bool(self.goals) and self.reviewed_count == len(self.goals)

    @property
    def reviewed_goals(self) -> list[int]:
        """The ids of the goals that were gone through since the last Fassung."""
        return [goal.pk for goal in self.goals if self.is_reviewed(goal)]

    def is_reviewed(self, goal: Goal) -> bool:
        """Whether the goal was gone through, or taken up, since the last Fassung."""
        return goal.reviewed_at is not None and (self.last is None or goal.reviewed_at > self.last.created_at)


def review_of(case: Case) -> Review:
    """Where the Fortschreibung of a case's plan stands: five queries, however many goals."""
    plan = plan_of(case)
    if plan is None:
        return Review(None, [case.person], [], None, None, is_assessed=False)
    last = plan.fassungen.defer("content").order_by("-number").first()
    latest = plan.assessments.order_by("-assessed_on", "-pk").first()
    is_assessed = latest is not None and (last is None or last.assessment_id != latest.pk)
    goals = [goal for goal in plan.goals.all() if goal.is_pursued or (last and _ended_since(goal, last))]
    return Review(plan, persons_of(plan), goals, last, latest.assessed_on if latest else None, is_assessed)


def _ended_since(goal: Goal, last: Fassung) -> bool:
    """Whether the goal was gone through after ``last``: it stays on the page until the next Fassung."""
    return goal.reviewed_at is not None and goal.reviewed_at > last.created_at


@dataclass(frozen=True)
class Frozen:
    """An area of the assessment in a Fassung, as the picture reads it."""

    area: Mapping[str, Any]

    @property
    def label(self) -> str:
        return str(self.area["label"])

    @property
    def level(self) -> int:
        return int(self.area["level"])

    @property
    def was(self) -> int | None:
        was: int | None = self.area["was"]
        return was
