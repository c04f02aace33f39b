"""Somebody who counsels in Ladenburg, signed in, and a case of hers."""

from __future__ import annotations

import pytest
from django.test import Client

from cases.models import Case
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.regulations.reference import load_regulations
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory


@pytest.fixture
def manager(db: None) -> User:
    load_regulations()
    return user_with_role(Role.INTEGRATIONSMANAGER, OrganisationFactory(name="Ladenburg"))


@pytest.fixture
def web(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def case(manager: User) -> Case:
    return CaseFactory(organisation=manager.membership.organisation, lead=manager)
