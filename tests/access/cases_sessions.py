"""Access rows of sessions, appointments, text blocks and drafts."""

from __future__ import annotations

from typing import Any

from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.cases import of_case, once
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
    TimelinePrintFactory,
)


def an_appointment(world: World) -> dict[str, Any]:
    return {"termin": world.appointment.pk}


def build(world: World) -> None:
    lead = world.users[Role.INTEGRATIONSMANAGER]
    world.group = GroupSessionFactory(organisation=world.ladenburg, created_by=lead)
    world.session = SessionFactory(case=world.case, group=world.group)
    SessionTopicFactory(session=world.session)
    SessionParticipantFactory(session=world.session)
    world.appointment = AppointmentFactory(case=world.case)
    TimelinePrintFactory(case=world.case)
    world.house_block = TextBlockFactory(organisation=world.ladenburg)
    world.block = TextBlockFactory(organisation=world.ladenburg, owner=lead)
    world.session_draft = DraftFactory(organisation=world.ladenburg, user=lead, about=world.case.public_id)


DRAFT: dict[str, Any] = {
    "kwargs": lambda world: {"form": "session", "about": world.case.public_id},
    "data": once,
    "method": POST,
    "is_page": False,
}
LOG = PERMISSIONS["cases.log_session"]
LEAD = PERMISSIONS["cases.keep_text_block_of_house"]
CASEWORK = PERMISSIONS["cases.view_case"]
SESSION = {"kwargs": lambda world: {"public_id": world.case.public_id, "pk": world.session.pk}}
BLOCK: dict[str, Any] = {"kwargs": lambda world: {"pk": world.block.pk}}
HOUSE_BLOCK: dict[str, Any] = {"kwargs": lambda world: {"pk": world.house_block.pk}}
GROUP: dict[str, Any] = {"stranger": 404, "kwargs": lambda world: {"public_id": world.group.public_id}}
FORM: dict[str, Any] = {"method": POST, "is_page": False, "data": once}
KEEP = PERMISSIONS["accounts.keep_draft"]

ROWS = [
    # Without the word of the page whose it is nothing is kept under another's name.
    Row("accounts:draft_save", KEEP, ok=422, **DRAFT),
    Row("accounts:draft_discard", KEEP, ok=302, **DRAFT),
    of_case("session_block", LOG, method=POST, ok=200),
    of_case("session_edit", LOG, **SESSION),
    of_case("session_correct", LOG, method=POST, **SESSION),
    of_case("appointment_list"),
    of_case("appointment_new"),
    of_case("appointment_add", method=POST),
    of_case("appointment_cancel", method=POST, ok=302, data=an_appointment),
    of_case("timeline_print", method=POST, ok=302),
    Row("cases:group_new", LOG),
    Row("cases:group_search", LOG, method=POST, is_page=False, data=once),
    Row("cases:group_more", LOG, **GROUP),
    Row("cases:group_add", LOG, ok=422, **GROUP, **FORM),
    Row("cases:group_log", LOG, ok=422, method=POST, is_page=False, data=once),
    Row("cases:group_detail", CASEWORK, denied=404, **GROUP),
    Row("cases:text_block_list", CASEWORK),
    Row("cases:text_block_new", CASEWORK, kwargs=lambda world: {"whose": "eigener"}),
    Row("cases:text_block_new", LEAD, kwargs=lambda world: {"whose": "haus"}, id="get text block of the house"),
    Row("cases:text_block_add", CASEWORK, ok=422, kwargs=lambda world: {"whose": "eigener"}, **FORM),
    # The lead's own: for colleagues it does not exist.
    Row("cases:text_block_edit", LOG, denied=404, stranger=404, **BLOCK),
    Row("cases:text_block_save", LOG, ok=422, denied=404, stranger=404, **BLOCK, **FORM),
    Row("cases:text_block_delete", LEAD, ok=302, denied=404, sees=LOG, stranger=404, **HOUSE_BLOCK, **FORM),
]
