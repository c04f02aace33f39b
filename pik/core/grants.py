"""What the runtime role may: read and write rows, behind the walls, and nothing else.

Runs as the owner after each migration (``CoreConfig.ready``), so that a new table needs no line here.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from psycopg import sql

# What nobody but the owner writes.
_OWNERS_OWN = {"django_migrations"}
_EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")


def grant_to_runtime_role(using: str = "default", **_signal: Any) -> None:
    """Create the runtime role where it is missing, and give it what it needs on every table of a model.

    A model may say otherwise: ``runtime_may`` names its rights on the table, ``runtime_calls`` the functions it may
    call. It gets no rights on anything else, present or future: partitions, functions' inner tables.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    role = quote(settings.RUNTIME_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.RUNTIME_ROLE])
        if not cursor.fetchone():
            cursor.execute(_create_role())
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        existing = set(connection.introspection.table_names(cursor))
        for model in _models():
            if model._meta.db_table in existing:
                rights = ", ".join(getattr(model, "runtime_may", _EVERYTHING))
                cursor.execute(f"GRANT {rights} ON {quote(model._meta.db_table)} TO {role}")
            for function in getattr(model, "runtime_calls", ()):
                cursor.execute("SELECT to_regprocedure(%s) IS NOT NULL", [function])
                if cursor.fetchone() == (True,):
                    cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")


def _create_role() -> sql.Composed:
    """The statement; the password comes as a literal, since CREATE ROLE takes no parameters."""
    return sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
        sql.Identifier(settings.RUNTIME_ROLE), sql.Literal(settings.RUNTIME_PASSWORD or None)
    )


def _models() -> list[type[models.Model]]:
    """The models with a table of their own; also those whose table is made by hand, when they name their rights."""
    found = apps.get_models(include_auto_created=True)
    wanted = [model for model in found if model._meta.managed or hasattr(model, "runtime_may")]
    return [model for model in wanted if model._meta.db_table not in _OWNERS_OWN]
