"""First migrations made in one go: the database is the same, and nothing slips in that is not of a first one."""

from __future__ import annotations

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from pik.core.all_at_once import AllAtOnce

pytestmark = pytest.mark.unit

BOOK = migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))])
PAGES = migrations.AddField("book", "pages", models.IntegerField(default=1))


def test_state_is_that_of_the_operations_one_after_the_other() -> None:
    together, apart = ProjectState(), ProjectState()

    AllAtOnce([BOOK, PAGES]).state_forwards("core", together)
    for operation in (BOOK, PAGES):
        operation.state_forwards("core", apart)

    assert list(together.models["core", "book"].fields) == list(apart.models["core", "book"].fields) == ["id", "pages"]


@pytest.mark.parametrize(
    "operation",
    [PAGES, migrations.RunSQL("SELECT 1"), migrations.DeleteModel("Book")],
    ids=["field of another migration's table", "SQL", "end of a table"],
)
def test_operation_that_is_not_of_a_first_migration_is_refused(operation: migrations.operations.base.Operation) -> None:
    with pytest.raises(ValueError, match="Not of a first migration"):
        AllAtOnce([operation])
