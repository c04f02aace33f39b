"""The world that is attacked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import access
from tests.attacks.twin import with_twin


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[access.World]:
    """Ladenburg with everything, and ``world.twin``: the same in Mauer. One transaction, never committed."""
    with django_db_blocker.unblock(), access.standing_world() as world:
        with_twin(world)
        yield world
