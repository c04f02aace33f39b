"""Access rows of sessions, appointments, text blocks and drafts."""

from __future__ import annotations

from typing import Any

from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.cases import once
from tests.access.table import POST, Row
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


DRAFT: dict[str, Any] = {
    "kwargs": lambda world: {"form": "session", "about": world.case.public_id},
    "data": once,
    "method": POST,
    "is_page": False,
}
KEEP = PERMISSIONS["accounts.keep_draft"]

ROWS = [
    # Without the word of the page whose it is nothing is kept under another's name.
    Row("accounts:draft_save", KEEP, ok=409, **DRAFT),
    Row("accounts:draft_discard", KEEP, ok=302, **DRAFT),
]
