"""Head counts to show the product with: real where they were published, the rest invented.

The full table of 2018 is not at hand. What is known of it is used; the other municipalities share
what is left of the 72,857 persons by their population. Each count says where it comes from, so that
nobody takes an invented one for a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pik.accounts.reference import gemeinden
from planning.calculations import apportion
from planning.published import Precision, PublishedAmount, Stage, published_amounts

if TYPE_CHECKING:
    from pik.accounts.models import User
    from planning.models import HeadCount, Planungsrahmen

KEY_DATE = date(2017, 9, 15)
POT = Decimal(58_000_000)
TITLE = "Planungsrahmen 2018, endgültig"

#: All persons of the count of 15.09.2017: the only whole number that fits the published amounts.
TOTAL_PERSONS = 72_857


class Origin(StrEnum):
    """Where a count comes from; the value is what people read beside it."""

    PRINTED = "gedruckt"
    FROM_AMOUNT = "aus dem veröffentlichten Betrag berechnet"
    FROM_ROUNDED_AMOUNT = "aus einem gerundet veröffentlichten Betrag geschätzt"
    INVENTED = "erfunden (nach Einwohnerzahl)"


@dataclass(frozen=True, slots=True)
class DemoCount:
    """Persons of one municipality; ``source`` is the address it was read at, or a word on the invention."""

    persons: int
    origin: Origin
    source: str

    @property
    def is_invented(self) -> bool:
        return self.origin == Origin.INVENTED

    @property
    def told(self) -> str:
        """Origin and source as people read them; what is invented says so itself."""
        return self.source if self.is_invented else f"{self.origin}: {self.source}"


@cache
def demo_counts() -> Mapping[str, DemoCount]:
    """A count for each of the 1,101 municipalities by AGS, 72,857 persons in all. Always the same."""
    known = {
        row.ags: DemoCount(row.persons, _origin_of(row), row.source)
        for row in published_amounts()
        if row.stage == Stage.FINAL
    }
    left = TOTAL_PERSONS - sum(count.persons for count in known.values())
    invented = apportion(left, {ags: place.population for ags, place in gemeinden().items() if ags not in known})
    note = "Erfunden: Anteil an den übrigen Personen nach der Einwohnerzahl vom 31.12.2023."
    return MappingProxyType(
        {ags: known[ags] if ags in known else DemoCount(invented[ags], Origin.INVENTED, note) for ags in gemeinden()}
    )


def _origin_of(row: PublishedAmount) -> Origin:
    if row.is_persons_printed:
        return Origin.PRINTED
    return Origin.FROM_ROUNDED_AMOUNT if row.precision == Precision.ROUNDED else Origin.FROM_AMOUNT


@transaction.atomic
def fill(today: date, actor: User) -> Planungsrahmen:
    """Store the count of 15.09.2017 and publish the Planungsrahmen of 2018 from it; once, then it is found.

    ``actor`` is of the Landesplanung; the count reads as confirmed by her at the beginning of ``today``.
    """
    # The models are not there yet when ``manage.py allocate`` or a test of pure arithmetic reads this module.
    from planning.actions import compute_planungsrahmen, publish_planungsrahmen
    from planning.models import Planungsrahmen
    from planning.queries import published_planungsrahmen

    known = Planungsrahmen.objects.filter(title=TITLE, head_count__key_date=KEY_DATE).first()
    if known:
        return known
    frame = compute_planungsrahmen(_head_count(today, actor), title=TITLE, pot=POT, actor=actor)
    current = published_planungsrahmen()
    publish_planungsrahmen(frame, supersedes=current.public_id if current else "", actor=actor)
    return frame


def _head_count(today: date, actor: User) -> HeadCount:
    from pik.accounts.models import Organisation
    from planning.models import HeadCount, HeadCountLine

    counts = demo_counts()
    head_count = HeadCount.objects.create(
        key_date=KEY_DATE,
        total_persons=TOTAL_PERSONS,
        is_invented=True,
        confirmed_by=actor,
        confirmed_at=timezone.make_aware(datetime.combine(today, time.min)),
    )
    HeadCountLine.objects.bulk_create(
        HeadCountLine(
            head_count=head_count,
            gemeinde=gemeinde,
            persons=counts[str(gemeinde.ags)].persons,
            is_invented=counts[str(gemeinde.ags)].is_invented,
            source=counts[str(gemeinde.ags)].told[:300],
        )
        for gemeinde in Organisation.objects.gemeinden()
    )
    return head_count
