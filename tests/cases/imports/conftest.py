"""The day and the Teamleitung of the tests of imports."""

from __future__ import annotations

from typing import Any

import pytest

from pik.accounts.enums import Role
from pik.accounts.models import User
from tests.factories.accounts import user_with_role


@pytest.fixture
def on_the_day(time_machine: Any) -> None:
    time_machine.move_to("2026-11-20 10:00+01:00")


@pytest.fixture
def leader(manager: User) -> User:
    return user_with_role(Role.TEAMLEITUNG, manager.membership.organisation)
