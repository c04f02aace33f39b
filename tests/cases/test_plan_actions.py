"""Plan and sessions: what one submission stores, and what it refuses as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from cases.enums import GoalProgress, LifeArea, SessionKind
from cases.models import Integrationsplan
from cases.plan import actions as plan_actions
from tests.factories.cases import CaseFactory, GoalFactory, StepFactory, plan_with_step

pytestmark = pytest.mark.django_db

SESSION: dict[str, Any] = {
    "held_on": date(2026, 9, 15),
    "kind": SessionKind.IN_PERSON,
    "duration_minutes": 45,
    "topics": [LifeArea.LANGUAGE, LifeArea.FAMILY],
    "note": "Kursplatz zugesagt.",
}

CONCRETE: dict[str, Any] = {"criterion": "das Papier vorliegt", "due_on": date(2027, 3, 31)}


def test_add_goal_first_one_begins_the_plan_second_one_joins_it() -> None:
    case = CaseFactory()

    first = plan_actions.add_goal(case, actor=case.lead, life_area=LifeArea.LANGUAGE, title="B1", **CONCRETE)
    second = plan_actions.add_goal(case, actor=case.lead, life_area=LifeArea.WORK, title="Praktikum", **CONCRETE)

    assert first.plan == second.plan == Integrationsplan.objects.get(case=case)


def test_tick_step_done_and_open_again() -> None:
    step = plan_with_step()
    lead = step.goal.plan.case.lead

    done = plan_actions.tick_step(step, actor=lead, is_done=True)
    again = plan_actions.tick_step(step, actor=lead, is_done=False)

    assert (done.done_on, again.done_on) == (timezone.localdate(), None)


def test_update_goal_and_step_change_what_is_named() -> None:
    step = StepFactory(goal=GoalFactory())
    lead = step.goal.plan.case.lead

    goal = plan_actions.update_goal(step.goal, actor=lead, progress=GoalProgress.REACHED)
    changed = plan_actions.update_step(step, actor=lead, due_on=date(2026, 12, 1))

    assert (goal.progress, changed.due_on, changed.text) == (GoalProgress.REACHED, date(2026, 12, 1), step.text)
