"""Access rows of the Integrationsplan beyond its board: assessment, Fassungen, catalogue, templates."""

from __future__ import annotations

from cases.models import ReviewInterval
from pik.accounts.enums import Role
from tests.access.table import Row
from tests.access.world import World
from tests.factories.plan import (
    AreaRatingFactory,
    AssessmentFactory,
    CatalogueStepFactory,
    FassungFactory,
    FassungSignatureFactory,
    PlanMemberFactory,
    TemplateStepFactory,
)


def build(world: World) -> None:
    plan = world.step.goal.plan
    PlanMemberFactory(plan=plan, person=world.case.person)
    world.assessment = AssessmentFactory(plan=plan)
    AreaRatingFactory(assessment=world.assessment)
    world.fassung = FassungFactory(plan=plan)
    world.signature = FassungSignatureFactory(fassung=world.fassung)
    world.catalogue_goal = CatalogueStepFactory(goal__organisation=world.ladenburg).goal
    world.template = TemplateStepFactory(goal__template__organisation=world.ladenburg).goal.template
    ReviewInterval.objects.get_or_create(
        organisation=world.ladenburg, defaults={"changed_by": world.users[Role.TEAMLEITUNG]}
    )


ROWS: list[Row] = []
