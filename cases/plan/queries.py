"""Reads of the plan: its goals by area of life, and whom it covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Prefetch

from cases.enums import LifeArea
from cases.models import Case, Goal, Integrationsplan, PlanMember, Step


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


def shared_plan_of(case: Case) -> Integrationsplan | None:
    """The plan of another case that covers the person of ``case``; None where she has her own, or none."""
    member = (
        PlanMember.objects.filter(person=case.person_id, left_on__isnull=True)
        .exclude(plan__case=case)
        .select_related("plan__case__person")
        .first()
    )
    return member.plan if member else None
