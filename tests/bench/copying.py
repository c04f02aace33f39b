"""Writing many rows at once: COPY, not a loop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models


def copy_rows(model: type[models.Model], rows: Iterable[models.Model]) -> int:
    """Write unsaved instances with their primary keys set, by one COPY; returns how many."""
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    columns = ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_value(field, row) for field in fields])
            count += 1
    _move_sequence(model)
    return count


def _value(field: models.Field[Any, Any], row: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)


def _move_sequence(model: type[models.Model]) -> None:
    """Let the next ordinary insert find a free key."""
    pk = model._meta.pk
    assert pk is not None
    table, column = model._meta.db_table, str(pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT max({column}) FROM {table}))",  # noqa: S608
            [table, column],
        )
