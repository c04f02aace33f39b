"""The stored keys under which a person is found: made here, read by ``cases.search.queries``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from cases.enums import BirthPrecision, ContactKind, KeyKind, KeySource, NameKind
from cases.models import Person, SearchKey
from cases.search.calculations import Known, name_of
from pik.core.names import spoken_words, stored_words
from pik.core.sounds import sounds

#: So many keys are written in one statement.
BATCH = 5000

_PHONES = {ContactKind.MOBILE, ContactKind.PHONE, ContactKind.MESSENGER}
Key = tuple[KeyKind, str, KeySource]


def refresh(person: Person) -> None:
    """Make the keys of ``person`` anew; to be called after any change of her names or her birth date.

    The keys of her cases' numbers are the database's own (trigger ``case_number_found``).
    """
    refresh_all([person])


def refresh_all(persons: Iterable[Person]) -> None:
    """The same for many persons, in a few statements."""
    persons = list(persons)
    SearchKey.objects.filter(person__in=persons).exclude(kind=KeyKind.NUMBER).delete()
    SearchKey.objects.bulk_create(
        (
            SearchKey(organisation_id=person.organisation_id, person=person, kind=kind, key=key, source=source)
            for person in persons
            for kind, key, source in keys_of(person)
        ),
        batch_size=BATCH,
    )


def keys_of(person: Person) -> list[Key]:
    """All keys of a person's names and birth date, each once; her name comes before her other names."""
    seen: dict[tuple[KeyKind, str], KeySource] = {}
    for kind, key, source in _all_keys(person):
        seen.setdefault((kind, key), source)
    return [(kind, key, source) for (kind, key), source in seen.items()]


def _all_keys(person: Person) -> Iterator[Key]:
    for parts, source in names_of(person):
        for part in parts:
            for word in stored_words(part):
                yield KeyKind.WORD, word, source
            for word in spoken_words(part):
                yield from ((KeyKind.SOUND, sound, source) for sound in sounds(word))
        yield KeyKind.WHOLE, whole(" ".join(parts)), source
    yield from ((KeyKind.BORN, key, KeySource.FILE) for key in born_keys(person))


_SOURCES = {
    NameKind.FORMER: KeySource.FORMER,
    NameKind.SPELLING: KeySource.SPELLING,
    NameKind.OWN_SCRIPT: KeySource.ORIGINAL,
}


def names_of(person: Person) -> Iterator[tuple[list[str], KeySource]]:
    """The names of a person in their parts: the present one, the one in her own script, former ones and spellings.

    Where only one part of a former name is noted, the other one is that of today.
    """
    yield [person.family_name, person.given_name], KeySource.NAME
    if person.name_original:
        yield [person.name_original], KeySource.ORIGINAL
    for name in person.names.all():
        parts = [name.family_name or person.family_name, name.given_name or person.given_name]
        yield parts, _SOURCES[NameKind(name.kind)]


def with_names(persons: QuerySet[Person]) -> QuerySet[Person]:
    """Persons with all that ``names_of`` reads, in as many queries for one as for thousands."""
    return persons.prefetch_related("names")


def with_known(persons: QuerySet[Person]) -> QuerySet[Person]:
    """Persons with all that ``known`` reads, in as many queries for one as for thousands."""
    return persons.prefetch_related("names", "contact_ways", "memberships")


def known(person: Person) -> Known:
    """What of a person is compared with others, from the names under which she is found."""
    names = (name_of(" ".join(parts), is_former=source == KeySource.FORMER) for parts, source in names_of(person))
    phones = (way.value for way in person.contact_ways.all() if way.kind in _PHONES)
    return Known(
        tuple(names),
        person.birth_date,
        person.sex,
        frozenset(phones),
        frozenset(membership.household_id for membership in person.memberships.all()),
        is_born_exactly=person.birth_precision == BirthPrecision.DAY,
    )


def whole(name: str) -> str:
    """The sound of a whole name, whatever the order of its words."""
    return " ".join(sorted(min(sounds(word), default=word) for word in spoken_words(name)))


def born_keys(person: Person) -> list[str]:
    """A birth date as a day, as day and month, as a year; only the year where no more is known."""
    day = person.birth_date
    if day is None:
        return []
    return (
        [day.isoformat(), f"{day:%m-%d}", f"{day:%Y}"]
        if person.birth_precision == BirthPrecision.DAY
        else [f"{day:%Y}"]
    )
