"""What the database itself refuses of plans, one step beyond the edge each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pgtrigger
import pytest
from django.db import Error, IntegrityError, connection, transaction

from cases.models import AreaRating, Fassung, Step
from tests.factories.cases import GoalFactory, PlanFactory, StepFactory
from tests.factories.offers import OfferFactory
from tests.factories.plan import (
    AreaRatingFactory,
    AssessmentFactory,
    CatalogueGoalFactory,
    CatalogueStepFactory,
    FassungFactory,
    FassungSignatureFactory,
    PlanMemberFactory,
    PlanTemplateFactory,
    ReviewIntervalFactory,
    TemplateGoalFactory,
    TemplateStepFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = [
    AreaRatingFactory,
    AssessmentFactory,
    CatalogueGoalFactory,
    CatalogueStepFactory,
    FassungFactory,
    FassungSignatureFactory,
    PlanMemberFactory,
    PlanTemplateFactory,
    ReviewIntervalFactory,
    TemplateGoalFactory,
    TemplateStepFactory,
]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda f: f.__name__)
def test_factory_makes_a_valid_object(factory: Any) -> None:
    factory().full_clean()


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (GoalFactory, {"criterion": ""}, "goal_criterion_given"),
        (GoalFactory, {"priority": 4}, "goal_priority_known"),
        (GoalFactory, {"progress": "not_reached"}, "goal_outcome_reasoned"),
        (GoalFactory, {"progress": "dropped"}, "goal_outcome_reasoned"),
        (GoalFactory, {"due_on": None}, "due_on"),
        (StepFactory, {"dropped_on": date(2026, 11, 1)}, "step_dropped_with_reason"),
        (StepFactory, {"dropped_because": "Umzug"}, "step_dropped_with_reason"),
        (
            StepFactory,
            {"dropped_on": date(2026, 11, 1), "dropped_because": "Umzug", "done_on": date(2026, 11, 1)},
            "step_done_or_dropped",
        ),
        (PlanMemberFactory, {"left_on": date(2026, 6, 30)}, "plan_member_leaves_after_joining"),
        (AssessmentFactory, {"assessed_on": date(1999, 12, 31)}, "assessment_day_possible"),
        (AreaRatingFactory, {"level": 0}, "area_rating_level_known"),
        (AreaRatingFactory, {"level": 6}, "area_rating_level_known"),
        (AreaRatingFactory, {"life_area": "x"}, "area_rating_life_area_known"),
        (FassungFactory, {"number": 2}, "fassung_without_gap"),
        (FassungFactory, {"number": 0}, "fassung_without_gap"),
        (FassungFactory, {"sha256": "a" * 63}, "fassung_sha256_complete"),
        (FassungFactory, {"people_present": []}, "fassung_somebody_present"),
        (FassungFactory, {"interpreter_name": "Nasrin Karimi"}, "fassung_interpreter_described"),
        (FassungFactory, {"interpreter_language": "Dari"}, "fassung_interpreter_described"),
        (FassungFactory, {"interpreter_language": "Dari", "interpreter_quality": "x"}, "fassung_interpreter_quality"),
        (FassungSignatureFactory, {"name": ""}, "fassung_signature_named"),
        (FassungSignatureFactory, {"role": "x"}, "fassung_signature_role_known"),
        (FassungSignatureFactory, {"drawing": ""}, "fassung_signature_present"),
        (FassungSignatureFactory, {"drawing": '<script>"'}, "fassung_signature_present"),
        (FassungSignatureFactory, {"scan": b"%PDF-", "scan_type": "application/pdf"}, "fassung_signature_present"),
        (FassungSignatureFactory, {"scanned": True, "scan_type": "text/html"}, "fassung_signature_present"),
        (CatalogueGoalFactory, {"organisation": None}, "catalogue_goal_common_has_key"),
        (CatalogueGoalFactory, {"criterion": ""}, "catalogue_goal_worded"),
        (CatalogueGoalFactory, {"life_area": "x"}, "catalogue_goal_life_area_known"),
        (CatalogueStepFactory, {"text": ""}, "catalogue_step_worded"),
        (CatalogueStepFactory, {"owner": "x"}, "catalogue_step_owner_known"),
        (CatalogueStepFactory, {"owner": "third"}, "catalogue_step_third_named"),
        (PlanTemplateFactory, {"name": ""}, "plan_template_named"),
        (PlanTemplateFactory, {"organisation": None}, "plan_template_common_has_key"),
        (TemplateGoalFactory, {"title": ""}, "template_goal_worded"),
        (TemplateGoalFactory, {"life_area": "x"}, "template_goal_life_area_known"),
        (TemplateGoalFactory, {"due_unit": "x"}, "template_goal_unit_known"),
        (TemplateStepFactory, {"text": ""}, "template_step_worded"),
        (TemplateStepFactory, {"owner": "x"}, "template_step_owner_known"),
        (TemplateStepFactory, {"owner": "third"}, "template_step_third_named"),
        (TemplateStepFactory, {"due_unit": "x"}, "template_step_unit_known"),
        (ReviewIntervalFactory, {"months": 0}, "review_interval_possible"),
        (ReviewIntervalFactory, {"months": 25}, "review_interval_possible"),
    ],
)
def test_row_beyond_the_edge_is_refused(factory: Any, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        factory(**values)


@pytest.mark.parametrize(
    ("factory", "same", "constraint"),
    [
        (PlanMemberFactory, ["person"], "plan_member_one_live_plan"),
        (AssessmentFactory, ["plan", "assessed_on"], "assessment_once_a_day"),
        (AreaRatingFactory, ["assessment", "life_area"], "area_rating_once"),
        (PlanTemplateFactory, ["organisation", "name"], "plan_template_name_once"),
    ],
)
def test_second_row_of_the_same_is_refused(factory: Any, same: list[str], constraint: str) -> None:
    first = factory()
    values = {name: getattr(first, name) for name in same}
    if factory is PlanMemberFactory:
        values["plan"] = PlanFactory(case__organisation=first.plan.case.organisation)

    with pytest.raises(IntegrityError, match=constraint):
        factory(**values)


@pytest.mark.parametrize("factory", [CatalogueGoalFactory, PlanTemplateFactory])
def test_key_of_common_rows_is_unique_and_the_rows_stay(factory: Any) -> None:
    common = factory(organisation=None, key="language.b1")

    with pytest.raises(IntegrityError, match="key_once"), transaction.atomic():
        factory(organisation=None, key="language.b1")
    with pytest.raises(Error, match="Cannot delete"), transaction.atomic():
        common.delete()


def test_key_of_common_steps_is_unique() -> None:
    goal = CatalogueGoalFactory(organisation=None, key="language.b1")
    CatalogueStepFactory(goal=goal, key="language.b1.1")

    with pytest.raises(IntegrityError, match="catalogue_step_key_once"):
        CatalogueStepFactory(goal=goal, key="language.b1.1")


def test_number_of_a_fassung_is_given_once() -> None:
    first = FassungFactory()

    # Past the trigger that counts: what two at once would meet.
    with (
        pgtrigger.ignore("cases.Fassung:fassung_without_gap"),
        pytest.raises(IntegrityError, match="fassung_number_once"),
        transaction.atomic(),
    ):
        FassungFactory(plan=first.plan)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_fassung SET content = '{}' WHERE id = %s",
        "UPDATE cases_fassung SET agreed_on = agreed_on + 1 WHERE id = %s",
        "DELETE FROM cases_fassung WHERE id = %s",
        "UPDATE cases_fassungsignature SET name = 'Jemand' WHERE fassung_id = %s",
        "DELETE FROM cases_fassungsignature WHERE fassung_id = %s",
    ],
)
def test_fassung_and_signatures_never_change(statement: str) -> None:
    fassung = FassungSignatureFactory().fassung

    with pytest.raises(Error, match=r"Cannot (update|delete)"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [fassung.pk])

    assert Fassung.objects.get(pk=fassung.pk).content == fassung.content


@pytest.mark.parametrize(
    "change",
    [
        lambda rating: AreaRatingFactory(assessment=rating.assessment, life_area="work"),
        lambda rating: AreaRating.objects.filter(pk=rating.pk).update(level=5),
        lambda rating: rating.delete(),
    ],
    ids=["insert", "update", "delete"],
)
def test_assessment_in_a_fassung_is_fixed(change: Callable[[AreaRating], Any]) -> None:
    rating = AreaRatingFactory()
    FassungFactory(plan=rating.assessment.plan, assessment=rating.assessment)

    with pytest.raises(IntegrityError, match="area_rating_fixed_by_fassung"):
        change(rating)


def test_step_counts_how_often_its_day_moved_back() -> None:
    step = StepFactory(due_on=date(2026, 12, 1))

    for day in (date(2026, 12, 15), date(2027, 1, 10), date(2027, 1, 5)):
        Step.objects.filter(pk=step.pk).update(due_on=day)

    step.refresh_from_db()
    assert step.postponed_count == 2


def test_step_names_no_protected_offer() -> None:
    step = StepFactory()
    offer = OfferFactory(organisation=step.goal.plan.case.organisation, protected=True)

    with pytest.raises(IntegrityError, match="step_offer_not_protected"):
        Step.objects.filter(pk=step.pk).update(offer=offer)
