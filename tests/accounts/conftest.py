"""Ladenburg and whoever administers it; each test begins without anybody having tried anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from pik.accounts.enums import Role
from pik.accounts.models import Organisation, User
from tests.factories.accounts import OrganisationFactory, user_with_role


@pytest.fixture
def ladenburg(db: None) -> Organisation:
    return OrganisationFactory(name="Ladenburg")


@pytest.fixture
def administrator(ladenburg: Organisation) -> User:
    return user_with_role(Role.ORGANISATIONSVERWALTUNG, ladenburg, first_name="Anja", last_name="Schröder")


def counters() -> list[bytes]:
    """The keys of all counted attempts; of this test process alone, since Valkey is shared."""
    client: Any = cache._cache.get_client()  # type: ignore[attr-defined]
    return list(client.scan_iter(f"{cache.key_prefix}:*versuche*"))


def forget_attempts() -> None:
    client: Any = cache._cache.get_client()  # type: ignore[attr-defined]
    for key in counters():
        client.delete(key)


@pytest.fixture(autouse=True)
def no_attempts_yet(request: pytest.FixtureRequest) -> None:
    if "django_db" in {mark.name for mark in request.node.iter_markers()}:
        forget_attempts()
