"""Access rows of the house itself: start, help, accounts, rule book."""

from __future__ import annotations

import uuid

from pik.accounts.permissions import PERMISSIONS
from pik.regulations.models import Rule
from pik.regulations.reference import load_regulations
from tests.access.table import EVERYONE, POST, Row
from tests.access.world import World
from tests.factories.accounts import MembershipFactory


def build(world: World) -> None:
    load_regulations()
    world.rule = Rule.objects.get(parameter__key="rate_c", ends_on="2024-12-31")
    world.member = MembershipFactory(organisation=world.ladenburg)


def once(world: World) -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4())}


MEMBER = {"kwargs": lambda world: {"pk": world.member.pk}}
RULE = {"kwargs": lambda world: {"pk": world.rule.pk}}
THRESHOLD = {"kwargs": lambda world: {"key": "threshold"}}
MAY_END = PERMISSIONS["accounts.end_membership"]
MAY_ENACT = PERMISSIONS["regulations.enact_rule"]

ROWS = [
    Row("home", EVERYONE, ok=302, is_page=False),
    Row("help", EVERYONE),
    Row("components", EVERYONE),
    Row("healthz", EVERYONE, ok=503, is_public=True, is_page=False),  # neither worker nor beat runs in tests
    Row("accounts:sign_in", EVERYONE, ok=302, is_public=True),
    Row("accounts:sign_in_check", EVERYONE, ok=422, method=POST, is_public=True, is_page=False),
    Row("accounts:sign_out", EVERYONE, ok=302, method=POST, is_page=False),
    Row("accounts:switch_membership", EVERYONE, ok=302, method=POST, is_page=False),
    Row("accounts:member_list", PERMISSIONS["accounts.view_members"]),
    Row("accounts:membership_end", MAY_END, stranger=404, **MEMBER),
    Row("accounts:membership_end_save", MAY_END, ok=422, method=POST, stranger=404, is_page=False, **MEMBER),
    Row("accounts:access_log", PERMISSIONS["accounts.view_access_log"]),
    Row("accounts:access_export", PERMISSIONS["accounts.view_access_log"], is_page=False),
    Row("accounts:organisation_list", PERMISSIONS["accounts.view_organisations"]),
    Row("regulations:rule_book", EVERYONE),
    Row("regulations:rule_new", MAY_ENACT, **THRESHOLD),
    Row(
        "regulations:rule_enact",
        MAY_ENACT,
        ok=422,
        method=POST,
        is_page=False,
        data=once,
        **THRESHOLD,
    ),
    Row("regulations:rule_edit", MAY_ENACT, **RULE),
    Row("regulations:rule_correct", MAY_ENACT, ok=422, method=POST, is_page=False, data=once, **RULE),
    Row("regulations:regulation_new", MAY_ENACT),
    Row("regulations:regulation_record", MAY_ENACT, ok=422, method=POST, is_page=False, data=once),
]
