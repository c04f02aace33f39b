"""The tree of organisations as reference data: written from the shipped tables, idempotent."""

from __future__ import annotations

from django.db import transaction

from pik.accounts.enums import OrganisationKind
from pik.accounts.models import Organisation
from pik.accounts.reference import Gemeinde, Kreis, gemeinden, kreise

LAND_NAME = "Land Baden-Württemberg"
REGIERUNGSBEZIRKE = ("Stuttgart", "Karlsruhe", "Freiburg", "Tübingen")


@transaction.atomic
def load_organisations() -> int:
    """Create or update Land, Regierungspräsidien, Kreise and municipalities; returns how many rows changed."""
    land, _ = Organisation.objects.update_or_create(kind=OrganisationKind.LAND, defaults={"name": LAND_NAME})
    authorities = {
        bezirk: Organisation.objects.update_or_create(
            kind=OrganisationKind.REGIERUNGSPRAESIDIUM,
            name=f"Regierungspräsidium {bezirk}",
            defaults={"parent": land},
        )[0]
        for bezirk in REGIERUNGSBEZIRKE
    }
    changed = _store([_kreis(row, authorities[row.regierungsbezirk]) for row in kreise().values()], by="kreis_key")
    parents = {o.kreis_key: o for o in Organisation.objects.kreise()}
    rows = [g for g in gemeinden().values() if g.kreis_typ != "Stadtkreis"]
    return changed + _store([_gemeinde(row, parents[row.kreis_ags]) for row in rows], by="ags")


def _kreis(row: Kreis, parent: Organisation) -> Organisation:
    is_city = row.typ == "Stadtkreis"
    return Organisation(
        kind=OrganisationKind.STADTKREIS if is_city else OrganisationKind.LANDKREIS,
        # The Kreis of a name that is a town's carries its kind, or nobody could tell the two apart.
        name=row.name if is_city or row.name.lower().endswith("kreis") else f"Landkreis {row.name}",
        kreis_key=row.ags,
        ags=f"{row.ags}000" if is_city else None,
        parent=parent,
        population=row.population,
    )


def _gemeinde(row: Gemeinde, parent: Organisation) -> Organisation:
    return Organisation(
        kind=OrganisationKind.GEMEINDE, name=row.name, ags=row.ags, parent=parent, population=row.population
    )


def _store(wanted: list[Organisation], *, by: str) -> int:
    """Write ``wanted`` where the table differs; ``by`` names the unique key. Returns the number of rows written."""
    existing = {getattr(o, by): o for o in Organisation.objects.filter(**{f"{by}__isnull": False})}
    fields = ["kind", "name", "sort_key", "search_key", "ags", "kreis_key", "parent_id", "population"]
    new, changed = [], []
    for organisation in wanted:
        organisation.set_keys()
        known = existing.get(getattr(organisation, by))
        if known is None:
            new.append(organisation)
        elif any(getattr(known, f) != getattr(organisation, f) for f in fields):
            organisation.pk = known.pk
            changed.append(organisation)
    Organisation.objects.bulk_create(new)
    Organisation.objects.bulk_update(changed, [f.removesuffix("_id") for f in fields])
    return len(new) + len(changed)
