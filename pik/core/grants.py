"""What the runtime role may: read and write rows, behind the walls, and nothing else.

Runs as the owner after each migration (``CoreConfig.ready``), so that a new table needs no line here.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from psycopg import sql

# What nobody but the owner writes.
_OWNERS_OWN = {"django_migrations"}


def grant_to_runtime_role(using: str = "default", **_signal: Any) -> None:
    """Create the runtime role where it is missing, and give it what it needs on every table of a model.

    It gets no rights on anything else, present or future: partitions, functions' inner tables.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    role = quote(settings.RUNTIME_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.RUNTIME_ROLE])
        if not cursor.fetchone():
            cursor.execute(_create_role())
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        for table in sorted(_tables() & set(connection.introspection.table_names(cursor))):
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {quote(table)} TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")


def _create_role() -> sql.Composed:
    """The statement; the password comes as a literal, since CREATE ROLE takes no parameters."""
    return sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
        sql.Identifier(settings.RUNTIME_ROLE), sql.Literal(settings.RUNTIME_PASSWORD or None)
    )


def _tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.managed} - _OWNERS_OWN
