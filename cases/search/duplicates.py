"""Pairs that might be one person: found at night over the stored keys, never by comparing everybody with everybody."""

from __future__ import annotations

from django.db import connection
from django.db.models import Exists, OuterRef

from cases.enums import KeyKind
from cases.models import DuplicateCandidate, Person, SearchKey
from cases.models.person import WITHOUT_NAME
from cases.search.calculations import Likeness, likeness
from cases.search.keys import known, refresh_all, with_known, with_names

#: From here on a pair is shown. The warning while typing begins a little earlier: there somebody looks anyway.
SHOWN = 55
#: So many pairs are compared for one organisation, and so many persons get their missing keys in one night.
MOST_PAIRS = 20_000
_BATCH = 1000

# Two ways to come close: the whole name sounds the same and nothing in the birth dates speaks against it; or the birth
# date is the same and one word of the names sounds the same. Both join on equal keys.
_PAIRS = """
WITH keyed AS MATERIALIZED (
    SELECT k.kind, k.key, k.person_id, p.birth_date
    FROM cases_searchkey k JOIN cases_person p ON p.id = k.person_id
    WHERE k.organisation_id = %(organisation)s AND p.organisation_id = %(organisation)s
      AND k.kind IN ('whole', 'sound')
      AND (p.family_name, p.given_name) <> (%(family_name)s, %(given_name)s)
)
SELECT a.person_id, b.person_id
FROM keyed a JOIN keyed b ON b.kind = 'sound' AND b.key = a.key AND b.birth_date = a.birth_date
WHERE a.kind = 'sound' AND a.person_id < b.person_id
UNION
SELECT a.person_id, b.person_id
FROM keyed a JOIN keyed b ON b.kind = 'whole' AND b.key = a.key
WHERE a.kind = 'whole' AND a.person_id < b.person_id
  AND (a.birth_date IS NULL OR b.birth_date IS NULL
    OR date_part('year', a.birth_date) = date_part('year', b.birth_date)
    OR to_char(a.birth_date, 'MMDD') = to_char(b.birth_date, 'MMDD'))
ORDER BY 1, 2
LIMIT %(most)s
"""


def find_candidates(organisation_id: int) -> int:
    """Find the pairs of an organisation anew; returns how many stand. Runs while the product acts for it.

    What was judged stays judged; pairs that are no longer alike and that nobody has judged are forgotten.
    """
    make_missing_keys(organisation_id)
    alike = _alike(_pairs(organisation_id))
    DuplicateCandidate.objects.bulk_create(
        (
            DuplicateCandidate(
                organisation_id=organisation_id, one_id=one, other_id=other, score=found.score, signs=list(found.signs)
            )
            for (one, other), found in alike.items()
        ),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["score", "signs"],
    )
    unjudged = DuplicateCandidate.objects.filter(organisation=organisation_id, verdict="")
    gone = [c.pk for c in unjudged.only("pk", "one", "other") if (c.one_id, c.other_id) not in alike]
    DuplicateCandidate.objects.filter(pk__in=gone).delete()
    return len(alike)


def make_missing_keys(organisation_id: int) -> None:
    """Give keys to persons who have none: whoever came in by a way that forgot them is found from tomorrow on.

    What an Überleitung left of a person has no name to be found by; by the number of its case it is found all the same.
    """
    words = SearchKey.objects.filter(person=OuterRef("pk"), kind=KeyKind.WORD)
    without = Person.objects.with_name().filter(~Exists(words), organisation=organisation_id).order_by("pk")
    refresh_all(with_names(without)[:MOST_PAIRS])


def _pairs(organisation_id: int) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"organisation": organisation_id, "most": MOST_PAIRS, **WITHOUT_NAME})
        return list(cursor.fetchall())


def _alike(pairs: list[tuple[int, int]]) -> dict[tuple[int, int], Likeness]:
    """The pairs that are alike enough, compared with all that is known of both."""
    ids = {key for pair in pairs for key in pair}
    persons = {person.pk: known(person) for person in with_known(Person.objects.filter(pk__in=ids))}
    rated = {pair: likeness(persons[pair[0]], persons[pair[1]]) for pair in pairs}
    return {pair: found for pair, found in rated.items() if found.score >= SHOWN}
