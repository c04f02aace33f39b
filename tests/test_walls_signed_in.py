"""The walls as the product meets them: signed in to PostgreSQL as the runtime role, over pooled connections."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from pik.accounts.acting import acting_as
from pik.accounts.enums import Role
from tests import access
from tests.factories.accounts import user_with_role
from tests.test_walls import NOBODYS, ask, casework_tables, rows_of, told, walled_tables

pytestmark = pytest.mark.django_db(transaction=True)


def test_connection_of_the_runtime_role_that_says_nothing_finds_no_row() -> None:
    # In one transaction, as a stranger's would see it when it is committed.
    with transaction.atomic():
        access.build()
    tables = walled_tables()
    filled = {table for table in tables if rows_of(table)}

    with psycopg.connect(**_as_runtime_role()) as signed_in:
        found = {t: signed_in.execute(f'SELECT 1 FROM "{t}" LIMIT 1').fetchone() for t in tables}  # noqa: S608

    assert filled >= set(casework_tables())
    assert {table: count for table, count in found.items() if count} == {}


def _as_runtime_role() -> dict[str, Any]:
    address = connection.settings_dict
    return {"host": address["HOST"], "port": address["PORT"], "dbname": address["NAME"], "user": "pik_runtime"}


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cases_person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY person_wall ON cases_person",
        "TRUNCATE cases_person",
        "CREATE TABLE stolen AS SELECT * FROM cases_person",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE pik_runtime BYPASSRLS",
    ],
)
def test_runtime_role_cannot_take_a_wall_down(statement: str) -> None:
    with psycopg.connect(**_as_runtime_role()) as signed_in:
        with pytest.raises(psycopg.Error, match=r"permission denied|must be owner"):
            signed_in.execute(statement)
        signed_in.rollback()


def test_pooled_connection_carries_no_identity_over() -> None:
    user = user_with_role(Role.TEAMLEITUNG)

    with acting_as(user):
        server_process = ask("SELECT pg_backend_pid()")
    later = []
    for _ in range(8):  # as many as the pool holds
        connection.close()  # back into the pool, and another one out of it
        later.append((ask("SELECT pg_backend_pid()"), told(), ask("SELECT current_user = session_user")))

    assert server_process in [process for process, *_ in later]
    assert [(found, role) for _, found, role in later] == [(NOBODYS, [(True,)])] * 8
