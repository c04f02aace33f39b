"""The municipalities and Kreise of Baden-Württemberg, as shipped with the product.

Read from ``pik/accounts/data``; no database is needed. The key everywhere is the Amtlicher
Gemeindeschlüssel (AGS): a text of eight digits for a municipality, five for a Kreis, always with its
leading zero.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

DATA_DIR = Path(__file__).resolve().parent / "data"

#: To be shown wherever names, areas or populations appear. The licences ask for it.
ATTRIBUTION = (
    "© GeoBasis-DE / BKG, Daten verändert. "
    "NUTS-Schlüssel und Kreistypen: © Statistisches Bundesamt (Destatis) 2019, CC-BY-4.0."
)


@dataclass(frozen=True, slots=True)
class Gemeinde:
    """A municipality, or an unincorporated area. ``population`` on 31.12.2023, area in km²."""

    ags: str
    name: str
    kreis_ags: str
    kreis_name: str
    kreis_typ: str
    regierungsbezirk: str
    population: int
    area_km2: Decimal

    @property
    def is_stadtkreis(self) -> bool:
        """A Stadtkreis is Kreis and municipality at once."""
        return self.kreis_typ == "Stadtkreis"


@dataclass(frozen=True, slots=True)
class Kreis:
    """One of the 35 Landkreise and 9 Stadtkreise. ``population`` on 31.12.2023."""

    ags: str
    name: str
    typ: str
    regierungsbezirk: str
    gemeinden_count: int
    population: int
    nuts3: str


@cache
def gemeinden() -> Mapping[str, Gemeinde]:
    """The 1,101 municipalities by AGS, in the order of their AGS."""
    return _gemeinden_of_kind("gemeinde")


@cache
def gemeindefreie_gebiete() -> Mapping[str, Gemeinde]:
    """The two unincorporated areas by AGS. Nobody lives there; they have no part in any head count."""
    return _gemeinden_of_kind("gemeindefrei")


@cache
def kreise() -> Mapping[str, Kreis]:
    """The 44 Kreise by AGS, in the order of their AGS."""
    return MappingProxyType(
        {
            row["kreis_ags"]: Kreis(
                ags=row["kreis_ags"],
                name=row["name"],
                typ=row["typ"],
                regierungsbezirk=row["regierungsbezirk"],
                gemeinden_count=int(row["gemeinden"]),
                population=int(row["einwohner_2023"]),
                nuts3=row["nuts3"],
            )
            for row in sorted(_rows("bw_kreise.csv"), key=lambda row: row["kreis_ags"])
        }
    )


def _gemeinden_of_kind(kind: str) -> Mapping[str, Gemeinde]:
    return MappingProxyType(
        {
            row["ags"]: Gemeinde(
                ags=row["ags"],
                name=row["name"],
                kreis_ags=row["kreis_ags"],
                kreis_name=row["kreis_name"],
                kreis_typ=row["kreis_typ"],
                regierungsbezirk=row["regierungsbezirk"],
                population=int(row["einwohner_2023"]),
                area_km2=Decimal(row["flaeche_km2"]),
            )
            for row in sorted(_rows("bw_gemeinden.csv"), key=lambda row: row["ags"])
            if row["art"] == kind
        }
    )


def _rows(filename: str) -> list[dict[str, str]]:
    with (DATA_DIR / filename).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
