"""Access rows of the Integrationsplan beyond its board: assessment, Fassungen, catalogue, templates."""

from __future__ import annotations

from typing import Any

from cases.models import ReviewInterval
from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.cases import of_case, once
from tests.access.table import POST, Row
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
    FassungSignatureFactory(fassung=world.fassung)
    world.scan = FassungSignatureFactory(fassung=world.fassung, scanned=True)
    world.catalogue_goal = CatalogueStepFactory(goal__organisation=world.ladenburg).goal
    world.template = TemplateStepFactory(goal__template__organisation=world.ladenburg).goal.template
    ReviewInterval.objects.get_or_create(
        organisation=world.ladenburg, defaults={"changed_by": world.users[Role.TEAMLEITUNG]}
    )


FASSUNG = {"kwargs": lambda world: {"public_id": world.case.public_id, "number": world.fassung.number}}
TEMPLATE = {
    "kwargs": lambda world: {"public_id": world.case.public_id, "template_id": world.template.public_id},
}
SCAN = {"kwargs": lambda world: {"public_id": world.case.public_id, "signature_id": world.scan.public_id}}
CASEWORK = PERMISSIONS["cases.view_case"]
KEEP = PERMISSIONS["cases.edit_catalogue"]


def kept(url_name: str, **more: Any) -> Row:
    """A row about an organisation's own entry or template: the Teamleitung there keeps it, others are refused."""
    entry = {"entry_id": "catalogue_goal", "template_id": "template"}
    name = more.pop("of", "")
    extra = more.pop("extra", lambda world: {})
    kwargs = (lambda world: {name: getattr(world, entry[name]).public_id, **extra(world)}) if name else None
    defaults: dict[str, Any] = {"kwargs": kwargs} if kwargs else {}
    if name:
        defaults["stranger"] = 404
    if more.get("method") == POST:
        defaults |= {"ok": 422, "is_page": False, "data": once}
    return Row(f"cases:{url_name}", KEEP, **{**defaults, **more})


ROWS: list[Row] = [
    of_case("plan_members"),
    of_case("plan_members_save", method=POST, ok=302),
    of_case("case_assessment"),
    of_case("assessment_edit"),
    of_case("assessment_save", method=POST),
    of_case("template_choice"),
    of_case("template_preview", **TEMPLATE),
    of_case("template_apply", method=POST, **TEMPLATE),
    of_case("plan_review"),
    of_case("review_save", method=POST, ok=302),
    of_case("plan_freeze", method=POST),
    of_case("fassung_list"),
    of_case("plan_compare"),
    of_case("comparison_print", method=POST, ok=302),
    of_case("fassung_detail", **FASSUNG),
    of_case("fassung_sign", method=POST, **FASSUNG),
    of_case("fassung_print", method=POST, ok=302, **FASSUNG),
    of_case("signature_scan", is_page=False, **SCAN),
    Row("cases:review_list", CASEWORK),
    Row("cases:catalogue_list", CASEWORK),
    kept("interval_save", method=POST),
    kept("catalogue_new"),
    kept("catalogue_add", method=POST),
    kept("catalogue_edit", of="entry_id"),
    kept("catalogue_save", of="entry_id", method=POST),
    kept("catalogue_retire", of="entry_id", method=POST, ok=302),
    kept("template_new"),
    kept("template_add", method=POST),
    kept("template_edit", of="template_id"),
    kept("template_save", of="template_id", method=POST),
    kept("template_goal_add", of="template_id", method=POST),
    kept(
        "template_goal_remove",
        of="template_id",
        method=POST,
        ok=302,
        extra=lambda world: {"goal_id": world.template.goals.first().pk},
    ),
    kept("template_retire", of="template_id", method=POST, ok=302),
]
