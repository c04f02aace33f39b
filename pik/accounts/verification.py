"""Does the access log still say what it said? Walks its chain and compares it with its seals.

Works as the owner of the database (``manage.py verify_log``), since it reads the rows of all organisations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from pik.accounts.access import seal_key
from pik.accounts.chain import COVERED, DayEnd, Link, digest, is_seal
from pik.accounts.models import AccessEntry, AccessSeal
from pik.core.formats import german_date, number

BATCH = 2_000
#: A day is sealed in the first hour of the next; from then on its seal is missing.
SEALED_WITHIN = timedelta(hours=2)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written: on which day, at which position, and what, in a German sentence."""

    day: date
    position: int
    text: str

    def __str__(self) -> str:
        return f"{german_date(self.day)}, Position {self.position}: {self.text}"


@dataclass
class Report:
    """What a walk found, and how much it looked at."""

    entry_count: int = 0
    seal_count: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    link: Link
    day: date
    values: tuple[Any, ...]

    def follows(self, end: Link) -> bool:
        """Whether the row is the next one after ``end``, with a digest that covers both."""
        return self.link.position == end.position + 1 and digest(end.digest, self.values) == self.link.digest


def verify(first: date | None = None, last: date | None = None, now: datetime | None = None) -> Report:
    """Check entries and seals of the days from ``first`` to ``last``, both included; without them, all there are.

    A walk that begins later starts at the seal of the day before, which says how the chain stood then.
    """
    now = now or timezone.now()
    report = Report()
    with transaction.atomic():
        head = _head()
        walk = _Walk(report, _start(first, report))
        for row in _rows(first, last):
            walk.take(row)
        _check_seals(report, walk, first, last or _last_day_to_seal(now))
        if last is None:
            _check_head(report, walk, head)
    report.findings.sort(key=lambda finding: (finding.day, finding.position))
    return report


# --- The chain --------------------------------------------------------------------------------------


class _Walk:
    """Goes from row to row and keeps where the chain stands, also past what does not fit."""

    def __init__(self, report: Report, start: Link) -> None:
        self.report = report
        self.end = self.start = start
        self.ends: dict[date, DayEnd] = {}  # by day, for the seals
        self._before: Link | None = None  # the end before a row that did not fit
        self._misfit: tuple[int, _Row] | None = None  # it, and where its finding stands

    def take(self, row: _Row) -> None:
        self.report.entry_count += 1
        known = self.ends.get(row.day, DayEnd(row.day, row.link))
        if row.follows(self.end):
            self._go_on(row)
        elif self._before is not None and row.follows(self._before):
            self._expose_intruder(row)
        else:
            self._report_misfit(row)
        self.ends[row.day] = replace(known, last=self.end, entry_count=known.entry_count + 1)

    def _go_on(self, row: _Row) -> None:
        self.end, self._before, self._misfit = row.link, None, None

    def _expose_intruder(self, row: _Row) -> None:
        """The row fits once the one before it is left out: that one was put in between."""
        if self._misfit:
            index, intruder = self._misfit
            self.report.findings[index] = _inserted(intruder)
        self._go_on(row)

    def _report_misfit(self, row: _Row) -> None:
        expected, position = self.end.position + 1, row.link.position
        if position < expected:
            # The chain is past that already.
            self.report.findings.append(_inserted(row))
            return
        if position == expected:
            text = "Der Eintrag passt nicht zu seinem Fingerabdruck und dem davor: Er wurde geändert oder eingefügt."
            self.report.findings.append(Finding(row.day, position, text))
        else:
            self.report.findings.append(Finding(row.day, expected, _missing(expected, position - 1)))
        self._misfit = (len(self.report.findings) - 1, row)
        self._before, self.end = self.end, row.link


def _inserted(row: _Row) -> Finding:
    return Finding(row.day, row.link.position, "Dieser Eintrag gehört nicht in die Kette: Er wurde eingefügt.")


def _missing(first: int, last: int) -> str:
    if first == last:
        return "Dieser Eintrag fehlt."
    return f"Die Einträge {number(first)} bis {number(last)} fehlen."


def _rows(first: date | None, last: date | None) -> Iterator[_Row]:
    """The rows in the order in which they were written, read in batches from a cursor on the server."""
    found = AccessEntry.objects.order_by("logged_at", "position")
    if first:
        found = found.filter(logged_at__gte=_midnight(first))
    if last:
        found = found.filter(logged_at__lt=_midnight(last + timedelta(days=1)))
    for *values, own in found.values_list(*COVERED, "digest").iterator(chunk_size=BATCH):
        yield _Row(Link(values[0], own), timezone.localdate(values[1]), tuple(values))


def _start(first: date | None, report: Report) -> Link:
    """Where the chain stands before ``first``: as sealed the day before, else as the last row before it says."""
    if first is None:
        return Link()
    before = AccessSeal.objects.filter(day=first - timedelta(days=1)).first()
    if before is None:
        row = AccessEntry.objects.filter(logged_at__lt=_midnight(first)).first()
        return Link(row.position, row.digest) if row else Link()
    _check_signature(report, before)
    return Link(before.last_position, before.last_digest)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- Its end and its seals --------------------------------------------------------------------------


def _head() -> Link:
    """The end of the chain as the database keeps it beside the rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, digest FROM accounts_accesshead")
        row = cursor.fetchone()
    return Link(*row) if row else Link()


def _check_head(report: Report, walk: _Walk, head: Link) -> None:
    """``head`` was read before the rows: since then the chain may have grown, but not lost anything."""
    today = max(walk.ends, default=timezone.localdate())
    if walk.end.position < head.position:
        text = f"Am Ende der Kette fehlt etwas. {_missing(walk.end.position + 1, head.position)}"
        report.findings.append(Finding(today, walk.end.position + 1, text))
    elif walk.end.position == head.position and walk.end.digest != head.digest:
        text = "Der letzte Eintrag ist nicht der, mit dem die Kette zuletzt endete."
        report.findings.append(Finding(today, head.position, text))


def _last_day_to_seal(now: datetime) -> date:
    """The last day whose seal has to be there by ``now``."""
    return timezone.localdate(now - SEALED_WITHIN) - timedelta(days=1)


def _check_seals(report: Report, walk: _Walk, first: date | None, last: date) -> None:
    """Each day has its seal, and each seal is genuine and fits what the walk saw at the end of that day."""
    seals = {seal.day: seal for seal in AccessSeal.objects.all()}
    days = [day for day in (*seals, *walk.ends) if first is None or day >= first]
    day, end = first or min(days, default=last + timedelta(days=1)), walk.start
    # A later seal than had to be there by now is looked at as well.
    newest = max([last, *(d for d in seals if d in walk.ends)])
    while day <= newest:
        seen = walk.ends.get(day, DayEnd(day, end))
        end = seen.last
        if day in seals:
            _check_seal(report, seals[day], seen)
        elif day <= last:
            report.findings.append(Finding(day, end.position, "Das Siegel dieses Tages fehlt."))
        day += timedelta(days=1)


def _check_seal(report: Report, seal: AccessSeal, seen: DayEnd) -> None:
    report.seal_count += 1
    if not _check_signature(report, seal):
        return
    if (seal.last_position, seal.last_digest) != (seen.last.position, seen.last.digest):
        text = (
            f"Versiegelt ist das Ende dieses Tages bei Position {seal.last_position} mit anderem Fingerabdruck: "
            "Einträge bis dahin wurden geändert, entfernt oder ersetzt."
        )
        report.findings.append(Finding(seal.day, seen.last.position, text))
    elif seal.entry_count != seen.entry_count:
        text = f"Versiegelt sind {number(seal.entry_count)} Einträge dieses Tages, da sind {number(seen.entry_count)}."
        report.findings.append(Finding(seal.day, seen.last.position, text))


def _check_signature(report: Report, seal: AccessSeal) -> bool:
    end = DayEnd(seal.day, Link(seal.last_position, seal.last_digest), seal.entry_count)
    is_genuine = is_seal(seal_key(), end, seal.seal)
    if not is_genuine:
        report.findings.append(Finding(seal.day, seal.last_position, "Das Siegel dieses Tages ist nicht echt."))
    return is_genuine
