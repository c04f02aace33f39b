"""Access rows of states, responsibility and terms of a case."""

from __future__ import annotations

from typing import Any

from cases.enums import ExtensionStatus
from cases.models import ExtensionTransition
from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.cases import of_case, once
from tests.access.table import POST, Row
from tests.access.world import World
from tests.factories.cases import CaseFactory
from tests.factories.lifecycle import (
    AbsenceFactory,
    DeputyFactory,
    ExtensionFactory,
    SavedFilterFactory,
    SuspensionFactory,
)


def build(world: World) -> None:
    manager = world.users[Role.INTEGRATIONSMANAGER]
    world.deputy = DeputyFactory(case=world.case, user=world.giver)
    world.absence = AbsenceFactory(
        organisation=world.ladenburg, user=world.giver, substitute=manager, entered_by=world.giver
    )
    world.suspension = SuspensionFactory(case=world.case)
    world.extension = ExtensionFactory(case=world.case, asked_by=world.giver)
    ExtensionTransition.objects.create(
        subject=world.extension, name="ask", source="", target=ExtensionStatus.ASKED, actor=world.giver
    )
    world.saved_filter = SavedFilterFactory(organisation=world.ladenburg, user=manager)
    world.asking = CaseFactory(organisation=world.ladenburg, request=True, lead=manager)
    world.waiting = CaseFactory(organisation=world.ladenburg, waiting=True, lead=None)
    world.resting = CaseFactory(organisation=world.ladenburg, resting=True, lead=manager)
    SuspensionFactory(case=world.resting, starts_on=world.resting.resting_since, ends_on=None)


def about(case: str) -> dict[str, Any]:
    return {"kwargs": lambda world: {"public_id": getattr(world, case).public_id}}


def part(name: str, of: str = "case") -> dict[str, Any]:
    return {"kwargs": lambda world: {"public_id": getattr(world, of).public_id, "pk": getattr(world, name).pk}}


def key_of(name: str) -> dict[str, Any]:
    return {"kwargs": lambda world: {"pk": getattr(world, name).pk}}


CASEWORK = PERMISSIONS["cases.view_case"]
LEAD = frozenset({Role.TEAMLEITUNG})
MANAGER = frozenset({Role.INTEGRATIONSMANAGER})
CHANGE: dict[str, Any] = {"method": POST, "is_page": False}

ROWS = [
    Row("cases:case_waiting", CASEWORK),
    Row("cases:absence_list", CASEWORK),
    Row("cases:absence_add", CASEWORK, ok=422, data=once, **CHANGE),
    # Somebody else of the team is away: an Integrationsmanager:in changes her own absence only.
    Row(
        "cases:absence_end",
        LEAD,
        ok=302,
        sees=CASEWORK - LEAD,
        stranger=404,
        denied=404,
        **key_of("absence"),
        **CHANGE,
    ),
    Row(
        "cases:absence_substitute",
        LEAD,
        ok=422,
        sees=CASEWORK - LEAD,
        stranger=404,
        denied=404,
        **key_of("absence"),
        **CHANGE,
    ),
    Row("cases:case_export", CASEWORK, is_page=False),
    Row("cases:filter_save", CASEWORK, ok=422, data=once, **CHANGE),
    # A filter is one's own; for the others it does not exist.
    Row(
        "cases:filter_delete",
        MANAGER,
        ok=302,
        sees=frozenset(Role) - CASEWORK,
        denied=404,
        stranger=404,
        **key_of("saved_filter"),
        **CHANGE,
    ),
    of_case("case_wait", PERMISSIONS["cases.admit_case"], **about("asking")),
    of_case("case_wait_save", PERMISSIONS["cases.admit_case"], method=POST, **about("asking")),
    of_case("case_begin", PERMISSIONS["cases.admit_case"], **about("waiting")),
    of_case("case_begin_save", PERMISSIONS["cases.admit_case"], method=POST, **about("waiting")),
    of_case("case_rest", PERMISSIONS["cases.rest_case"]),
    of_case("case_rest_save", PERMISSIONS["cases.rest_case"], method=POST),
    of_case("case_resume", PERMISSIONS["cases.rest_case"], **about("resting")),
    of_case("case_resume_save", PERMISSIONS["cases.rest_case"], method=POST, **about("resting")),
    of_case("case_term"),
    of_case("extension_ask", method=POST),
    of_case("extension_decide", LEAD, method=POST, **part("extension")),
    # Asked by somebody else: she alone takes it back.
    of_case("extension_withdraw", method=POST, **part("extension")),
    of_case("rest_record", PERMISSIONS["cases.rest_case"], method=POST),
    of_case("rest_prolong", PERMISSIONS["cases.rest_case"], method=POST, **about("resting")),
    of_case("rest_edit", PERMISSIONS["cases.rest_case"], **part("suspension")),
    of_case("rest_correct", PERMISSIONS["cases.rest_case"], method=POST, **part("suspension")),
    of_case("rest_remove", PERMISSIONS["cases.rest_case"], method=POST, **part("suspension")),
    of_case("begin_edit", LEAD),
    of_case("begin_correct", LEAD, method=POST),
    of_case("waiting_edit", PERMISSIONS["cases.admit_case"], **about("waiting")),
    of_case("waiting_correct", PERMISSIONS["cases.admit_case"], method=POST, **about("waiting")),
    of_case("case_lead"),
    of_case("lead_give", method=POST),
    of_case("deputy_add", method=POST),
    of_case("deputy_end", LEAD | MANAGER, method=POST, ok=302, **part("deputy")),
]
