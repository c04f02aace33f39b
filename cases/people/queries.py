"""Reads about persons and households."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from cases.models import Case, HouseholdMember, Person
from cases.people.sections import SECTIONS


def household_members(person: Person, on: date | None = None) -> QuerySet[HouseholdMember]:
    """All who live in the household of ``person`` on ``on`` (today), herself among them, the oldest first.

    Empty when she lives in none. Each row has ``relation``, ``starts_on`` and its ``person``.
    """
    day = on or timezone.localdate()
    own = HouseholdMember.objects.on(day).filter(person=person).order_by().values("household")
    return (
        HouseholdMember.objects.on(day)
        .filter(household__in=own)
        .select_related("person", "household")
        .prefetch_related(Prefetch("person__cases", queryset=Case.objects.order_by("-opened_at", "-pk")))
        .order_by(F("person__birth_date").asc(nulls_last=True), "person_id")
    )


def household_of(person: Person, on: date | None = None) -> QuerySet[Person]:
    """The others in the household of ``person`` on ``on`` (today), with their cases, the oldest first."""
    members = household_members(person, on).order_by().values("person")
    others = Person.objects.filter(pk__in=members).exclude(pk=person.pk)
    return others.prefetch_related("cases").order_by(F("birth_date").asc(nulls_last=True), "pk")


def rows_of(person: Person) -> dict[str, list[Any]]:
    """The rows of all sections of ``person`` by slug, in their order, read in one query."""
    columns = {
        slug.replace("-", "_"): ArraySubquery(
            section.model._default_manager.filter(person=OuterRef("pk"))
            .order_by(*section.order)
            .values(row=JSONObject(**{field.attname: field.attname for field in section.model._meta.concrete_fields}))
        )
        for slug, section in SECTIONS.items()
    }
    found = Person.objects.filter(pk=person.pk).annotate(**{f"of_{slug}": rows for slug, rows in columns.items()})
    (row,) = found.values_list(*(f"of_{slug}" for slug in columns))
    return {
        slug: [_read(section.model, values) for values in part]
        for (slug, section), part in zip(SECTIONS.items(), row, strict=True)
    }


def _read(model: type[Model], values: dict[str, Any]) -> Model:
    """A row of ``model`` from what PostgreSQL told of it as JSON."""
    row = model(**{field.attname: field.to_python(values[field.attname]) for field in model._meta.concrete_fields})
    row._state.adding = False
    return row
