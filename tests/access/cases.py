"""Access rows of cases: counselling exists for those who counsel, and for nobody else."""

from __future__ import annotations

import uuid
from typing import Any

from cases.enums import CaseStatus
from cases.models import CaseTransition, PlanPrint
from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.table import POST, Row
from tests.access.world import World
from tests.factories.cases import CaseFactory, FollowUpFactory, HandOverFactory, SessionFactory, plan_with_step
from tests.factories.documents import DocumentFactory, job_of
from tests.factories.sealed import EmergencyAccessFactory, SealedNoteFactory, SealedReadingFactory


def build(world: World) -> None:
    lead = world.users[Role.INTEGRATIONSMANAGER]
    world.case = CaseFactory(organisation=world.ladenburg, lead=lead)
    CaseTransition.objects.create(subject=world.case, name="open", source="", target=CaseStatus.ACTIVE, actor=lead)
    world.step = plan_with_step(world.case)
    SessionFactory(case=world.case)
    world.follow_up = FollowUpFactory(case=world.case)
    world.giver = CaseFactory(organisation=world.ladenburg).lead
    HandOverFactory(organisation=world.ladenburg, giver=world.giver, taker=lead)
    # Whoever may read the case has what was printed of it.
    printed = job_of(lead, done=True, holds_person=True, kind="cases.integrationsplan")
    world.print = DocumentFactory(job=printed).job
    PlanPrint.objects.create(plan=world.step.goal.plan, job=printed)
    world.note = SealedNoteFactory(case=world.case)
    SealedReadingFactory(note=world.note)
    world.emergency = EmergencyAccessFactory(case=world.case, user=world.strangers[Role.INTEGRATIONSMANAGER])
    world.closed_case = CaseFactory(organisation=world.ladenburg, lead=lead, closed=True)


def once(world: World) -> dict[str, Any]:
    return {"submission_key": str(uuid.uuid4())}


def of_case(url_name: str, allowed: frozenset[Role] = PERMISSIONS["cases.view_case"], **more: Any) -> Row:
    """A row about the case: for all who don't counsel in its organisation it does not exist."""
    sees = PERMISSIONS["cases.view_case"] - allowed
    defaults: dict[str, Any] = {"kwargs": lambda world: {"public_id": world.case.public_id}}
    if more.get("method") == POST:
        defaults |= {"ok": 422, "is_page": False, "data": once}
    return Row(f"cases:{url_name}", allowed, denied=404, sees=sees, stranger=404, **{**defaults, **more})


CASEWORK = PERMISSIONS["cases.view_case"]
GOAL = {"kwargs": lambda world: {"public_id": world.case.public_id, "pk": world.step.goal_id}}
STEP = {"kwargs": lambda world: {"public_id": world.case.public_id, "pk": world.step.pk}}
CLOSED = {"kwargs": lambda world: {"public_id": world.closed_case.public_id}}
# Somebody else of the team: an Integrationsmanager:in hands over her own cases only.
GIVER = {"kwargs": lambda world: {"user_id": world.giver.pk}}
LEAD = frozenset({Role.TEAMLEITUNG})
NOTE = {"kwargs": lambda world: {"public_id": world.case.public_id, "note_id": world.note.public_id}}
MANAGER = frozenset({Role.INTEGRATIONSMANAGER})
WATCH = PERMISSIONS["cases.watch_emergency_access"]
REOPEN = PERMISSIONS["cases.reopen_case"]

ROWS = [
    Row("cases:my_day", CASEWORK),
    Row("cases:case_list", CASEWORK),
    Row("cases:follow_up_list", CASEWORK),
    Row(
        "cases:follow_up_finish",
        CASEWORK,
        ok=302,
        denied=404,
        stranger=404,
        method=POST,
        is_page=False,
        kwargs=lambda world: {"pk": world.follow_up.pk},
    ),
    Row("cases:hand_over_list", CASEWORK),
    Row("cases:hand_over", LEAD, stranger=404, **GIVER),
    Row("cases:hand_over_save", LEAD, ok=422, method=POST, is_page=False, stranger=404, **GIVER),
    Row("cases:case_new", CASEWORK),
    Row("cases:case_open", CASEWORK, ok=422, method=POST, is_page=False, data=once),
    of_case("case_detail"),
    of_case("follow_up_add", method=POST),
    of_case("case_history"),
    of_case("case_access", PERMISSIONS["cases.view_access"]),
    of_case("case_close"),
    of_case("case_close_save", method=POST),
    of_case("case_reopen", REOPEN, **CLOSED),
    of_case("case_reopen_save", REOPEN, method=POST, **CLOSED),
    of_case("case_sessions"),
    of_case("session_log", PERMISSIONS["cases.log_session"], method=POST),
    of_case("case_sealed"),
    of_case("sealed_add", method=POST),
    # A note that one must not read does not exist: for the Teamleitung either.
    Row("cases:sealed_note", MANAGER, denied=404, stranger=404, **NOTE),
    Row("cases:sealed_read", MANAGER, denied=404, stranger=404, method=POST, is_page=False, **NOTE),
    of_case("emergency_new"),
    of_case("emergency_take", method=POST),
    of_case("emergency_end", method=POST, ok=302),
    Row("cases:emergency_list", WATCH),
    Row(
        "cases:emergency_acknowledge",
        WATCH,
        ok=302,
        stranger=404,
        method=POST,
        is_page=False,
        kwargs=lambda world: {"public_id": world.emergency.public_id},
    ),
    of_case("case_documents"),
    of_case(
        "case_document",
        is_page=False,
        kwargs=lambda world: {"public_id": world.case.public_id, "job_id": world.print.public_id},
    ),
    of_case("plan_print", method=POST, ok=302),
    of_case("case_plan"),
    of_case("goal_new"),
    of_case("goal_add", method=POST),
    of_case("goal_edit", **GOAL),
    of_case("goal_save", method=POST, **GOAL),
    of_case("step_new", **GOAL),
    of_case("step_add", method=POST, **GOAL),
    of_case("step_edit", **STEP),
    of_case("step_save", method=POST, **STEP),
    of_case("step_tick", method=POST, ok=302, **STEP),
]
