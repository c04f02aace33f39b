"""The second wall: which rows exist in the database for who acts now.

Under the scoped querysets stands PostgreSQL's row-level security. Web server and workers connect as a
runtime role that owns nothing; each transaction says who acts, and without that there are no rows. A model
declares its wall in one line of ``Meta.constraints``; the migration follows from it as for any constraint.

The identity stands in three settings of the transaction: ``pik.user``, ``pik.organisation``, ``pik.role``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.constraints import BaseConstraint

#: The role of the product itself, when it works for an organisation: reminders, documents.
SYSTEM = "system"

# Plain calls, no sub-selects: the planner knows their values when it estimates rows, and what depends on no column it
# asks once for a statement („One-Time Filter“).
ACTING_USER = "NULLIF(current_setting('pik.user', true), '')::bigint"
ACTING_ORGANISATION = "NULLIF(current_setting('pik.organisation', true), '')::bigint"
ACTING_ROLE = "current_setting('pik.role', true)"


# --- Who acts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Identity:
    """Who acts: a person in an organisation and a role. All empty: nobody, for whom no rows exist."""

    user_id: int | None = None
    organisation_id: int | None = None
    role: str = ""


NOBODY = Identity()
_current: ContextVar[Identity | None] = ContextVar("acting", default=None)


def who_acts() -> Identity | None:
    """Who acts in this transaction; None outside of ``acting``."""
    return _current.get()


@contextmanager
def acting(identity: Identity) -> Iterator[None]:
    """Open a transaction in which ``identity`` acts behind the walls; its end forgets who that was.

    Within another one it is a savepoint, after which the outer identity acts again.
    """
    outer, is_inner = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        token = _current.set(identity)
        try:
            _tell_database(identity)
            yield
        finally:
            _current.reset(token)
        # What is rolled back, or ends for good, takes the settings along.
        if is_inner and not connection.needs_rollback:
            _tell_database(outer)


def change_identity(identity: Identity) -> None:
    """Let ``identity`` act for the rest of the block opened by ``acting``; raises ``RuntimeError`` outside of one."""
    if _current.get() is None:
        raise RuntimeError("Nobody acts here: open the transaction with acting().")
    _current.set(identity)
    _tell_database(identity)


def _tell_database(identity: Identity | None) -> None:
    """Set role and identity for the rest of the transaction; None: the role that signed in, and nobody.

    Who is the runtime role already stays it; an owner (migrations, commands) steps down behind the walls.
    """
    who = identity or NOBODY
    values = ["none" if identity is None else settings.RUNTIME_ROLE, who.user_id, who.organisation_id, who.role]
    with connection.cursor() as cursor:
        # All at once: each trip to the server costs a page.
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('pik.user', %s, true),"
            " set_config('pik.organisation', %s, true), set_config('pik.role', %s, true)",
            ["" if value is None else str(value) for value in values],
        )


# --- What a wall lets through ---------------------------------------------------------------------


class Wall(BaseConstraint):
    """The policy of a table, declared like a constraint; exactly one of the three ways to say it.

    ``organisation``: the name of the foreign key that says whose the row is, perhaps with the ``roles`` for
    which alone it exists there (the product's own role is always among them). ``through``: the name of a
    foreign key; the row exists when the one it points at does. ``rows``: an SQL condition of its own; with
    ``writes`` a narrower one for what may be written.
    """

    def __init__(
        self,
        *,
        name: str,
        organisation: str = "",
        roles: Iterable[str] = (),
        through: str = "",
        rows: str = "",
        writes: str = "",
    ) -> None:
        super().__init__(name=name)
        if sum(map(bool, (organisation, through, rows))) != 1:
            raise ValueError(f"{name}: a wall is said in exactly one way.")
        self.organisation, self.through, self.rows, self.writes = organisation, through, rows, writes
        self.roles = sorted(str(role) for role in roles)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Wall) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]  # as Django's own constraints

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        names = ("organisation", "roles", "through", "rows", "writes")
        said = {name: value for name in names if (value := getattr(self, name))}
        return path, args, {**kwargs, **said}

    def condition(self, model: type[models.Model]) -> str:
        """The SQL condition under which a row of ``model`` exists for who acts."""
        if self.rows:
            return self.rows
        if self.through:
            field: Any = model._meta.get_field(self.through)
            parent, table = field.related_model._meta, model._meta.db_table
            return f'EXISTS (SELECT 1 FROM "{parent.db_table}" above WHERE above."{parent.pk.column}" = "{table}"."{field.column}")'  # noqa: E501, S608
        own: Any = model._meta.get_field(self.organisation)
        return f'"{own.column}" = {self._whose()}'

    def _whose(self) -> str:
        """The organisation whose rows exist; none in a role for which there are none.

        One comparison instead of two: a condition on the role beside it, of which the planner knows nothing, would
        have it expect a single row and choose plans for that.
        """
        if not self.roles:
            return ACTING_ORGANISATION
        return f"CASE WHEN {role_is_one_of(self.roles)} THEN {ACTING_ORGANISATION} END"

    def create_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        table = model._meta.db_table
        rows = self.condition(model)
        return (
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY; '
            f'CREATE POLICY "{self.name}" ON "{table}" USING ({rows}) WITH CHECK ({self.writes or rows})'
        )

    def remove_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        table = model._meta.db_table
        return f'DROP POLICY "{self.name}" ON "{table}"; ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'

    def constraint_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Nothing inside of CREATE TABLE; the policy comes when the table is there."""
        if schema_editor is not None:
            schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return None

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to check in a form: who may write what is asked before, and the database has the last word."""


def role_is_one_of(roles: Iterable[str]) -> str:
    """SQL condition: the acting role is one of ``roles``, or the product itself."""
    listed = ", ".join(f"'{role}'" for role in sorted({*map(str, roles), SYSTEM}))
    return f"{ACTING_ROLE} IN ({listed})"
