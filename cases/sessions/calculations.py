"""Minutes per topic and the placeholders of text blocks: pure, exact, without clock and database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

#: „{Vorname}“: a word in braces.
PLACEHOLDER = re.compile(r"\{([^{}\n]{1,30})\}")


class MinutesDoNotAddUp(ValueError):
    """The minutes given to topics are more, or fewer, than the session lasted; the message is for people."""


def split_evenly(minutes: int, topics: Sequence[str]) -> dict[str, int]:
    """Whole minutes per topic, evenly; what does not divide goes to the first ones. They sum up exactly.

    ``topics`` are distinct; without any there is nothing to split. Raises ``ValueError`` for negative minutes.
    """
    if minutes < 0:
        raise ValueError("Minutes are never negative.")
    if not topics:
        return {}
    share, rest = divmod(minutes, len(topics))
    return {topic: share + (1 if place < rest else 0) for place, topic in enumerate(topics)}


def split_as_given(minutes: int, topics: Sequence[str], given: Mapping[str, int]) -> dict[str, int]:
    """Minutes per topic: as ``given`` where somebody said so, the rest evenly over the others.

    Raises ``MinutesDoNotAddUp`` when the given ones are more than ``minutes``, or fewer with no topic left for the
    rest.
    """
    said = {topic: given[topic] for topic in topics if topic in given}
    others = [topic for topic in topics if topic not in said]
    rest = minutes - sum(said.values())
    if rest < 0 or (rest and not others):
        total = sum(said.values())
        raise MinutesDoNotAddUp(f"Die Minuten je Thema ergeben {total}, die Beratung dauerte {minutes} Minuten.")
    shared = split_evenly(rest, others)
    return {topic: said[topic] if topic in said else shared[topic] for topic in topics}


def filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each placeholder of ``values`` put in; what is not known, or empty, stays in its braces."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1].strip(), "") or found[0], text)
