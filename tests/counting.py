"""How many queries something costs, told as the product pays them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# The frame of a request: who acts. In a test it is a savepoint within the test's transaction; in the product
# BEGIN, two small statements and COMMIT, whatever the page does. Who looked is written down after it in one
# statement, however much there was to see. „make bench“ counts them all.
FRAME = re.compile(
    r"SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|SELECT set_config\('role'|SELECT accounts_log_access\("
)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block, without the frame; the list is full when the block has ended."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield statements
    statements += [query["sql"] for query in queries if not FRAME.match(query["sql"])]


@contextmanager
def costs_exactly(number: int) -> Iterator[None]:
    """Fail unless the block costs ``number`` queries."""
    with counted() as statements:
        yield
    assert len(statements) == number, "\n".join(statements)
