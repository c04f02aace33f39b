"""The world that is attacked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import access, figures
from tests.access.sessions import sign_in_all
from tests.attacks import state
from tests.attacks.twin import with_twin


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker) -> Iterator[access.World]:
    """Ladenburg with everything, and ``world.twin``: the same in Mauer. One transaction, never committed.

    ``world.database`` knows what the database holds then; whatever a test does, it undoes.
    """
    with django_db_blocker.unblock(), access.standing_world() as world:
        with_twin(world)
        sign_in_all(world)
        world.database = state.Untouched()
        yield world


@pytest.fixture(autouse=True)
def _begin(request: pytest.FixtureRequest) -> None:
    """What the test writes is told from what others wrote before it and undid."""
    if "world" in request.fixturenames:
        request.getfixturevalue("db")
        request.getfixturevalue("world").database.begin()


@pytest.fixture(autouse=True)
def _share() -> Iterator[None]:
    """Count what these tests have part in the attempts of the whole run."""
    before = figures.so_far(figures.ATTEMPTS)
    yield
    figures.count("Versuche, davon feindliche Eingaben (tests/attacks)", figures.so_far(figures.ATTEMPTS) - before)
