"""Sessions: what one submission stores, and what it refuses as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.enums import GoalProgress, LifeArea, SessionKind, StepOwner
from cases.models import Case, FollowUp, Goal, Session, Step
from cases.sessions import actions
from cases.sessions.actions import NewFollowUp, NewStep
from pik.accounts.enums import Role
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, plan_with_step

pytestmark = pytest.mark.django_db

SESSION: dict[str, Any] = {
    "held_on": date(2026, 9, 15),
    "kind": SessionKind.IN_PERSON,
    "duration_minutes": 45,
    "topics": [LifeArea.LANGUAGE, LifeArea.FAMILY],
    "note": "Kursplatz zugesagt.",
}


def test_log_session_stores_steps_new_step_and_follow_up_at_once() -> None:
    step = plan_with_step()
    case = step.goal.plan.case

    session = actions.log_session(
        case,
        actor=case.lead,
        **SESSION,
        steps_done=[step],
        new_step=NewStep(step.goal, "Betreuung klären", StepOwner.THIRD, "Kita Regenbogen", date(2026, 12, 1)),
        follow_up=NewFollowUp(date(2026, 11, 30), "Betreuung geklärt?"),
    )

    step.refresh_from_db()
    assert (step.done_on, step.done_in, step.goal.plan.case) == (SESSION["held_on"], session, case)
    assert Goal.objects.get().progress == GoalProgress.IN_WORK
    assert list(Step.objects.open().values_list("text", "owner_name")) == [("Betreuung klären", "Kita Regenbogen")]
    assert list(FollowUp.objects.values_list("reason", "session", "assigned_to")) == [
        ("Betreuung geklärt?", session.pk, case.lead.pk)
    ]


def test_log_session_with_a_bad_new_step_stores_nothing() -> None:
    step = plan_with_step()
    case = step.goal.plan.case

    with pytest.raises(ValidationError):
        actions.log_session(
            case, actor=case.lead, **SESSION, steps_done=[step], new_step=NewStep(step.goal, "Klären", StepOwner.THIRD)
        )

    step.refresh_from_db()
    assert (Session.objects.count(), step.done_on) == (0, None)


def test_log_session_with_a_step_of_another_case_is_refused() -> None:
    case, foreign = CaseFactory(), plan_with_step()

    with pytest.raises(ValidationError) as error:
        actions.log_session(case, actor=case.lead, **SESSION, steps_done=[foreign])

    assert error.value.messages == ["Ein Schritt gehört zu einem anderen Fall."]


def test_log_session_of_tomorrow_is_refused_at_its_day() -> None:
    case = CaseFactory()

    with pytest.raises(ValidationError) as error:
        actions.log_session(case, actor=case.lead, **{**SESSION, "held_on": timezone.localdate() + timedelta(days=1)})

    assert list(error.value.message_dict) == ["held_on"]


def test_log_session_of_a_closed_case_is_refused() -> None:
    case = CaseFactory(closed=True)

    with pytest.raises(ValidationError):
        actions.log_session(case, actor=case.lead, **SESSION)

    assert Session.objects.count() == 0


def test_log_session_by_teamleitung_is_refused() -> None:
    case = CaseFactory()

    with pytest.raises(PermissionDenied):
        actions.log_session(case, actor=user_with_role(Role.TEAMLEITUNG, case.organisation), **SESSION)


def test_log_session_keeps_the_date_of_a_step_done_before() -> None:
    step = plan_with_step(done_on=date(2026, 8, 1))
    case: Case = step.goal.plan.case

    actions.log_session(case, actor=case.lead, **SESSION, steps_done=[step])

    step.refresh_from_db()
    assert (step.done_on, step.done_in) == (date(2026, 8, 1), None)
