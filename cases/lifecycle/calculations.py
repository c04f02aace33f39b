"""How long support lasts: the arithmetic of the support term. Pure; knows no rows and no clock.

A term is so many whole months from its first day (§§ 187 Abs. 2, 188 Abs. 2 and 3 BGB, as ``last_day``). Granted
extensions are further months: they are added to the months of the rule before the end is sought, so that the end
depends on the sum alone and not on the order in which they were granted. A suspension that stops the clock is
counted in days: each of its days that falls into the term moves the end by one day, and each day only once. A
suspension that begins after the end moves nothing, since there is nothing left to be moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pik.core.periods import last_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Two days, both included."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def __str__(self) -> str:
        return f"{self.starts_on:%d.%m.%Y} – {self.ends_on:%d.%m.%Y}"


@dataclass(frozen=True)
class Added:
    """Months that were granted on top, and by what."""

    months: int
    basis: str = ""


@dataclass(frozen=True)
class Rest:
    """Support rests for a period; ``stops_clock``: its days do not count towards the term."""

    period: Period
    stops_clock: bool
    basis: str = ""


@dataclass(frozen=True)
class Line:
    """One step of the derivation: what, why, over which period, by how many days the end moved, and the end then."""

    label: str
    basis: str
    days: int
    period: Period
    ends_on: date


@dataclass(frozen=True)
class Derivation:
    """How the end of a term came about, line by line."""

    lines: Sequence[Line]
    ends_on: date
    stopped: Sequence[Period]  # the days that do not count, in order, without overlap


def derive(
    starts_on: date,
    months: int,
    *,
    basis: str = "",
    added: Iterable[Added] = (),
    rests: Iterable[Rest] = (),
) -> Derivation:
    """The last day of a term of ``months`` that begins on ``starts_on``, and how it comes about.

    Raises ``ValueError`` for less than one month.
    """
    ends_on = last_day(starts_on, months)
    lines = [Line(f"{months_text(months)} ab {starts_on:%d.%m.%Y}", basis, 0, Period(starts_on, ends_on), ends_on)]
    total = months
    for extension in added:
        total += extension.months
        before, ends_on = ends_on, last_day(starts_on, total)
        moved = (ends_on - before).days
        label = f"verlängert um {months_text(extension.months)}"
        lines.append(Line(label, extension.basis, moved, Period(before + ONE_DAY, ends_on), ends_on))
    stopped: list[Period] = []
    for rest in sorted(rests, key=lambda rest: (rest.period.starts_on, rest.period.ends_on)):
        fresh = _not_yet_stopped(rest, starts_on, ends_on, stopped) if rest.stops_clock else None
        if fresh:
            stopped.append(fresh)
            ends_on += timedelta(days=fresh.days)
        lines.append(_line_of(rest, fresh, ends_on))
    return Derivation(lines, ends_on, stopped)


def _not_yet_stopped(rest: Rest, starts_on: date, ends_on: date, stopped: list[Period]) -> Period | None:
    """The days of ``rest`` that fall into the term and were not stopped before; earlier rests came first."""
    first = max(rest.period.starts_on, starts_on, *(period.ends_on + ONE_DAY for period in stopped))
    if first > min(rest.period.ends_on, ends_on):
        return None
    return Period(first, rest.period.ends_on)


def _line_of(rest: Rest, fresh: Period | None, ends_on: date) -> Line:
    if not rest.stops_clock:
        label = f"ruhend {rest.period}, zählt zur Dauer"
    elif fresh is None:
        label = f"ruhend {rest.period}, verschiebt das Ende nicht"
    else:
        label = f"ruhend {rest.period} ({_days(fresh.days)})"
    return Line(label, rest.basis, fresh.days if fresh else 0, rest.period, ends_on)


def months_to_grant(months: int, granted: int, most: int) -> int:
    """How many months may still be added to a term of ``months``, of which ``most`` is the limit with extensions."""
    return max(0, most - months - granted)


def months_text(count: int) -> str:
    """„1 Monat“, „6 Monate“."""
    return "1 Monat" if count == 1 else f"{count} Monate"


def _days(count: int) -> str:
    return "1 Tag" if count == 1 else f"{count} Tage"
