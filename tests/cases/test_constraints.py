"""What the database itself refuses, one step beyond the edge each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from cases.lifecycle import actions as lifecycle
from tests.factories.cases import (
    CaseFactory,
    FollowUpFactory,
    GoalFactory,
    PlanFactory,
    SessionFactory,
    StepFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = [
    CaseFactory,
    FollowUpFactory,
    GoalFactory,
    PlanFactory,
    SessionFactory,
    StepFactory,
]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda f: f.__name__)
def test_factory_makes_a_valid_object(factory: Any) -> None:
    factory().full_clean()


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (CaseFactory, {"status": "x"}, "case_(status_known|closed_with_reason)"),
        (CaseFactory, {"closing_reason": "moved"}, "case_closed_with_reason"),
        (CaseFactory, {"closed": True, "closed_on": None}, "case_closed_with_reason"),
        (CaseFactory, {"closed": True, "closing_reason": "x"}, "case_closed_with_reason"),
        (CaseFactory, {"ends_on": date(2026, 6, 30)}, "case_period_order"),
        (GoalFactory, {"life_area": "x"}, "goal_life_area_known"),
        (GoalFactory, {"progress": "x"}, "goal_progress_known"),
        (GoalFactory, {"title": ""}, "goal_title_given"),
        (StepFactory, {"owner": "x"}, "step_owner_known"),
        (StepFactory, {"owner": "third"}, "step_third_named"),
        (StepFactory, {"text": ""}, "step_text_given"),
        (SessionFactory, {"kind": "x"}, "session_kind_known"),
        (SessionFactory, {"duration_minutes": 0}, "session_duration_possible"),
        (SessionFactory, {"duration_minutes": 601}, "session_duration_possible"),
        (SessionFactory, {"topics": []}, "session_topics_known"),
        (SessionFactory, {"topics": ["x"]}, "session_topics_known"),
        (FollowUpFactory, {"done_at": timezone.now}, "follow_up_done_by_someone"),
        (FollowUpFactory, {"reason": ""}, "follow_up_reason_given"),
    ],
)
def test_row_beyond_the_edge_is_refused(factory: Any, values: dict[str, Any], constraint: str) -> None:
    values = {name: value() if callable(value) else value for name, value in values.items()}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**values)


@pytest.mark.parametrize("minutes", [1, 600])
def test_session_at_the_edge_of_its_duration_is_stored(minutes: int) -> None:
    session = SessionFactory(duration_minutes=minutes)

    session.full_clean()


def test_step_done_in_a_session_without_a_date_is_refused() -> None:
    session = SessionFactory()

    with pytest.raises(IntegrityError, match="step_done_in_session"), transaction.atomic():
        StepFactory(done_in=session)


def test_person_with_a_second_active_case_is_refused_with_a_sentence() -> None:
    case = CaseFactory()

    with pytest.raises(IntegrityError, match="case_one_open"), transaction.atomic():
        CaseFactory(person=case.person, organisation=case.organisation)
    with pytest.raises(ValidationError) as error:
        CaseFactory.build(
            person=case.person, organisation=case.organisation, lead=case.lead, number="TST-2026-X"
        ).full_clean()

    assert error.value.messages == ["Diese Person hat schon einen offenen Fall."]


def test_person_with_a_closed_case_may_have_a_new_one() -> None:
    case = CaseFactory(closed=True)

    CaseFactory(person=case.person, organisation=case.organisation)


def test_log_of_a_case_is_append_only() -> None:
    case = CaseFactory()
    lifecycle.close_case(case, actor=case.lead, reason="moved")

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        case.transitions.update(comment="anders")
