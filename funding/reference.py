"""What a Bescheid needs to know of authorities and courts: shipped tables with source and confidence."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pik.accounts.models import Organisation
from pik.accounts.reference import kreise

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Court:
    """The Verwaltungsgericht at which a Bescheid can be challenged."""

    name: str
    seat: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """How an authority signs: unit, lines of the address, e-mail."""

    unit: str
    address: tuple[str, ...]
    email: str


def court_for(claimant: Organisation, day: date) -> Court | None:
    """The court at the seat of ``claimant`` on ``day``; None where the table knows none."""
    district = _regierungsbezirk(claimant)
    for row in _rows("courts", day):
        if row["regierungsbezirk"] == district:
            return Court(row["court"], row["seat"], row["source"], row["confidence"])
    return None


def letterhead_of(authority: Organisation, day: date) -> Letterhead:
    """The letterhead of ``authority`` on ``day``; its stored address where the table knows none."""
    for row in _rows("authorities", day):
        if row["name"] == authority.name:
            return Letterhead(row["unit"], tuple(row["address"].split("|")), row["email"])
    return Letterhead("", tuple(authority.address.splitlines()), "")


def _regierungsbezirk(organisation: Organisation) -> str:
    key = organisation.kreis_key or (organisation.ags or "")[:5]
    kreis = kreise().get(key)
    return kreis.regierungsbezirk if kreis else ""


def _rows(name: str, day: date) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return [row for row in rows if row["starts_on"] <= day.isoformat() <= (row["ends_on"] or "9999")]
