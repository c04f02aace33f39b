"""Places of an offer and the line for them, counted across all organisations that refer into it.

A shared offer is filled from many municipalities, and nobody sees another's referrals: two functions of the database
give the numbers alone (migration ``offer_places``). They leave protected programmes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, F, Func, Value
from django.db.models.functions import Greatest

from cases.enums import ReferralStatus
from cases.models import Offer, Referral


def _waiting(offer: Any, since: Any = None, referral: Any = None) -> Func:
    return Func(
        offer,
        since or Value(None, DateTimeField()),
        referral or Value(None, BigIntegerField()),
        function="cases_offer_waiting",
        output_field=BigIntegerField(),
    )


def _left(prefix: str = "") -> Greatest:
    """Places nobody has; NULL where they are not limited."""
    taken = Func(F(f"{prefix}pk"), function="cases_offer_taken", output_field=BigIntegerField())
    free = F(f"{prefix}places_total") - F(f"{prefix}places_elsewhere") - taken
    # GREATEST leaves a NULL out: what is not limited must stay NULL.
    return Greatest(free, F(f"{prefix}places_total") * 0, output_field=BigIntegerField())


def with_places(offers: Any) -> Any:
    """``offers`` with ``places_left`` (None: not limited) and ``waiting_count``."""
    return offers.annotate(places_left=_left(), waiting_count=_waiting(F("pk")))


def with_position(referrals: Any) -> Any:
    """``referrals`` with ``ahead``, the number of people before each in the line, and ``places_left`` of its offer."""
    return referrals.annotate(ahead=_waiting(F("offer"), F("waiting_at"), F("pk")), places_left=_left("offer__"))


@dataclass(frozen=True)
class Places:
    """What a person finds at an offer: places left (None: not limited), and how many wait before her."""

    left: int | None
    ahead: int

    @property
    def is_free(self) -> bool:
        return self.left is None or self.left > 0

    @property
    def reaches_turn(self) -> bool:
        """Whether a place is left when all before her have one."""
        return self.left is None or self.left > self.ahead


def places_for(referral: Referral) -> Places:
    """The places of its offer as they are now; locked by the caller where something is decided by it."""
    is_waiting = referral.status == ReferralStatus.WAITING
    row = with_position(Referral.objects.filter(pk=referral.pk)) if is_waiting else None
    if row is not None:
        ahead, left = row.values_list("ahead", "places_left").get()
        return Places(left, ahead)
    waiting, left = (
        with_places(Offer.objects.filter(pk=referral.offer_id)).values_list("waiting_count", "places_left").get()
    )
    return Places(left, waiting)
