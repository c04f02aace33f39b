"""Reads of possible duplicates and of merges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, QuerySet, Value

from cases.enums import DuplicateVerdict
from cases.models import Case, DuplicateCandidate, Merge, Person
from cases.search.references import Reference, references

if TYPE_CHECKING:
    from pik.accounts.models import User

OPEN, PROPOSED, DISMISSED = "offen", "gemeldet", "keine"
_CASES = Case.objects.select_related("lead").order_by("-opened_at", "pk")


def candidate_list(user: User, state: str) -> QuerySet[DuplicateCandidate]:
    """The pairs a user is shown, with both persons and their cases; four queries, whatever the size."""
    found = DuplicateCandidate.objects.of_concern_to(user)
    if state == PROPOSED:
        found = found.filter(verdict=DuplicateVerdict.SAME)
    elif state == DISMISSED:
        found = found.filter(verdict=DuplicateVerdict.DIFFERENT)
    else:
        found = found.open()
    cases = [Prefetch(f"{half}__cases", queryset=_CASES) for half in ("one", "other")]
    # Whoever counsels has said of these that they are one: first, whatever the points.
    return (
        found.select_related("one", "other", "judged_by").prefetch_related(*cases).order_by("-verdict", "-score", "pk")
    )


def open_candidate_count(user: User) -> int:
    """How many pairs wait to be judged or merged."""
    return DuplicateCandidate.objects.of_concern_to(user).open().count()


def merge_list(user: User) -> QuerySet[Merge]:
    """The merges of the organisation, the latest first."""
    cases = Prefetch("survivor__cases", queryset=_CASES)
    return Merge.objects.visible_to(user).select_related("survivor", "undone_by").prefetch_related(cases)


def what_moves(merged: Person) -> list[tuple[str, int]]:
    """What points at a person, by what it is, and how often: all of it moves. One query over all models."""
    counts = [_count(at, found, merged.pk) for at, found in enumerate(references())]
    first, *others = counts
    rows: Any = first.union(*others, all=True)
    names: dict[str, int] = {}
    for at, number in (row for row in rows if row[1]):
        name = references()[at].name
        names[name] = names.get(name, 0) + number
    return sorted(names.items())


def _count(at: int, found: Reference, person_id: int) -> QuerySet[Any, Any]:
    rows = found.rows_of(person_id).order_by().annotate(at=Value(at)).values("at")
    return rows.annotate(number=Count("pk")).values_list("at", "number")
