"""Access rows of offers and referrals. The world's lead has referred somebody into a protected programme as well."""

from __future__ import annotations

import uuid
from typing import Any

from cases.enums import OfferKind
from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.table import POST, Row
from tests.access.world import World
from tests.factories.offers import OfferFactory, ReferralFactory, ReferralTransitionFactory


def build(world: World) -> None:
    case = world.case
    world.offer = OfferFactory(organisation=world.ladenburg, checked_by=case.lead, places_total=5)
    # The first of the list, into which nobody is referred yet.
    OfferFactory(organisation=world.ladenburg, checked_by=case.lead, kind=OfferKind.LOCAL, title="Abendcafé")
    world.referral = ReferralFactory(case=case, offer=world.offer, note="Am liebsten vormittags")
    ReferralTransitionFactory(subject=world.referral)
    world.protected_referral = ReferralFactory(case=case, protected=True, offer__checked_by=case.lead)
    ReferralTransitionFactory(subject=world.protected_referral)


def once(world: World) -> dict[str, Any]:
    return {"submission_key": str(uuid.uuid4())}


def referral(name: str, **more: str) -> dict[str, Any]:
    """The arguments of an address about the referral called ``name`` in the world."""

    def kwargs(world: World) -> dict[str, Any]:
        found = getattr(world, name)
        return {"public_id": world.case.public_id, "referral_id": found.public_id, **more}

    return {"kwargs": kwargs, "denied": 404, "stranger": 404}


READ = PERMISSIONS["cases.view_offer"]
EDIT = PERMISSIONS["cases.edit_offer"]
CASEWORK = PERMISSIONS["cases.view_case"]
# Whoever leads the world's case; for the Teamleitung what is protected does not exist.
LEAD = frozenset({Role.INTEGRATIONSMANAGER})
COUNT = PERMISSIONS["cases.view_referral_numbers"]
#: The Landesplanung reads the directory of the Land, in which Ladenburg's offers are not.
OFFER = {"kwargs": lambda world: {"public_id": world.offer.public_id}, "denied": 404, "stranger": 404}
OF_CASE = {"kwargs": lambda world: {"public_id": world.case.public_id}, "denied": 404, "stranger": 404}
PUT = {"method": POST, "is_page": False}

ROWS = [
    Row("cases:offer_list", READ),
    Row("cases:offer_new", EDIT),
    Row("cases:offer_create", EDIT, ok=422, data=once, **PUT),
    Row("cases:offer_print", READ, ok=422, **PUT),
    Row("cases:offer_csv", READ, is_page=False),
    Row("cases:offer_xlsx", READ, is_page=False),
    Row("cases:offer", CASEWORK, **OFFER),
    Row("cases:offer_edit", CASEWORK, **OFFER),
    Row("cases:offer_save", CASEWORK, ok=422, **OFFER, **PUT),
    Row("cases:offer_check", CASEWORK, ok=302, **OFFER, **PUT),
    Row("cases:offer_end", CASEWORK, **OFFER),
    Row("cases:offer_end_save", CASEWORK, ok=422, **OFFER, **PUT),
    Row("cases:referral_numbers", COUNT),
    Row("cases:referral_numbers_csv", COUNT, is_page=False),
    Row("cases:referral_numbers_xlsx", COUNT, is_page=False),
    Row("cases:case_referrals", CASEWORK, **OF_CASE),
    Row("cases:referral_new", CASEWORK, **OF_CASE),
    Row("cases:referral_add", CASEWORK, ok=422, data=once, **OF_CASE, **PUT),
    Row("cases:referral", CASEWORK, **referral("referral")),
    Row("cases:referral", LEAD, id="get cases:referral, protected", **referral("protected_referral")),
    Row("cases:referral_move", CASEWORK, **referral("referral", move="beginnen")),
    Row(
        "cases:referral_move",
        LEAD,
        id="get cases:referral_move, protected",
        **referral("protected_referral", move="beginnen"),
    ),
    Row("cases:referral_move_save", CASEWORK, ok=422, **referral("referral", move="absagen"), **PUT),
    Row(
        "cases:referral_move_save",
        LEAD,
        ok=422,
        id="post cases:referral_move_save, protected",
        **referral("protected_referral", move="absagen"),
        **PUT,
    ),
]
