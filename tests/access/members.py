"""Access rows of people and invitations."""

from __future__ import annotations

import uuid

from pik.accounts.permissions import PERMISSIONS
from tests.access.table import EVERYONE, POST, Row
from tests.access.world import World
from tests.factories.accounts import InvitationFactory


def build(world: World) -> None:
    world.invitation = InvitationFactory(organisation=world.ladenburg)


def once(world: World) -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4())}


MEMBER = {"kwargs": lambda world: {"pk": world.member.pk}, "stranger": 404}
INVITATION = {"kwargs": lambda world: {"pk": world.invitation.pk}, "stranger": 404}
MAY_GRANT = PERMISSIONS["accounts.grant_role"]
MAY_INVITE = PERMISSIONS["accounts.invite_member"]
# The invitation of the world is to casework: that the Systemverwaltung can't give, so she can't send it either.
MAY_SEND = MAY_INVITE - {"systemverwaltung"}
PUBLIC = {"is_public": True, "is_page": False, "method": POST}

ROWS = [
    Row("accounts:member", PERMISSIONS["accounts.view_members"], **MEMBER),
    Row("accounts:role_grant", MAY_GRANT, **MEMBER),
    Row("accounts:role_grant_save", MAY_GRANT, ok=422, method=POST, is_page=False, **MEMBER),
    Row("accounts:invitation_list", MAY_INVITE),
    Row("accounts:invitation_new", MAY_INVITE),
    Row("accounts:invitation_create", MAY_INVITE, ok=422, method=POST, is_page=False, data=once),
    Row("accounts:invitation_detail", MAY_INVITE, **INVITATION),
    Row("accounts:invitation_resend", MAY_SEND, ok=302, method=POST, is_page=False, **INVITATION),
    Row("accounts:invitation_link", MAY_SEND, method=POST, is_page=False, **INVITATION),
    Row("accounts:invitation_withdraw", MAY_SEND, ok=302, method=POST, is_page=False, **INVITATION),
    Row("accounts:invitation", EVERYONE, is_public=True),
    Row("accounts:invitation_open", EVERYONE, ok=422, **PUBLIC),
    Row("accounts:invitation_accept", EVERYONE, ok=422, **PUBLIC),
    Row("accounts:invitation_join", EVERYONE, ok=422, **PUBLIC),
]
