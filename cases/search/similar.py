"""Who looks like someone already there: spellings differ, twice the same person must not happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.enums import KeyKind
from cases.models import Person, SearchKey
from cases.search.calculations import Known, Likeness, likeness, name_of
from cases.search.keys import known, with_known
from cases.search.queries import ranked
from cases.search.terms import terms_of
from pik.accounts.models import User
from pik.core.names import spoken_words
from pik.core.sounds import sounds

MOST = 5
#: So many are looked at, the best answers first.
CANDIDATES = 50


@dataclass(frozen=True)
class Similar:
    """Somebody who might be the one typed, and why."""

    person: Person
    likeness: Likeness

    @property
    def why(self) -> str:
        """The signs in words."""
        return ", ".join(sign.label for sign in self.likeness.signs)


def similar_persons(
    user: User, family_name: str, given_name: str, birth_date: date | None, birth_year: int | None = None
) -> list[Similar]:
    """People of the user's organisation with the same name, a near one, or a part of it and the same birth date.

    ``birth_year`` where no more is known. Family and given name count in either order, since forms of other countries
    swap them. At most ``MOST``, the most alike first, each with her cases prefetched; birth dates that contradict let
    her stand further down, or not at all.
    """
    if not family_name.strip() or not given_name.strip():
        return []
    name = f"{family_name} {given_name}"
    born = birth_date or (date(birth_year, 1, 1) if birth_year else None)
    wanted = Known((name_of(name),), born, is_born_exactly=birth_date is not None)
    answering = {hit.person_id for hit in ranked(user, terms_of(name), most=CANDIDATES)}
    candidates = answering | _born_alike(user, name, birth_date)
    persons = with_known(Person.objects.visible_to(user).filter(pk__in=candidates)).prefetch_related("cases")
    found = [Similar(person, likeness(wanted, known(person))) for person in persons]
    alike = [similar for similar in found if similar.likeness.is_alike]
    return sorted(alike, key=lambda similar: (-similar.likeness.score, similar.person.pk))[:MOST]


def _born_alike(user: User, name: str, birth_date: date | None) -> set[int]:
    """Those born on the same day of whose name a word sounds like one of ``name``."""
    if birth_date is None:
        return set()
    alike = {sound for word in spoken_words(name) for sound in sounds(word)}
    keys = SearchKey.objects.visible_to(user).filter(kind=KeyKind.SOUND, key__in=alike, person__birth_date=birth_date)
    return set(keys.order_by("person").values_list("person", flat=True).distinct()[:CANDIDATES])
