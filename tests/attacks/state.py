"""What the database holds, before and after an attack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

# Sessions come and go with each request, and who was refused is written down on purpose.
_NOT_LOOKED_AT = re.compile(r"^(django_|auth_)|access_?(log|entry|head)|log_?seal|user_?session|sign_?in_?(log|record)")

Rows = dict[str, set[str]]


@cache
def tables() -> tuple[str, ...]:
    """The tables that count."""
    found = connection.introspection.table_names()
    return tuple(name for name in sorted(found) if not _NOT_LOOKED_AT.search(name))


def written_to() -> dict[str, int]:
    """How often each table was written to since the transaction of the world began; what is undone counts too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {name: number for name, number in cursor.fetchall() if name in tables()}


class Untouched:
    """The database as the world was built, and what was written to since the test began: only that is compared.

    Each test leaves the world as it found it, so that nothing need be looked at that this test did not write to.
    """

    def __init__(self) -> None:
        self.rows = rows()
        self._keys: dict[str, set[Any]] = {}
        self.begin()

    def begin(self) -> None:
        """A test begins, or the next attack of one: from here on writing counts."""
        self._marks = written_to()

    def keys(self, table: str) -> set[Any]:
        """The keys of a table's rows when the world was built."""
        if table not in self._keys:
            self._keys[table] = {json.loads(row).get("id") for row in self.rows[table]}
        return self._keys[table]

    def written(self) -> list[tuple[str, dict[str, Any]]]:
        """The rows that are new or other than when the world was built, with their table."""
        return written(self.rows, rows(self._touched()))

    def is_same(self) -> bool:
        """Whether nothing is new, other or gone."""
        return all(now == self.rows[name] for name, now in rows(self._touched()).items())

    def _touched(self) -> list[str]:
        return [name for name, number in written_to().items() if number != self._marks.get(name, 0)]


def rows(only: Iterable[str] | None = None) -> Rows:
    """The rows as JSON, by table; of all tables, or of those named."""
    names = tables() if only is None else tuple(only)
    parts = [f"SELECT '{name}', to_jsonb(t)::text FROM \"{name}\" t" for name in names]  # noqa: S608
    found: Rows = {name: set() for name in names}
    if not parts:
        return found
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        for name, row in cursor.fetchall():
            found[name].add(row)
    return found


def written(before: Rows, after: Rows) -> list[tuple[str, dict[str, Any]]]:
    """The rows that are new or other than before, with their table."""
    return [(name, json.loads(row)) for name in after for row in sorted(after[name] - before.get(name, set()))]


@cache
def references(table: str) -> dict[str, str]:
    """The columns of a table that point to another, with its name."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return {f.column: f.related_model._meta.db_table for f in model._meta.concrete_fields if f.is_relation}
