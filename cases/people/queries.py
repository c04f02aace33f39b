"""Reads about persons and households."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone

from cases.models import HouseholdMember, Person


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
        .order_by(F("person__birth_date").asc(nulls_last=True), "person_id")
    )


def household_of(person: Person, on: date | None = None) -> QuerySet[Person]:
    """The others in the household of ``person`` on ``on`` (today), with their cases, the oldest first."""
    members = household_members(person, on).order_by().values("person")
    others = Person.objects.filter(pk__in=members).exclude(pk=person.pk)
    return others.prefetch_related("cases").order_by(F("birth_date").asc(nulls_last=True), "pk")
