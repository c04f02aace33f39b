"""What tests of the planning share: somebody of the Land, the rule book, the whole tree of municipalities."""

from __future__ import annotations

import pytest
from django.test import Client

from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.accounts.organisations import load_organisations
from pik.regulations.reference import load_regulations
from tests.factories.accounts import user_with_role


@pytest.fixture
def planner(db: None) -> User:
    return user_with_role(Role.LANDESPLANUNG)


@pytest.fixture
def rules(db: None) -> None:
    load_regulations()


@pytest.fixture
def all_gemeinden(db: None) -> None:
    load_organisations()


@pytest.fixture
def planner_client(planner: User) -> Client:
    client = Client()
    client.force_login(planner)
    return client
