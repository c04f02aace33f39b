"""Ladenburg and whoever administers it."""

from __future__ import annotations

import pytest

from pik.accounts.enums import Role
from pik.accounts.models import Organisation, User
from tests.factories.accounts import OrganisationFactory, user_with_role


@pytest.fixture
def ladenburg(db: None) -> Organisation:
    return OrganisationFactory(name="Ladenburg")


@pytest.fixture
def administrator(ladenburg: Organisation) -> User:
    return user_with_role(Role.ORGANISATIONSVERWALTUNG, ladenburg, first_name="Anja", last_name="Schröder")
