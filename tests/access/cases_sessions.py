"""Access rows of sessions, appointments, text blocks and drafts."""

from __future__ import annotations

from pik.accounts.enums import Role
from tests.access.table import Row
from tests.access.world import World
from tests.factories.cases import SessionFactory
from tests.factories.sessions import (
    AppointmentFactory,
    DraftFactory,
    GroupSessionFactory,
    SessionParticipantFactory,
    SessionTopicFactory,
    TextBlockFactory,
)


def build(world: World) -> None:
    lead = world.users[Role.INTEGRATIONSMANAGER]
    group = GroupSessionFactory(organisation=world.ladenburg, created_by=lead)
    world.session = SessionFactory(case=world.case, group=group)
    SessionTopicFactory(session=world.session)
    SessionParticipantFactory(session=world.session)
    world.appointment = AppointmentFactory(case=world.case)
    world.house_block = TextBlockFactory(organisation=world.ladenburg)
    world.block = TextBlockFactory(organisation=world.ladenburg, owner=lead)
    world.draft = DraftFactory(organisation=world.ladenburg, user=lead, about=world.case.public_id)


ROWS: list[Row] = []
