"""The first migration of an app, made in one go.

Django renders every model that is related to a changed one anew after each operation. A first migration of hundreds
of constraints and triggers would render the same models thousands of times: minutes, for tables that are all new.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

#: What the final model of a new table holds already; in the database it comes with its table.
_PART_OF_TABLE = (AddField, AddConstraint, AddIndex)


class AllAtOnce(Operation):
    """All operations of a first migration: every table is created as its model is in the end, then its triggers.

    Raises ``ValueError`` for an operation that is not about a model it creates itself.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, operations: Sequence[Any]) -> None:
        created = {operation.name_lower for operation in operations if isinstance(operation, CreateModel)}
        for operation in operations:
            known = isinstance(operation, (CreateModel, AddTrigger, *_PART_OF_TABLE))
            if not known or (not isinstance(operation, CreateModel) and operation.model_name_lower not in created):
                raise ValueError(f"Not of a first migration: {operation.describe()}")
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.operations], {}

    def describe(self) -> str:
        return f"Create {sum(isinstance(operation, CreateModel) for operation in self.operations)} models at once"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Without rendered models there is nothing to render anew; who asks for them next renders them once.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            if not isinstance(operation, _PART_OF_TABLE):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel):
                operation.database_backwards(app_label, schema_editor, from_state, to_state)
