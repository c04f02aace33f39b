"""Who looks like someone already there: spellings differ, twice the same person must not happen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Q

from cases.models import Person
from pik.accounts.models import User
from pik.core.names import search_key

#: From here on two names with the same birth date are taken for spellings of one („Rahimi“, „Rahimy“).
NEAR = 0.75
MOST = 5


def similar_persons(user: User, family_name: str, given_name: str, birth_date: date | None) -> list[Person]:
    """People of the user's organisation with the same name, or a near one and the same birth date.

    Family and given name count in either order, since forms of other countries swap them. At most
    ``MOST``, the nearest first, each with her latest case prefetched.
    """
    family, given = search_key(family_name), search_key(given_name)
    if not family or not given:
        return []
    same_name = Q(search_key__in=[f"{family} {given}", f"{given} {family}"])
    same_day = Q(birth_date=birth_date) if birth_date else Q(pk__in=[])
    found = Person.objects.visible_to(user).filter(same_name | same_day).prefetch_related("cases")
    return _nearest(found, f"{family} {given}")


def _nearest(persons: Iterable[Person], name: str) -> list[Person]:
    rated = [(_likeness(name, person.search_key), person) for person in persons]
    near = [(likeness, person) for likeness, person in rated if likeness >= NEAR]
    return [person for _, person in sorted(near, key=lambda pair: (-pair[0], pair[1].pk))[:MOST]]


def _likeness(one: str, other: str) -> float:
    """1 for the same words in any order, less the more letters differ."""
    return SequenceMatcher(None, " ".join(sorted(one.split())), " ".join(sorted(other.split()))).ratio()
