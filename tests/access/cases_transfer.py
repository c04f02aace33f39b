"""Access rows of Überleitung, Mitsicht and Kontaktkarte."""

from __future__ import annotations

from typing import Any

from pik.accounts.permissions import PERMISSIONS
from tests.access.cases import CASEWORK, of_case, once
from tests.access.table import POST, Row
from tests.access.world import World
from tests.factories.accounts import OrganisationFactory
from tests.factories.cases import CaseFactory
from tests.factories.transfer import (
    CardQueryFactory,
    ContactCardFactory,
    ShareFactory,
    TransferFactory,
    TransferTransitionFactory,
)


def build(world: World) -> None:
    # Neither Ladenburg nor Mauer: what goes over to them exists for them.
    world.elsewhere = OrganisationFactory()
    world.transfer = TransferFactory(case=world.case, receiver=world.elsewhere, consented=True)
    TransferTransitionFactory(subject=world.transfer)
    theirs = CaseFactory(organisation=world.elsewhere)
    world.request = TransferFactory(case=theirs, receiver=world.ladenburg, sent=True)
    world.share = ShareFactory(case=world.case, receiver=world.elsewhere)
    world.shown = ShareFactory(case=theirs, receiver=world.ladenburg)
    ContactCardFactory(case=world.case)
    for role in CASEWORK:
        CardQueryFactory(organisation=world.ladenburg, user=world.users[role])


def of(kind: str, url_name: str, **more: Any) -> Row:
    """A row about an Überleitung or a Mitsicht: for all others it does not exist."""
    key = "share_id" if kind == "shown" else "transfer_id"
    defaults: dict[str, Any] = {"kwargs": lambda world: {key: getattr(world, kind).public_id}, "denied": 404}
    if more.get("method") == POST:
        defaults |= {"ok": 422, "is_page": False}
    return Row(f"cases:{url_name}", CASEWORK, stranger=404, **{**defaults, **more})


SHARE = {"kwargs": lambda world: {"public_id": world.case.public_id, "share_id": world.share.public_id}}
LOOK = PERMISSIONS["cases.look_up_contact"]

ROWS = [
    Row("cases:transfer_list", CASEWORK),
    of_case("transfer_new"),
    of_case("transfer_prepare", method=POST),
    of("transfer", "transfer_detail"),
    of("transfer", "transfer_edit"),
    of("transfer", "transfer_save", method=POST),
    of("transfer", "transfer_consent", method=POST),
    of("transfer", "transfer_send", method=POST, ok=302),
    of("transfer", "transfer_withdraw", method=POST, ok=302),
    of("request", "transfer_request"),
    of("request", "transfer_accept", method=POST, ok=302),
    of("request", "transfer_refuse", method=POST),
    of_case("case_sharing"),
    of_case("share_new"),
    of_case("share_add", method=POST),
    of_case("share_end", method=POST, ok=302, **SHARE),
    Row("cases:share_list", CASEWORK),
    of("shown", "share_summary", denied=403),
    of_case("card_edit"),
    of_case("card_save", method=POST),
    of_case("card_drop", method=POST, ok=302),
    Row("cases:contact_search", LOOK),
    Row("cases:contact_ask", LOOK, ok=422, method=POST, is_page=False, data=once),
]
