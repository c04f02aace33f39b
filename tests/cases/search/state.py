"""What the tables of counselling hold, before and after."""

from __future__ import annotations

from typing import Any

from django.db import connection

from cases.models import SearchKey

REASON = "Zwei verschiedene Personen"
# What only grows: history, logs, the merge itself. Keys are made anew and carry other numbers.
GROWS = ("event", "pghistory_", "cases_casetransition", "cases_merge", "cases_searchkey")


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of counselling, but of those that only grow."""
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names(cursor) if t.startswith("cases_")]
        found = {}
        for table in sorted(tables):
            if not any(part in table for part in GROWS):
                cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608
                found[table] = cursor.fetchall()
    return found


def keys(person_id: int) -> list[tuple[str, str, str]]:
    return sorted(SearchKey.objects.filter(person=person_id).values_list("kind", "key", "source"))
