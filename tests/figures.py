"""Figures of a test run: any test counts or tells, the summary of the run prints them all.

    from tests import figures

    figures.count("Versuche")
    figures.tell("Tabellen mit Regel", "48 von 51 Tabellen, 3 mit Grund ohne")

Under xdist each worker counts for itself and hands its figures over when it ends (``tests/conftest.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

HEADING = "Zahlen dieser Prüfung"
ATTEMPTS = "Versuche, an Fremdes zu kommen oder Unerlaubtes zu tun"
REFUSED = "davon abgewiesen"
LEAKED = "davon durchgekommen"
# These stand first and together, also where one of them is nought.
ATTACKS = (ATTEMPTS, REFUSED, LEAKED)

_counts: Counter[str] = Counter()
_told: dict[str, str] = {}


def count(name: str, n: int = 1) -> None:
    """Add ``n`` to the figure ``name``."""
    _counts[name] += n


def tell(name: str, text: str) -> None:
    """Have the line „name: text“ printed; told twice, the later text stands."""
    _told[name] = text


def attempt(*, leaked: bool) -> None:
    """Count one attack that was answered; who counts a leak also lets the test fail."""
    count(ATTEMPTS)
    count(LEAKED if leaked else REFUSED)


def attempts(number: int, leaks: Iterable[Any] = ()) -> None:
    """Count ``number`` attacks of which those in ``leaks`` got through."""
    leaked = len(list(leaks))
    count(ATTEMPTS, number)
    count(REFUSED, number - leaked)
    count(LEAKED, leaked)


def so_far(name: str) -> int:
    """What has been counted under ``name`` in this process."""
    return _counts[name]


def hand_over() -> dict[str, dict[str, Any]]:
    """The figures of this process, as plain values."""
    return {"counts": dict(_counts), "told": dict(_told)}


def take(figures: dict[str, dict[str, Any]]) -> None:
    """Add the figures of another process."""
    _counts.update(figures["counts"])
    _told.update(figures["told"])


def lines() -> list[str]:
    """What the summary prints, in a steady order; empty when nothing was counted."""
    first = [f"{name}: {_german(_counts[name])}" for name in ATTACKS] if _counts[ATTEMPTS] else []
    others = {name: _german(number) for name, number in _counts.items() if name not in ATTACKS}
    return [*first, *(f"{name}: {text}" for name, text in sorted({**others, **_told}.items()))]


def _german(number: int) -> str:
    return f"{number:,}".replace(",", ".")
