"""Access rows of states, responsibility and terms of a case."""

from __future__ import annotations

from cases.enums import ExtensionStatus
from cases.models import ExtensionTransition
from pik.accounts.enums import Role
from tests.access.table import Row
from tests.access.world import World
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
    world.extension = ExtensionFactory(case=world.case)
    ExtensionTransition.objects.create(
        subject=world.extension, name="ask", source="", target=ExtensionStatus.ASKED, actor=manager
    )
    world.saved_filter = SavedFilterFactory(organisation=world.ladenburg, user=manager)


ROWS: list[Row] = []
