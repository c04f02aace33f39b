"""What press and councils published of the Planungsrahmen of 2017 and 2018.

Single rows of a table of 1,101 that is not at hand itself. They prove the calculation and feed the
demo; nothing is granted from them. Read from ``planning/data/planungsrahmen_beispiele.csv``, which
names the address each row was read at.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

PUBLISHED_CSV = Path(__file__).resolve().parent / "data" / "planungsrahmen_beispiele.csv"


class Stage(StrEnum):
    """The Land published twice: a first tranche on provisional counts, then the amounts of a year."""

    PROVISIONAL = "vorlaeufig_60pct_2017-07"
    FINAL = "endgueltig_jahresbetrag_2018-01"


class Precision(StrEnum):
    """How the amount was read: printed to the euro, rounded by the press, or computed from another figure."""

    EXACT = "exakt"
    ROUNDED = "gerundet"
    DERIVED = "abgeleitet"


@dataclass(frozen=True, slots=True)
class PublishedAmount:
    """One published row. ``amount`` in euros; ``persons`` as printed, else computed back from the amount."""

    ags: str
    name: str
    stage: Stage
    amount: int
    precision: Precision
    persons: int
    is_persons_printed: bool
    source: str


@cache
def published_amounts() -> tuple[PublishedAmount, ...]:
    """All published rows in the order of the file."""
    with PUBLISHED_CSV.open(encoding="utf-8", newline="") as file:
        return tuple(
            PublishedAmount(
                ags=row["ags"],
                name=row["gemeinde"],
                stage=Stage(row["stand"]),
                amount=int(row["betrag_eur"]),
                precision=Precision(row["betrag_genauigkeit"]),
                persons=int(row["personen_quelle"] or row["personen_abgeleitet"]),
                is_persons_printed=bool(row["personen_quelle"]),
                source=row["quelle"],
            )
            for row in csv.DictReader(file)
        )
