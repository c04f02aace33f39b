"""What is typed into a search, as questions to the stored keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from django.db.models import Case as Switch
from django.db.models import IntegerField, Min, Q, Value, When
from django.db.models.expressions import Combinable

from cases.enums import KeyKind, KeySource
from pik.core.names import name_words, spoken_words
from pik.core.sounds import sounds
from pik.core.spelling import SHORTEST, one_letter_away

#: So many words are asked for; whoever types more has found or mistaken.
MOST_TERMS = 6
#: Longer words have no neighbours asked for: nobody types them by mistake.
LONGEST_NAME = 20
#: From so many letters on a word is asked for by its sound; a beginning needs one more to sound like something.
LONG_ENOUGH_TO_SOUND = 3
#: Above every character in the order of bytes: „begins with“ ends here.
_LAST = "\U0010ffff"
_NOTHING = Q(pk__in=[])


class Rank(IntEnum):
    """How well a key answers to a word; small is good."""

    EXACT = 0
    BEGINNING = 1
    SOUND = 2
    SOUND_BEGINNING = 3
    ONE_LETTER = 4

    @property
    def why(self) -> str:
        """What suggestions say of it, where the name itself does not show it."""
        return {
            Rank.SOUND: "klingt ähnlich",
            Rank.SOUND_BEGINNING: "klingt ähnlich",
            Rank.ONE_LETTER: "ein Buchstabe anders",
        }.get(self, "")


#: Of two keys of one rank the one of the present name is the better answer.
_SOURCES = list(KeySource)


@dataclass(frozen=True)
class Term:
    """One word as typed, and which keys answer to it, the best first."""

    text: str
    answers: tuple[tuple[Rank, Q], ...]

    @property
    def condition(self) -> Q:
        """Keys that answer at all."""
        found = _NOTHING
        for _, answer in self.answers:
            found |= answer
        return found

    @property
    def best(self) -> Min:
        """The best answer among a person's keys: rank and source in one number, NULL without an answer."""
        ranks = [When(answer, then=Value(rank * len(_SOURCES))) for rank, answer in self.answers]
        sources: list[Any] = [When(source=source, then=Value(at)) for at, source in enumerate(_SOURCES)]
        number: Combinable = Switch(*ranks, output_field=IntegerField()) + Switch(*sources, output_field=IntegerField())
        return Min(number)


def read_best(number: int) -> tuple[Rank, KeySource]:
    """What ``Term.best`` says."""
    rank, source = divmod(number, len(_SOURCES))
    return Rank(rank), _SOURCES[source]


def terms_of(text: str) -> list[Term]:
    """What ``text`` asks for: words of names in any order, a birth date, a case number or its last digits."""
    terms = [term for word in re.split(r"[\s,;]+", text) if word for term in _terms(word)]
    return terms[:MOST_TERMS]


def _terms(word: str) -> list[Term]:
    born = _born_key(word)
    if born:
        return [Term(word, ((Rank.EXACT, _is(KeyKind.BORN, born)),))]
    if re.fullmatch(r"\d+", word):
        return [Term(word, ((Rank.EXACT, _digits(word)),))]
    if re.search(r"\d", word):
        number = word.casefold()
        return [
            Term(word, ((Rank.EXACT, _is(KeyKind.NUMBER, number)), (Rank.BEGINNING, _begins(KeyKind.NUMBER, number))))
        ]
    return [_name(folded, spoken) for folded, spoken in zip(name_words(word), spoken_words(word), strict=False)]


def _digits(word: str) -> Q:
    """The last digits of a case number; four of them might be a year of birth as well."""
    last_digits = _begins(KeyKind.NUMBER, f"{word.lstrip('0')} ")
    return last_digits | _is(KeyKind.BORN, word) if re.fullmatch(r"(19|20)\d\d", word) else last_digits


def _name(word: str, spoken: str) -> Term:
    answers = [(Rank.EXACT, _is(KeyKind.WORD, word)), (Rank.BEGINNING, _begins(KeyKind.WORD, word))]
    if len(word) >= LONG_ENOUGH_TO_SOUND:
        answers.append((Rank.SOUND, Q(kind=KeyKind.SOUND, key__in=sorted(sounds(spoken)))))
    if len(word) > LONG_ENOUGH_TO_SOUND:
        beginnings = _NOTHING
        for sound in sorted(sounds(spoken, is_beginning=True)):
            beginnings |= _begins(KeyKind.SOUND, sound)
        answers.append((Rank.SOUND_BEGINNING, beginnings))
    if SHORTEST <= len(word) <= LONGEST_NAME:
        answers.append((Rank.ONE_LETTER, Q(kind=KeyKind.WORD, key__in=sorted(one_letter_away(word)))))
    return Term(word, tuple(answers))


def _is(kind: KeyKind, key: str) -> Q:
    return Q(kind=kind, key=key)


def _begins(kind: KeyKind, beginning: str) -> Q:
    """„Begins with“ as a range: the one form of it that an index may answer behind row-level security."""
    return Q(kind=kind, key__gte=beginning, key__lt=beginning + _LAST)


def _born_key(word: str) -> str:
    """The key of a day (14.3.1991, 1991-03-14) or of a day and month (14.3.); empty for anything else."""
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.?(\d{4})?", word)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", word)
    day, month, year = german.groups() if german else reversed(iso.groups()) if iso else ("", "", "")
    if not day:
        return ""
    try:
        found = date(int(year or 2000), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if year else f"{found:%m-%d}"
