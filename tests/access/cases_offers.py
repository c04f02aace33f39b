"""Access rows of offers and referrals. The world's lead has referred somebody into a protected programme as well."""

from __future__ import annotations

from tests.access.table import Row
from tests.access.world import World
from tests.factories.offers import OfferFactory, ReferralFactory, ReferralTransitionFactory


def build(world: World) -> None:
    case = world.case
    world.offer = OfferFactory(organisation=world.ladenburg, checked_by=case.lead, places_total=5)
    world.referral = ReferralFactory(case=case, offer=world.offer, note="Am liebsten vormittags")
    ReferralTransitionFactory(subject=world.referral)
    world.protected_referral = ReferralFactory(case=case, protected=True, offer__checked_by=case.lead)
    ReferralTransitionFactory(subject=world.protected_referral)


ROWS: list[Row] = []
