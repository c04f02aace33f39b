"""Head counts to show the product with: real where they were published, the rest invented.

The full table of 2018 is not at hand. What is known of it is used; the other municipalities share
what is left of the 72,857 persons by their population. Each count says where it comes from, so that
nobody takes an invented one for a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from pik.accounts.reference import gemeinden
from planning.calculations import apportion
from planning.published import Precision, PublishedAmount, Stage, published_amounts

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
