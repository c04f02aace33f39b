"""Access rows of the team's page and of imports: the Teamleitung shares out work and takes cases over."""

from __future__ import annotations

import uuid
from typing import Any

from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.table import POST, Row
from tests.access.world import World
from tests.factories.cases import CaseFactory
from tests.factories.team import (
    ImportedCaseFactory,
    ImportRowFactory,
    ImportRunFactory,
    TeamMemberFactory,
    TeamSettingsFactory,
)


def build(world: World) -> None:
    leader, home = world.users[Role.TEAMLEITUNG], world.ladenburg
    TeamSettingsFactory(organisation=home, changed_by=leader)
    TeamMemberFactory(organisation=home, user=world.users[Role.INTEGRATIONSMANAGER])
    world.import_run = ImportRunFactory(organisation=home, uploaded_by=leader)
    ImportRowFactory(run=world.import_run)
    ImportRowFactory(
        run=world.import_run,
        cells={"family_name": "Rahimi", "given_name": "Zahra", "birth_date": "31.02.1990"},
        verdict="faulty",
        problems=[
            {"column": "birth_date", "message": "„31.02.1990“ gibt es nicht"},
            {"column": "nationalities", "message": "fehlt"},
        ],
    )
    ImportRowFactory(run=world.import_run, verdict="similar", is_wanted=False, alike=[{"line": 2}])
    ImportedCaseFactory(
        run=world.import_run, case=CaseFactory(organisation=home, lead=world.users[Role.INTEGRATIONSMANAGER])
    )


def once(world: World) -> dict[str, Any]:
    return {"submission_key": str(uuid.uuid4())}


TEAM = PERMISSIONS["cases.view_team"]
SETTINGS = PERMISSIONS["cases.edit_team"]
SHARE_OUT = PERMISSIONS["cases.redistribute_cases"]
IMPORT = PERMISSIONS["cases.import_cases"]
CASEWORK = PERMISSIONS["cases.view_case"]
MEMBER = {"kwargs": lambda world: {"user_id": world.users[Role.INTEGRATIONSMANAGER].pk}}
CASE = {"kwargs": lambda world: {"public_id": world.case.public_id}}
# For whoever does not counsel there is no import; who counsels and leads no team may not take cases over.
RUN: dict[str, Any] = {
    "kwargs": lambda world: {"public_id": world.import_run.public_id},
    "denied": 404,
    "sees": CASEWORK - IMPORT,
    "stranger": 404,
}
SENT: dict[str, Any] = {"method": POST, "is_page": False}

ROWS = [
    Row("cases:case_need", CASEWORK, denied=404, stranger=404, **CASE),
    Row("cases:case_need_save", CASEWORK, ok=422, denied=404, stranger=404, **SENT, **CASE),
    Row("cases:team", TEAM),
    Row("cases:team_case_list", TEAM),
    Row("cases:need_save", TEAM, ok=422, **SENT),
    Row("cases:lead_ask", TEAM, ok=302, stranger=404, **SENT, **CASE),
    Row("cases:team_settings", SETTINGS),
    Row("cases:team_settings_save", SETTINGS, ok=422, **SENT),
    Row("cases:team_member", SETTINGS, stranger=404, **MEMBER),
    Row("cases:team_member_save", SETTINGS, ok=302, stranger=404, **SENT, **MEMBER),
    Row("cases:redistribution", SHARE_OUT),
    Row("cases:redistribution", SHARE_OUT, query="?art=ausgleich", id="get cases:redistribution, proposal"),
    Row("cases:redistribution_save", SHARE_OUT, ok=422, data=once, **SENT),
    Row("cases:import_list", IMPORT),
    Row("cases:import_template", IMPORT, is_page=False),
    Row("cases:import_upload", IMPORT, ok=422, data=once, **SENT),
    Row("cases:import_detail", IMPORT, **RUN),
    Row("cases:import_state", IMPORT, ok=302, is_page=False, **RUN),
    Row("cases:import_errors", IMPORT, is_page=False, **RUN),
    Row("cases:import_choose", IMPORT, ok=302, **SENT, **RUN),
    Row("cases:import_order", IMPORT, ok=422, **SENT, **RUN),
    Row("cases:import_undo", IMPORT, **RUN),
    Row("cases:import_undo_now", IMPORT, ok=422, **SENT, **RUN),
]
