"""Reads over planning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.utils import timezone

from pik.accounts.enums import OrganisationKind
from pik.accounts.models import Organisation
from pik.accounts.reference import Gemeinde, gemeinden
from pik.core.names import search_key, sort_key
from pik.regulations.enums import Key
from pik.regulations.models import Rule
from pik.regulations.queries import rules_on
from planning.enums import LineSort, Reach
from planning.models import HeadCount, Planungsrahmen, PlanungsrahmenLine

# --- Planungsrahmen -----------------------------------------------------------------------------


def published_planungsrahmen() -> Planungsrahmen | None:
    """The Planungsrahmen in force, or None before the first was published."""
    return Planungsrahmen.objects.published().select_related("head_count").first()


def pot_rule(key_date: date) -> Rule | None:
    """The rule that names the pot: the one in force on the key date, else today's, else None."""
    for day in (key_date, timezone.localdate()):
        if rule := rules_on(day, [Key.POT]).get(Key.POT):
            return rule
    return None


@dataclass(frozen=True)
class Totals:
    """Sums over lines of a Planungsrahmen."""

    count: int
    persons: int
    amount: Decimal
    alone_count: int
    invented_count: int


def totals(planungsrahmen: Planungsrahmen, lines: QuerySet[PlanungsrahmenLine]) -> Totals:
    """Sums over ``lines``, which belong to ``planungsrahmen``, in one query."""
    sums = lines.order_by().aggregate(
        lines=Count("pk"),
        all_persons=Sum("persons", default=0),
        all_amounts=Sum("amount", default=Decimal(0)),
        alone=Count("pk", filter=Q(amount__gte=planungsrahmen.threshold)),
        invented=Count("pk", filter=Q(is_invented=True)),
    )
    return Totals(sums["lines"], sums["all_persons"], sums["all_amounts"], sums["alone"], sums["invented"])


def lines_with_kreis(planungsrahmen: Planungsrahmen) -> QuerySet[PlanungsrahmenLine]:
    """The lines with ``kreis_name``, by the name of the municipality. A Stadtkreis is its own Kreis."""
    return (
        planungsrahmen.lines.select_related("gemeinde")
        .annotate(kreis_name=_of_kreis("name"), kreis_sort=_of_kreis("sort_key"))
        .order_by("gemeinde__sort_key", "gemeinde__ags")
    )


def _of_kreis(field: str) -> Case:
    is_its_own = When(gemeinde__kind=OrganisationKind.STADTKREIS, then=F(f"gemeinde__{field}"))
    return Case(is_its_own, default=F(f"gemeinde__parent__{field}"))


_ORDERS: Mapping[str, str] = {
    LineSort.NAME: "gemeinde__sort_key",
    LineSort.KREIS: "kreis_sort",
    LineSort.PERSONS: "persons",
    LineSort.AMOUNT: "amount",
}


def find_lines(
    planungsrahmen: Planungsrahmen, *, q: str = "", kreis: str = "", reach: str = "", sort: str = ""
) -> QuerySet[PlanungsrahmenLine]:
    """Lines by name or AGS, Kreis (five digits) and threshold, in the order of a ``LineSort`` („-“ reverses)."""
    lines = lines_with_kreis(planungsrahmen).filter(_matches(q))
    if kreis:
        lines = lines.filter(Q(gemeinde__kreis_key=kreis) | Q(gemeinde__parent__kreis_key=kreis))
    if reach == Reach.ALONE:
        lines = lines.filter(amount__gte=planungsrahmen.threshold)
    elif reach == Reach.TOGETHER:
        lines = lines.filter(amount__lt=planungsrahmen.threshold)
    if sort:
        direction = "-" if sort.startswith("-") else ""
        order = _ORDERS[sort.removeprefix("-")]
        lines = lines.order_by(f"{direction}{order}", "gemeinde__sort_key", "gemeinde__ags")
    return lines


def _matches(q: str) -> Q:
    """Each word of ``q`` occurs in the name, as folded; or ``q`` begins the AGS."""
    if not q.strip():
        return Q()
    words = search_key(q).split()
    by_name = Q(*(Q(gemeinde__search_key__contains=word) for word in words)) if words else Q(pk__in=[])
    return by_name | Q(gemeinde__ags__startswith=q.strip())


def kreis_choices() -> list[tuple[str, str]]:
    """Key and name of each Kreis, by name."""
    return list(Organisation.objects.kreise().order_by("sort_key").values_list("kreis_key", "name"))  # type: ignore[arg-type]


# --- Head counts --------------------------------------------------------------------------------


def previous_head_count(key_date: date, *, but: HeadCount | None = None) -> HeadCount | None:
    """The count to compare with: the latest one up to the key date that is not ``but`` itself or newer."""
    earlier = HeadCount.objects.filter(key_date__lte=key_date)
    if but:
        earlier = earlier.exclude(pk=but.pk).filter(confirmed_at__lte=but.confirmed_at)
    return earlier.first()


@dataclass(frozen=True)
class CountedGemeinde:
    """A municipality in a count, beside the count before (None where there was none)."""

    gemeinde: Gemeinde
    persons: int
    before: int | None

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.persons - self.before


def compared(persons: Mapping[str, int], previous: HeadCount | None) -> list[CountedGemeinde]:
    """Each municipality of ``persons`` (by AGS) beside its number in ``previous``; unknown AGS are left out."""
    before = persons_by_ags(previous) if previous else {}
    known = gemeinden()
    rows = [CountedGemeinde(known[ags], number, before.get(ags)) for ags, number in persons.items() if ags in known]
    return sorted(rows, key=lambda row: (sort_key(row.gemeinde.name), row.gemeinde.ags))


def persons_by_ags(head_count: HeadCount) -> dict[str, int]:
    """Persons of a count by AGS."""
    return dict(head_count.lines.values_list("gemeinde__ags", "persons"))  # type: ignore[arg-type]


def biggest_changes(rows: Iterable[CountedGemeinde], count: int) -> list[CountedGemeinde]:
    """The ``count`` rows that changed most, up or down; without those that did not change."""
    changed = [row for row in rows if row.difference]
    return sorted(changed, key=lambda row: (-abs(row.difference or 0), row.gemeinde.ags))[:count]


def find_counted(rows: Iterable[CountedGemeinde], *, q: str = "", sort: str = "") -> list[CountedGemeinde]:
    """Rows whose name holds each word of ``q`` (folded) or whose AGS begins so, in the order asked for."""
    words = search_key(q).split()
    found = [row for row in rows if not q.strip() or _holds(row.gemeinde, words, q.strip())]
    orders: dict[str, Any] = {
        "personen": lambda row: row.persons,
        "unterschied": lambda row: row.difference or 0,
    }
    order = orders.get(sort.removeprefix("-"))
    if order is not None or sort == "-name":
        found.sort(key=order, reverse=sort.startswith("-")) if order else found.reverse()
    return found


def _holds(gemeinde: Gemeinde, words: list[str], text: str) -> bool:
    key = search_key(gemeinde.name)
    return gemeinde.ags.startswith(text) or (bool(words) and all(word in key for word in words))
