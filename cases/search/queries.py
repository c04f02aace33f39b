"""Finding persons and cases by what people type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Switch
from django.db.models import F, IntegerField, Min, Prefetch, Q, QuerySet, Value, When

from cases.enums import KeyKind
from cases.models import Case, Person, SearchKey
from pik.core.names import name_words, spoken_words
from pik.core.sounds import sounds
from pik.core.spelling import SHORTEST, one_letter_away

if TYPE_CHECKING:
    from pik.accounts.models import User

#: A list shows no more hits than these; who gets more types another letter.
MOST = 1000
#: From so many letters on the beginning of a word is also asked for by its sound.
LONG_ENOUGH_TO_SOUND = 4


class Rank(IntEnum):
    """How well a word was met; small is good."""

    EXACT = 0
    BEGINNING = 1
    SOUND = 2
    SOUND_BEGINNING = 3
    ONE_LETTER = 4


@dataclass(frozen=True)
class Term:
    """One word as typed, and the keys that answer to it, the best first."""

    text: str
    answers: tuple[tuple[Rank, Q], ...]

    @property
    def condition(self) -> Q:
        """Any of its keys."""
        found = Q(pk__in=[])
        for _, answer in self.answers:
            found |= answer
        return found

    @property
    def rank(self) -> Switch:
        """The best rank of a key, as an expression."""
        whens = [When(answer, then=Value(int(rank))) for rank, answer in self.answers]
        return Switch(*whens, output_field=IntegerField())


def terms_of(text: str) -> list[Term]:
    """What ``text`` asks for: words of names, a birth date, a case number or its end."""
    terms = [_term(word) for word in re.split(r"[\s,;]+", text.strip()) if word]
    flat = [term for found in terms for term in found]
    return flat[:8]


def _term(word: str) -> list[Term]:
    born = _as_born_key(word)
    if born:
        return [Term(word, ((Rank.EXACT, _key(KeyKind.BORN, born)),))]
    if re.fullmatch(r"(19|20)\d\d", word):
        either = _key(KeyKind.BORN, word) | _begins(KeyKind.NUMBER, f"{word} ")
        return [Term(word, ((Rank.EXACT, either),))]
    if re.fullmatch(r"\d{1,5}", word):
        return [Term(word, ((Rank.EXACT, _begins(KeyKind.NUMBER, f"{word.lstrip('0')} ")),))]
    if re.search(r"\d", word):
        low = word.casefold()
        return [Term(word, ((Rank.EXACT, _key(KeyKind.NUMBER, low)), (Rank.BEGINNING, _begins(KeyKind.NUMBER, low))))]
    return [_name_term(folded, spoken) for folded, spoken in zip(name_words(word), spoken_words(word), strict=False)]


def _name_term(word: str, spoken: str) -> Term:
    answers = [(Rank.EXACT, _key(KeyKind.WORD, word)), (Rank.BEGINNING, _begins(KeyKind.WORD, word))]
    if len(word) >= LONG_ENOUGH_TO_SOUND - 1:
        answers.append((Rank.SOUND, Q(kind=KeyKind.SOUND, key__in=sorted(sounds(spoken)))))
    if len(word) >= LONG_ENOUGH_TO_SOUND:
        beginnings = Q(pk__in=[])
        for sound in sorted(sounds(spoken, is_beginning=True)):
            beginnings |= _begins(KeyKind.SOUND, sound)
        answers.append((Rank.SOUND_BEGINNING, beginnings))
    if len(word) >= SHORTEST:
        answers.append((Rank.ONE_LETTER, Q(kind=KeyKind.WORD, key__in=sorted(one_letter_away(word)))))
    return Term(word, tuple(answers))


def _key(kind: KeyKind, key: str) -> Q:
    return Q(kind=kind, key=key)


def _begins(kind: KeyKind, beginning: str) -> Q:
    """„Begins with“ as a range: the one form of it that an index may answer behind row-level security."""
    return Q(kind=kind, key__gte=beginning, key__lt=beginning[:-1] + chr(ord(beginning[-1]) + 1))


def _as_born_key(word: str) -> str:
    """The key of a day (14.3.1991, 1991-03-14) or of a day and month (14.3.); empty for anything else."""
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.?(\d{4})?", word)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", word)
    if german:
        day, month, year = german.groups()
    elif iso:
        year, month, day = iso.groups()
    else:
        return ""
    try:
        found = date(int(year or 2000), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if year else f"{found:%m-%d}"


def ranked(user: User, text: str, *, among: QuerySet[Case] | None = None, most: int = MOST) -> list[tuple[int, int]]:
    """The keys of persons who answer to every word of ``text``, with their rank, the best first; one query.

    ``among``: only persons of these cases.
    """
    terms = terms_of(text)
    if not terms:
        return []
    anything = Q(pk__in=[])
    for term in terms:
        anything |= term.condition
    found = SearchKey.objects.visible_to(user).filter(anything)
    if among is not None:
        found = found.filter(person__in=among.order_by().values("person"))
    best = {f"rank_{at}": Min(term.rank) for at, term in enumerate(terms)}
    met = found.order_by().values("person").annotate(**best).filter(**{f"{name}__isnull": False for name in best})
    total: Any = sum((F(name) for name in best), Value(0))
    order = met.annotate(total=total).order_by("total", "person__sort_key", "person")
    return list(order.values_list("person", "total")[:most])


@dataclass(frozen=True)
class Hit:
    """A person who was found, the case to open, and why she was found where her name does not show it."""

    person: Person
    case: Case | None
    why: str


def find(user: User, text: str, *, most: int = 8) -> list[Hit]:
    """The persons a user may see who answer to ``text``, the best first; three queries whatever the size."""
    ids = [person for person, _ in ranked(user, text, most=most)]
    cases = Prefetch("cases", queryset=Case.objects.select_related("lead").order_by("status", "-opened_at", "-pk"))
    persons = Person.objects.visible_to(user).filter(pk__in=ids).prefetch_related(cases).in_bulk()
    return [_hit(persons[key]) for key in ids if key in persons]


def _hit(person: Person) -> Hit:
    cases = list(person.cases.all())
    return Hit(person, cases[0] if cases else None, "")
