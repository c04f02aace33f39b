"""The sound of a name, so that its spellings fall together: Mohammed, Muhamad, محمد; Ševčenko, Schewtschenko.

Made for names from Arabic, Persian, Kurdish, Turkish, Ukrainian, Russian, Tigrinya and Amharic in the spellings that
offices write. A key holds the consonants in classes, the class of the first vowel at its place (a, e, i against o, u:
Hasan, Hussein) and whether the word ends in a or e (Samir, Samira). A letter that is read in two ways makes two keys
(Turkish c, German j, Latin w); two words sound alike when they share a key.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pik.core.scripts import UNWRITTEN, in_latin

#: No word has more keys than this.
MOST = 8

# Letters with a mark that says how they sound, told before the mark is lost.
_MARKED = str.maketrans(
    {"č": "ch", "ç": "ch", "ć": "ch", "š": "sh", "ş": "sh", "ș": "sh", "ž": "zh", "ğ": "g", "ł": "l", "đ": "d",
     "ı": "i", "ß": "ss", "ø": "o", "æ": "e"}
)  # fmt: skip

# What is read in one way, and then what is read in several. Small letters are still text, capitals are classes.
_ONE_WAY = [
    ("tsch|tch", "C"),
    ("dsch|dzh|dj|zh", "J"),
    ("shch|sch|sh", "S"),
    ("kh", "H"),
    ("ph", "F"),
    ("tz|ts", "Z"),
    ("ck", "K"),
    *((letter, letter.upper()) for letter in "bdflmnprsvz"),
    ("[qk]", "K"),
    ("g(?!h)", "H"),  # Ukrainian h, Russian g: Olha, Olga
]
_SEVERAL_WAYS: list[tuple[str, tuple[str, ...]]] = [
    ("^oL(?=[ei])", ("oL", "aL")),  # Oleksandr, Aleksandr; Olena, Alena
    ("^[jy](?=e)", ("", "Y")),  # Jewgeni, Evgeny
    ("^j", ("J", "Y")),  # Jamal, Jusuf
    ("j", ("J", "i")),
    ("gh", ("H", "K")),  # Afghani, Ghorbani
    ("th", ("T", "S")),  # Othman, Osman
    ("ch", ("C", "H")),  # Chaudhry, Chaled
    ("^c(?=[eiy])", ("J", "S")),  # Cemal, Cecilia
    ("c", ("K", "J")),  # Carla, Can
    ("x", ("KS", "H")),  # Maxim, Xelil
    ("w", ("V", "u")),  # Marwan, Dawud
    ("t", ("T",)),
    ("h", ("H",)),
]
_FRONT, _BACK = "aeiy", "ou"
#: Spoken without voice at the end of a word, and so written either way: Murad, Murat; Ayub, Eyüp.
_AT_THE_END = str.maketrans("DBZ", "TPS")


@lru_cache(maxsize=8192)  # names repeat: an import of thousands reads each of them once
def sounds(word: str, *, is_beginning: bool = False) -> frozenset[str]:
    """The keys of one word; empty for what has no consonant.

    ``is_beginning``: the word is not typed to its end yet, so nothing follows from how it ends.
    """
    keys = {key for way in _ways(_plain(word)) for key in _keys(way, is_beginning=is_beginning)}
    return frozenset(sorted(keys)[:MOST])


def sound_alike(one: str, other: str) -> bool:
    """Whether two words share a key."""
    return bool(sounds(one) & sounds(other))


def _plain(word: str) -> str:
    """Small Latin letters without marks, and the sign for a vowel that is not written."""
    text = in_latin(word).translate(_MARKED)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(letter for letter in text if letter.isalpha() or letter == UNWRITTEN)


def _ways(word: str) -> list[str]:
    """All readings of a word: classes of consonants in capitals, vowels in small letters."""
    word = re.sub(r"^w", "V", word)
    word = re.sub(r"^[yi](?=[aou])", "Y", word)
    word = re.sub(r"(?<=[aeiou])h+$", "", word)
    for pattern, reading in _ONE_WAY:
        word = re.sub(pattern, reading, word)
    ways = [word]
    for pattern, readings in _SEVERAL_WAYS:
        ways = list(dict.fromkeys(re.sub(pattern, reading, way) for way in ways for reading in readings))[:MOST]
    return ways


def _keys(way: str, *, is_beginning: bool) -> list[str]:
    """The first vowel (both, where it is not written), the consonants, and how the word ends."""
    vowel = re.search(rf"[{_FRONT}{_BACK}{re.escape(UNWRITTEN)}]", way)
    begins = "X" if vowel and vowel.start() == 0 else ""  # Ahmad is not Hamad
    once = re.sub(r"([A-Zth])\1+", r"\1", way)
    consonants = re.sub(rf"[{_FRONT}{_BACK}{re.escape(UNWRITTEN)}]", "", once)
    if not consonants:
        return []
    ending = ""
    if not is_beginning:
        ending = "a" if way[-1] in "ae" else ""
        consonants = (
            consonants if way[-1] in _FRONT + _BACK else consonants[:-1] + consonants[-1].translate(_AT_THE_END)
        )
    found = vowel[0] if vowel else "a"
    firsts = "ao" if found == UNWRITTEN else "a" if found in _FRONT else "o"
    return [f"{first}{begins}{consonants}{ending}" for first in firsts]
