"""What the Verlauf tells of German, schooling, work, home and household: the dated rows of the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from cases.enums import AccommodationKind, DatePrecision, EducationKind, GermanLevel, HouseholdRelation, ResultBasis
from cases.models import Accommodation, Education, Employment, GermanResult, HouseholdMember
from cases.sessions.timeline import Entry, Row, Scope, as_rows, register_rows

BACKGROUND, HOME = "bildung", "wohnen"
#: A day of which only the month or the year is known stands as its first or last day; the entry says so.
_VAGUE: dict[str, str] = {
    DatePrecision.MONTH: "nur der Monat ist bekannt",
    DatePrecision.YEAR: "nur das Jahr ist bekannt",
}


def _german(scope: Scope) -> QuerySet[Any, Any]:
    found = GermanResult.objects.filter(person=scope.person, dated_on__isnull=False)
    return as_rows(found, BACKGROUND, on="dated_on", texts=["level", "basis", "name"])


def _level(row: Row) -> Iterator[Entry]:
    yield Entry(row.when, f"Deutsch: {GermanLevel(row.a).label}", row.c or ResultBasis(row.b).label)


def _education(scope: Scope) -> QuerySet[Any, Any]:
    return _vague_rows(Education.objects.filter(person=scope.person), "schule", ["kind", "title"])


def _work(scope: Scope) -> QuerySet[Any, Any]:
    return _vague_rows(Employment.objects.filter(person=scope.person), "arbeit", ["title", "employer"])


def _vague_rows(found: QuerySet[Any], name: str, texts: list[str]) -> QuerySet[Any, Any]:
    precisions = Concat(F("starts_precision"), Value(" "), F("ends_precision"), output_field=TextField())
    return as_rows(found, name, on="starts_on", texts=[*texts, "ends_on", precisions])


def _stage(row: Row) -> Iterator[Entry]:
    yield from _begin_and_end(f"{EducationKind(row.a).label}: {row.b}", "", row)


def _job(row: Row) -> Iterator[Entry]:
    yield from _begin_and_end(f"Arbeit: {row.a}", row.b, row)


def _begin_and_end(what: str, text: str, row: Row) -> Iterator[Entry]:
    begins, _, ends = row.d.partition(" ")
    days = (("Beginn", row.on, begins), ("Ende", date.fromisoformat(row.c) if row.c else None, ends))
    for word, day, precision in days:
        if day:
            yield Entry(day, f"{what} ({word})", ", ".join(filter(None, [text, _VAGUE.get(precision, "")])))


def _homes(scope: Scope) -> QuerySet[Any, Any]:
    found = Accommodation.objects.filter(person=scope.person)
    return as_rows(found, HOME, on="starts_on", texts=["kind", "street", "place", "ends_on"])


def _home(row: Row) -> Iterator[Entry]:
    where = ", ".join(filter(None, [row.b, row.c]))
    yield from _moves(AccommodationKind(row.a).label, where, row.on, row.d)


def _households(scope: Scope) -> QuerySet[Any, Any]:
    found = HouseholdMember.objects.filter(person=scope.person)
    return as_rows(found, "haushalt", on="starts_on", texts=["household__name", "relation", "ends_on"])


def _household(row: Row) -> Iterator[Entry]:
    relation = HouseholdRelation(row.b).label if row.b else ""
    yield from _moves(row.a, relation, row.on, row.c)


def _moves(what: str, text: str, starts_on: date | None, ends_on: str) -> Iterator[Entry]:
    if starts_on:
        yield Entry(starts_on, f"Einzug: {what}", text)
    if ends_on:
        yield Entry(date.fromisoformat(ends_on), f"Auszug: {what}", text)


register_rows(BACKGROUND, "Deutsch, Schule, Arbeit", _german, _level)
register_rows("schule", "Schule", _education, _stage, within=BACKGROUND)
register_rows("arbeit", "Arbeit", _work, _job, within=BACKGROUND)
register_rows(HOME, "Wohnen und Haushalt", _homes, _home)
register_rows("haushalt", "Haushalt", _households, _household, within=HOME)
