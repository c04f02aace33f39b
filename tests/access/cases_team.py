"""Access rows of the team's page and of imports: the Teamleitung shares out work and takes cases over."""

from __future__ import annotations

from pik.accounts.enums import Role
from tests.access.table import Row
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
    ImportedCaseFactory(
        run=world.import_run, case=CaseFactory(organisation=home, lead=world.users[Role.INTEGRATIONSMANAGER])
    )


ROWS: list[Row] = []
