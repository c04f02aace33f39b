"""An access log of several months for tests, written as the product writes it, and then tampered with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from pik.accounts.access_seals import seal_access_log
from pik.accounts.models import AccessEntry

FIRST_DAY, LAST_DAY = date(2026, 8, 30), date(2026, 11, 2)
TODAY = LAST_DAY + timedelta(days=1)
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


@contextmanager
def unguarded() -> Iterator[Any]:
    """A cursor of the owner for whom no trigger fires: whoever owns the database can do that."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")


def run(sql: str, *parameters: Any) -> None:
    """Tamper with the log."""
    with unguarded() as cursor:
        cursor.execute(sql, parameters)


def an_entry(**fields: Any) -> dict[str, Any]:
    """An entry as the middleware hands it to the database."""
    return {
        "happened_at": NOW.isoformat(),
        "user_id": 7,
        "user_label": "Miriam Vogt, Integrationsmanager:in, Ladenburg",
        "role": "integrationsmanager",
        "organisation_id": 3,
        "actor_organisation_id": 3,
        "kind": "opened",
        "subject_kind": "cases.case",
        "subject_id": 11,
        "subject_label": "LAD-2026-0001",
        "page": "Überblick",
        "detail": "",
        "url_name": "cases:case_detail",
    } | fields


def append(moment: datetime, *entries: dict[str, Any]) -> None:
    """Append entries as if it were ``moment``: the product's own function, which only takes the clock's time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_append_access(%s::jsonb, %s)", [json.dumps(entries), moment])


def empty() -> None:
    """Forget what other tests left for good; within the transaction of this one."""
    with unguarded() as cursor:
        cursor.execute("DELETE FROM accounts_accessentry")
        cursor.execute("DELETE FROM accounts_accessseal")
        cursor.execute("UPDATE accounts_accesshead SET position = 0, digest = '', logged_at = '-infinity'")


def fill() -> None:
    """Three entries each second day over four months, in one statement, with all that an entry can hold; sealed."""
    empty()
    day = FIRST_DAY
    while day <= LAST_DAY:
        moment = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        append(
            moment,
            an_entry(happened_at=moment.isoformat()),
            an_entry(happened_at=moment.isoformat(), kind="searched", subject_id=None, detail="Zahra „Rahimi“ 7:x~ ä€"),
            an_entry(
                happened_at=(moment - timedelta(minutes=5)).isoformat(),
                kind="refused",
                organisation_id=None,
                actor_organisation_id=None,
            ),
        )
        day += timedelta(days=2)
    seal_access_log(TODAY)


def positions() -> list[int]:
    return list(AccessEntry.objects.order_by("position").values_list("position", flat=True))
