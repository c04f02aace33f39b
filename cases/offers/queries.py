"""What is read of offers and referrals: choosers, the directory, waiting lists."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from cases.models import Offer
from cases.offers.places import with_places
from pik.accounts.models import Organisation


def offers_for(organisation: Organisation, life_area: str = "") -> QuerySet[Offer]:
    """Offers into which ``organisation`` can refer today: its own and shared ones, none that has ended.

    With a ``life_area`` only those for it. Each has ``places_left`` (None: not limited) and ``waiting_count``; one that
    is full stays in the list, since people can wait for it.
    """
    offers = Offer.objects.open_to(organisation, timezone.localdate())
    if life_area:
        offers = offers.filter(life_areas__contains=[life_area])
    found: QuerySet[Offer] = with_places(offers).order_by("sort_key", "pk")
    return found
