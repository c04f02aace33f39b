"""Keys made from names: one to sort by, one to find by.

They are made in Python and stored, since the bundled PostgreSQL knows no German collation.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

from pik.core.scripts import UNWRITTEN, in_latin

# DIN 5007-2, the order of telephone books and files: an umlaut sorts as its two-letter spelling.
_DIN_5007_2 = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})
_TO_BASE_LETTER = re.compile(r"([aou])e+")


def sort_key(name: str) -> str:
    """Key that sorts names as DIN 5007-2 does: without case, accents or punctuation, ä as ae."""
    # Composed first: some systems send ü as u and two dots, and both must sort as ue.
    return " ".join(_letters(_spelled_out(unicodedata.normalize("NFKC", name))))


def search_key(name: str) -> str:
    """Key under which spellings of one name fall together: Müller, Mueller and Muller; Özgür and Ozgur."""
    return _TO_BASE_LETTER.sub(r"\1", sort_key(name))


def _letters(text: str) -> list[str]:
    stripped = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    # Once more: below an accent may stand a letter that has a spelling of its own (ǿ, ø, oe).
    return re.findall(r"\w+", _spelled_out(stripped))


def _spelled_out(text: str) -> str:
    return text.casefold().translate(_DIN_5007_2)


# --- Words of a name, to find it by ---------------------------------------------------------------

#: The Arabic article in its spellings, before a name of its own: al-Ahmad, El Ahmad, ar-Rashid.
_ARTICLES = frozenset({"al", "el", "ul", "ar", "as", "ad", "an", "at", "az", "ash"})
#: „Servant of …“, written as one word or several: Abdulrahman, Abd al-Rahman, Abdurrahman; Abdullah stays one word.
_SERVANT = re.compile("^abd(?:[aeou]l)?$")
_SERVANT_OF = re.compile("^abd[aeou](?:l(?!lah|ah$)|r(?=r)|s(?=s))([a-z]{3,})$")
_JOINED_ARTICLE = re.compile("^[ae]l(?=[a-z]{4})")


def name_words(name: str) -> list[str]:
    """The words of a name in base letters, other scripts written in Latin ones; articles left out where more is there.

    „Müller-Özgür“: muller, ozgur; „محمد الأحمد“: mohammad, ahmad.
    """
    return _without_articles(_apart(_all_words(name)))


def stored_words(name: str) -> list[str]:
    """The words under which a name is found: its own, and neighbours written as one (al-Haddad, Anna Lena)."""
    words = _all_words(name)
    joined = [one + other for one, other in itertools.pairwise(words)]
    bare = [_JOINED_ARTICLE.sub("", word) for word in words]
    apart = _apart(words)
    return list(
        dict.fromkeys([*_without_articles(words), *_without_articles(apart), *_without_articles(bare), *joined])
    )


def spoken_words(name: str) -> list[str]:
    """The words of a name as they are to be read for their sound: in Latin letters, with their marks, no articles."""
    words = re.findall(rf"[\w{re.escape(UNWRITTEN)}]+", in_latin(_without_apostrophes(name)))
    spoken, written = _without_articles(_apart(words)), name_words(name)
    # One for each word as it is written: marks that split a word (an accent of its own) leave the base letters.
    return spoken if len(spoken) == len(written) else written


def _apart(words: list[str]) -> list[str]:
    return [part for word in words for part in _parts(word)]


def _parts(word: str) -> list[str]:
    if _SERVANT.match(word):
        return ["abd"]
    of = _SERVANT_OF.match(word)
    return ["abd", of[1]] if of else [word]


def _all_words(name: str) -> list[str]:
    return [_TO_BASE_LETTER.sub(r"\1", word) for word in _letters(_spelled_out(_written_in_latin(name)))]


def _without_articles(words: list[str]) -> list[str]:
    return [word for word in words if word not in _ARTICLES] or words


def _written_in_latin(name: str) -> str:
    return in_latin(_without_apostrophes(unicodedata.normalize("NFKC", name))).replace(UNWRITTEN, "")


def _without_apostrophes(name: str) -> str:
    return re.sub("['’ʼ`´]", "", name)
