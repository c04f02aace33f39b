"""Two of a family are counselled at once, each with the other: nobody waits for ever."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from django.db import connection, transaction

from cases.models import Case, Session
from cases.people.actions import join_household
from cases.sessions import actions
from cases.sessions.actions import TookPart
from tests.cases.test_races import someone_waits_for_a_lock
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_session_with_a_relative_locks_both_files_in_the_order_of_their_keys() -> None:
    wife = CaseFactory()
    husband = CaseFactory(organisation=wife.organisation, lead=wife.lead)
    with transaction.atomic():
        join_household(husband.person, wife, "partner", date(2026, 1, 1))

    def log() -> None:
        try:
            actions.log_session(
                husband,
                actor=husband.lead,
                held_on=date(2026, 9, 15),
                kind="outreach",
                duration_minutes=60,
                topics=["family"],
                took_part=[TookPart(person=wife.person)],
            )
        finally:
            connection.close()

    logger = threading.Thread(target=log)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=wife.pk)
        logger.start()
        waited_until = time.monotonic() + 10
        while not someone_waits_for_a_lock() and time.monotonic() < waited_until:
            time.sleep(0.02)
        # Whoever has the first file gets the second one too.
        Case.objects.select_for_update(nowait=True).get(pk=husband.pk)
    logger.join(30)

    assert Session.objects.get().case == husband
