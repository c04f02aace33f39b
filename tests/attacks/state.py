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


def fingerprint() -> dict[str, str]:
    """Number of rows and a hash over them, by table."""
    parts = [
        f"SELECT '{name}', count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) "  # noqa: S608
        f'FROM "{name}" t'
        for name in tables()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


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


def written_since(before: Rows, untouched: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """The rows that are new or other than ``before``, whose fingerprint is ``untouched``."""
    now = fingerprint()
    return written(before, rows(name for name in now if now[name] != untouched[name]))


def written(before: Rows, after: Rows) -> list[tuple[str, dict[str, Any]]]:
    """The rows that are new or other than before, with their table."""
    return [(name, json.loads(row)) for name in after for row in sorted(after[name] - before.get(name, set()))]


@cache
def references(table: str) -> dict[str, str]:
    """The columns of a table that point to another, with its name."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return {f.column: f.related_model._meta.db_table for f in model._meta.concrete_fields if f.is_relation}
