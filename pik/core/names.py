"""Keys made from names: one to sort by, one to find by.

They are made in Python and stored, since the bundled PostgreSQL knows no German collation.
"""

from __future__ import annotations

import re
import unicodedata

# DIN 5007-2, the order of telephone books and files: an umlaut sorts as its two-letter spelling.
_DIN_5007_2 = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})
_TO_BASE_LETTER = re.compile(r"([aou])e")


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
