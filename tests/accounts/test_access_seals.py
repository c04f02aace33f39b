"""Each day that has ended is sealed once, also when it was missed, and the seal is told to the server's log."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import connection

from pik.accounts.access_seals import seal_access_log
from pik.accounts.enums import Role
from pik.accounts.models import AccessSeal
from pik.core.walls import Identity, acting
from tests.accounts import access_log
from tests.accounts.access_log import LAST_DAY, TODAY, an_entry


@pytest.fixture
def filled(db: None) -> None:
    access_log.fill()


def test_days_missed_are_sealed_later_and_each_once(db: None) -> None:
    access_log.empty()
    access_log.append(access_log.NOW - timedelta(days=3), an_entry())

    first = seal_access_log(TODAY - timedelta(days=2))
    later = seal_access_log(TODAY)
    again = seal_access_log(TODAY)

    assert [(seal.day, seal.entry_count, seal.last_position) for seal in (*first, *later)] == [
        (LAST_DAY - timedelta(days=2), 1, 1),
        (LAST_DAY - timedelta(days=1), 0, 1),
        (LAST_DAY, 0, 1),
    ]
    assert (again, AccessSeal.objects.count()) == ([], 3)


def test_today_is_not_sealed(db: None) -> None:
    access_log.empty()
    access_log.append(access_log.NOW, an_entry())

    assert seal_access_log(TODAY) == []


def test_empty_log_needs_no_seal(db: None) -> None:
    access_log.empty()

    assert seal_access_log(TODAY) == []


def test_seal_stands_in_the_log_of_the_server(filled: None, caplog: pytest.LogCaptureFixture) -> None:
    access_log.append(access_log.NOW, an_entry())
    with caplog.at_level(logging.INFO, "pik.accounts.access_seals"):
        (seal,) = seal_access_log(TODAY + timedelta(days=1))

    (line,) = [record.getMessage() for record in caplog.records if f"{seal.day}" in record.getMessage()]
    assert (seal.seal in line, seal.last_digest in line) == (True, True)


def test_seals_are_read_by_the_product_alone(filled: None) -> None:
    with acting(Identity(role=Role.DATENSCHUTZ, organisation_id=3)):
        seen = AccessSeal.objects.count()

    assert seen == 0


def test_coming_month_is_opened_ahead(db: None) -> None:
    with connection.cursor() as cursor:
        seal_access_log(TODAY)
        cursor.execute(
            "SELECT to_regclass('accounts_accessentry_' || to_char(now() + interval '1 month', 'YYYY_MM')) IS NOT NULL"
        )
        assert cursor.fetchone() == (True,)
