"""Plan and sessions: what one submission stores, and what it refuses as a whole."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from cases import plan_actions
from cases.enums import GoalProgress, LifeArea
from cases.models import Integrationsplan
from tests.factories.cases import CaseFactory, GoalFactory, StepFactory, plan_with_step

pytestmark = pytest.mark.django_db


def test_add_goal_first_one_begins_the_plan_second_one_joins_it() -> None:
    case = CaseFactory()

    first = plan_actions.add_goal(case, actor=case.lead, life_area=LifeArea.LANGUAGE, title="B1")
    second = plan_actions.add_goal(case, actor=case.lead, life_area=LifeArea.WORK, title="Praktikum")

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
