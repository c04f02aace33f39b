"""One wrong letter: what a word could have been meant to be, and how far two words are apart."""

from __future__ import annotations

import string

#: Folded names are written in these.
LETTERS = string.ascii_lowercase
#: In shorter words nearly every other name is one letter away (Sara, Lara, Sami).
SHORTEST = 4


def one_letter_away(word: str) -> set[str]:
    """All words that differ from ``word`` in one letter left out, added, replaced, or swapped with its neighbour.

    About 54 for each letter: few enough to ask an index for each of them, and so nothing has to be stored.
    """
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    more = {left + letter + right for left, right in cuts for letter in LETTERS}
    return (less | swapped | replaced | more) - {word, ""}


def is_one_letter_away(one: str, other: str) -> bool:
    """Whether one letter left out, added, replaced or swapped makes ``other`` of ``one``."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
