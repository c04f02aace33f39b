"""Access rows of the house itself: start, help, accounts, rule book."""

from __future__ import annotations

import uuid

from allauth.mfa.models import Authenticator

from pik.accounts.permissions import PERMISSIONS
from pik.regulations.models import Rule
from pik.regulations.reference import load_regulations
from tests.access.table import EVERYONE, POST, Row
from tests.access.world import World
from tests.factories.accounts import IdentityProviderFactory, MembershipFactory, SignInFactory


def build(world: World) -> None:
    load_regulations()
    world.rule = Rule.objects.get(parameter__key="rate_c", ends_on="2024-12-31")
    world.member = MembershipFactory(organisation=world.ladenburg)
    world.factor = Authenticator.objects.create(user=world.member.user, type=Authenticator.Type.TOTP, data={})
    world.sign_in = SignInFactory(user=world.member.user)
    world.provider = IdentityProviderFactory(organisation=world.ladenburg, is_active=False)


def once(world: World) -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4())}


MEMBER = {"kwargs": lambda world: {"pk": world.member.pk}}
RULE = {"kwargs": lambda world: {"pk": world.rule.pk}}
THRESHOLD = {"kwargs": lambda world: {"key": "threshold"}}
SIGN_IN = "accounts:sign_in"
# Of somebody else: for everybody who asks it does not exist.
FACTOR = {"kwargs": lambda world: {"pk": world.factor.pk}}
OTHERS_SIGN_IN = {"kwargs": lambda world: {"pk": world.sign_in.pk}}
# Not in use: it leads nowhere.
PROVIDER = {"kwargs": lambda world: {"public_id": world.provider.public_id}}
RETURN = {"kwargs": lambda world: {"provider_id": world.provider.public_id}}
MAY_SET = PERMISSIONS["accounts.set_sign_in_policy"]
MAY_END = PERMISSIONS["accounts.end_membership"]
MAY_ENACT = PERMISSIONS["regulations.enact_rule"]

ROWS = [
    Row("home", EVERYONE, ok=302, is_page=False),
    Row("help", EVERYONE),
    Row("components", EVERYONE),
    Row("healthz", EVERYONE, ok=503, is_public=True, is_page=False),  # neither worker nor beat runs in tests
    Row("accounts:sign_in", EVERYONE, ok=302, is_public=True),
    Row("accounts:sign_in_check", EVERYONE, ok=302, method=POST, is_public=True, is_page=False),
    Row("accounts:sign_out", EVERYONE, ok=302, method=POST, is_page=False),
    Row("accounts:passkey_options", EVERYONE, is_public=True, is_page=False),
    Row("accounts:passkey_check", EVERYONE, ok=302, method=POST, is_public=True, is_page=False),
    Row("accounts:second_factor", EVERYONE, ok=302, is_public=True, is_page=False, leads_to=SIGN_IN),
    Row("accounts:second_factor_check", EVERYONE, ok=302, method=POST, is_public=True, is_page=False, leads_to=SIGN_IN),
    Row("accounts:provider_list", EVERYONE, is_public=True),
    Row("accounts:provider_start", EVERYONE, ok=404, is_public=True, is_page=False, **PROVIDER),
    Row("openid_connect_callback", EVERYONE, ok=404, is_public=True, is_page=False, **RETURN),
    Row("accounts:provider_continue", EVERYONE, ok=302, is_public=True, is_page=False, leads_to=SIGN_IN),
    Row("accounts:provider_finish", EVERYONE, ok=302, method=POST, is_public=True, is_page=False, leads_to=SIGN_IN),
    Row("accounts:session_state", EVERYONE, is_public=True, is_page=False),
    Row("accounts:stay_signed_in", EVERYONE, method=POST, is_public=True, is_page=False),
    Row("accounts:signed_in_again", EVERYONE),
    Row("accounts:password_forgotten", EVERYONE, is_public=True),
    Row("accounts:password_forgotten_send", EVERYONE, ok=422, method=POST, is_public=True, is_page=False),
    Row("accounts:password_forgotten_sent", EVERYONE, is_public=True),
    Row("accounts:password_reset", EVERYONE, is_public=True),
    Row("accounts:password_reset_save", EVERYONE, ok=422, method=POST, is_public=True, is_page=False),
    Row("accounts:confirm", EVERYONE),
    Row("accounts:confirm_check", EVERYONE, ok=302, method=POST, is_page=False),
    Row("accounts:account", EVERYONE),
    Row("accounts:password_change", EVERYONE),
    Row("accounts:password_change_save", EVERYONE, ok=422, method=POST, is_page=False),
    Row("accounts:totp_new", EVERYONE),
    Row("accounts:totp_save", EVERYONE, ok=422, method=POST, is_page=False),
    Row("accounts:passkey_new", EVERYONE),
    Row("accounts:passkey_new_options", EVERYONE, is_page=False),
    Row("accounts:passkey_save", EVERYONE, ok=422, method=POST, is_page=False),
    Row("accounts:factor_remove", EVERYONE, ok=404, method=POST, is_page=False, **FACTOR),
    Row("accounts:recovery_codes", EVERYONE),
    Row("accounts:recovery_codes_renew", EVERYONE, ok=302, method=POST, is_page=False),
    Row("accounts:sign_in_end", EVERYONE, ok=404, method=POST, is_page=False, **OTHERS_SIGN_IN),
    Row("accounts:sign_in_policy", MAY_SET),
    Row("accounts:sign_in_policy_save", MAY_SET, ok=302, method=POST, is_page=False),
    Row("accounts:identity_provider_save", MAY_SET, ok=422, method=POST, is_page=False),
    Row("accounts:switch_membership", EVERYONE, ok=302, method=POST, is_page=False),
    Row("accounts:member_list", PERMISSIONS["accounts.view_members"]),
    Row("accounts:membership_end", MAY_END, stranger=404, **MEMBER),
    Row("accounts:membership_end_save", MAY_END, ok=422, method=POST, stranger=404, is_page=False, **MEMBER),
    Row("accounts:access_log", PERMISSIONS["accounts.view_access_log"]),
    Row("accounts:access_export", PERMISSIONS["accounts.view_access_log"], is_page=False),
    Row("accounts:organisation_list", PERMISSIONS["accounts.view_organisations"]),
    Row("accounts:declaration_list", PERMISSIONS["accounts.view_declarations"]),
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
