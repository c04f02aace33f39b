"""How alike two persons are: names, birth dates and what else tells them apart. Pure; no rows, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.enums import DuplicateSign
from pik.core.names import name_words, spoken_words
from pik.core.sounds import sounds
from pik.core.spelling import SHORTEST, is_one_letter_away

#: From here on two persons are shown as possibly one.
ALIKE = 50
#: What each sign is worth, in points of a hundred.
_NAMES = {
    DuplicateSign.SAME_NAME: 60,
    DuplicateSign.OTHER_ORDER: 60,
    DuplicateSign.SAME_SOUND: 50,
    DuplicateSign.NEAR_NAME: 45,
    DuplicateSign.PART_OF_NAME: 15,
}
_BIRTHS = {
    DuplicateSign.SAME_BIRTH: 40,
    DuplicateSign.NEAR_BIRTH: 20,
    DuplicateSign.SAME_YEAR: 15,
    DuplicateSign.BIRTH_UNKNOWN: 5,
    DuplicateSign.OTHER_BIRTH: -10,
}
#: The 1st of January stands for „unknown day“ in many papers: the same one says less.
_FIRST_OF_JANUARY = 20
_SAME_PHONE = 10
_OTHER_SEX = -15
#: Brothers and sisters share a name, and in papers often a birth date too.
_SAME_HOUSEHOLD = -20
_FORMER_NAME = -5
_WORD_MORE = -5


@dataclass(frozen=True)
class Name:
    """A name in words: as they are compared and as they are spoken; ``is_former``: no longer hers."""

    words: tuple[str, ...]
    spoken: tuple[str, ...]
    is_former: bool = False


def name_of(text: str, *, is_former: bool = False) -> Name:
    """The words of a name as it is written."""
    return Name(tuple(name_words(text)), tuple(spoken_words(text)), is_former)


@dataclass(frozen=True)
class Known:
    """What of a person is compared; the first name is her present one, in the order in which it is written."""

    names: tuple[Name, ...]
    birth_date: date | None = None
    sex: str = ""
    phones: frozenset[str] = frozenset()
    households: frozenset[int] = frozenset()
    is_born_exactly: bool = True  # else only the year of the birth date says something


@dataclass(frozen=True)
class Likeness:
    """From 0 (others) to 100 (one person, as it seems), and the signs of it."""

    score: int
    signs: tuple[DuplicateSign, ...]

    @property
    def is_alike(self) -> bool:
        return self.score >= ALIKE


def likeness(one: Known, other: Known) -> Likeness:
    """How alike two persons are; 0 without any word in common."""
    points, names = max((_names(a, b) for a in one.names for b in other.names), default=(0, ()))
    if not points:
        return Likeness(0, ())
    birth, worth = _births(one, other)
    signs = [*names, birth]
    points += worth
    if {_digits(phone) for phone in one.phones} & {_digits(phone) for phone in other.phones}:
        points, signs = points + _SAME_PHONE, [*signs, DuplicateSign.SAME_PHONE]
    if one.sex and other.sex and one.sex != other.sex:
        points += _OTHER_SEX
    if one.households & other.households:
        points += _SAME_HOUSEHOLD
    return Likeness(max(0, min(100, points)), tuple(signs))


# --- Names ----------------------------------------------------------------------------------------


def same_name(one: str, other: str) -> DuplicateSign | None:
    """How two whole names are the same; None when they are not, or in a part only."""
    sign = _sign(name_of(one), name_of(other))
    return None if sign == DuplicateSign.PART_OF_NAME else sign


def _names(one: Name, other: Name) -> tuple[int, tuple[DuplicateSign, ...]]:
    sign = _sign(one, other)
    if sign is None:
        return 0, ()
    points = _NAMES[sign] + (_WORD_MORE if len(one.words) != len(other.words) else 0)
    if one.is_former or other.is_former:
        return points + _FORMER_NAME, (sign, DuplicateSign.FORMER_NAME)
    return points, (sign,)


def _sign(one: Name, other: Name) -> DuplicateSign | None:
    if one.words == other.words or "".join(one.words) == "".join(other.words):
        return DuplicateSign.SAME_NAME
    short, long = sorted((one, other), key=lambda name: len(name.words))
    met = _met(short, long)
    if len(met) < len(short.words) or (len(met) == 1 and len(long.words) > 1):
        return DuplicateSign.PART_OF_NAME if any(sign != DuplicateSign.NEAR_NAME for sign in met) else None
    for worst in (DuplicateSign.NEAR_NAME, DuplicateSign.SAME_SOUND):
        if worst in met:
            return worst
    return DuplicateSign.OTHER_ORDER if len(one.words) == len(other.words) else DuplicateSign.SAME_NAME


def _met(short: Name, long: Name) -> list[DuplicateSign]:
    """How each word of the shorter name is met by a word of the longer one, which then counts no more."""
    left = list(zip(long.words, long.spoken, strict=False))
    found: list[DuplicateSign] = []
    for word, spoken in zip(short.words, short.spoken, strict=False):
        rated = [(order, pair) for pair in left if (order := _word(word, spoken, *pair)) is not None]
        if rated:
            order, pair = min(rated)
            left.remove(pair)
            found.append(_ORDER[order])
    return found


_ORDER: Sequence[DuplicateSign] = (DuplicateSign.SAME_NAME, DuplicateSign.SAME_SOUND, DuplicateSign.NEAR_NAME)


def _word(one: str, one_spoken: str, other: str, other_spoken: str) -> int | None:
    """The same, of the same sound, one letter apart (0, 1, 2), or another word."""
    if one == other:
        return 0
    if sounds(one_spoken) & sounds(other_spoken):
        return 1
    if min(len(one), len(other)) >= SHORTEST and is_one_letter_away(one, other):
        return 2
    return None


# --- What else ------------------------------------------------------------------------------------


def _births(one: Known, other: Known) -> tuple[DuplicateSign, int]:
    sign = _birth_sign(one, other)
    if sign == DuplicateSign.SAME_BIRTH and one.birth_date and (one.birth_date.day, one.birth_date.month) == (1, 1):
        return sign, _FIRST_OF_JANUARY
    return sign, _BIRTHS[sign]


def _birth_sign(one: Known, other: Known) -> DuplicateSign:
    born, other_born = one.birth_date, other.birth_date
    if not born or not other_born:
        return DuplicateSign.BIRTH_UNKNOWN
    if not (one.is_born_exactly and other.is_born_exactly):
        # What is estimated may be a year off.
        return DuplicateSign.SAME_YEAR if abs(born.year - other_born.year) <= 1 else DuplicateSign.OTHER_BIRTH
    if born == other_born:
        return DuplicateSign.SAME_BIRTH
    return DuplicateSign.NEAR_BIRTH if _is_slip(born, other_born) else DuplicateSign.OTHER_BIRTH


def _is_slip(one: date, other: date) -> bool:
    """Day and month swapped, or one digit wrong, or two neighbouring digits swapped."""
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return True
    return is_one_letter_away(f"{one:%Y%m%d}", f"{other:%Y%m%d}")


def _digits(phone: str) -> str:
    """A number without spaces, and without the country's code."""
    digits = "".join(c for c in phone if c.isdigit())
    return digits.removeprefix("0049").removeprefix("49").lstrip("0")
