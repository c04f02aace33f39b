"""What looks for changes sees them; else the refusals of the other files would say nothing."""

from __future__ import annotations

import pytest

from tests import access
from tests.access.world import World

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_change_is_seen_and_after_it_is_undone_no_more(world: World) -> None:
    with access.undone():
        world.case.person.given_name = "Verändert"
        world.case.person.save()
        seen = {table: values["given_name"] for table, values in world.database.written() if "given_name" in values}
        is_same = world.database.is_same()

    assert seen["cases_person"] == "Verändert"
    assert not is_same
    assert (world.database.is_same(), world.database.written()) == (True, [])


def test_row_that_is_gone_is_missed(world: World) -> None:
    with access.undone():
        world.follow_up.delete()
        is_same = world.database.is_same()

    assert not is_same
