"""Sealing the access log day by day, and telling its seals apart from forged ones."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection

from pik.accounts.access import seal_key
from pik.accounts.chain import DayEnd, Link, seal
from pik.accounts.models import AccessSeal
from pik.core.walls import SYSTEM, Identity, acting

logger = logging.getLogger(__name__)


def seal_access_log(today: date) -> list[AccessSeal]:
    """Seal each day before ``today`` that has no seal yet, days without entries too; returns the new seals.

    Each is also a line in the server's log, which is to be kept where the owner of the database has no hand on it.
    """
    made = []
    with acting(Identity(role=SYSTEM)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT accounts_open_coming_access_month()")
        for day in _unsealed(today):
            end = _end_of(day)
            sealed = AccessSeal(
                day=day,
                last_position=end.last.position,
                last_digest=end.last.digest,
                entry_count=end.entry_count,
                seal=seal(seal_key(), end),
            )
            # Somebody else may have sealed the day meanwhile: then the same way.
            AccessSeal.objects.bulk_create([sealed], ignore_conflicts=True)
            made.append(sealed)
    for sealed in made:
        _tell(sealed)
    return made


def _unsealed(today: date) -> Iterator[date]:
    last = AccessSeal.objects.order_by("-day").values_list("day", flat=True).first()
    day = last + timedelta(days=1) if last else _first_day()
    while day and day < today:
        yield day
        day += timedelta(days=1)


def _first_day() -> date | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_access_first_day()")
        row = cursor.fetchone()
    return row[0] if row else None


def _end_of(day: date) -> DayEnd:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_position, last_digest, entry_count FROM accounts_access_day(%s)", [day])
        position, digest, count = cursor.fetchone()
    return DayEnd(day, Link(position, digest), count)


def _tell(sealed: AccessSeal) -> None:
    logger.info(
        "Siegel des Zugriffsprotokolls für %s: Position %s, Einträge %s, Fingerabdruck %s, Siegel %s",
        sealed.day,
        sealed.last_position,
        sealed.entry_count,
        sealed.last_digest or "–",
        sealed.seal,
    )
