"""A case is closed in one connection while another writes to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from cases import actions
from cases.enums import LifeArea, SessionKind
from cases.lifecycle import actions as lifecycle
from cases.models import Case, FollowUp, Goal, Session
from cases.people import actions as people
from cases.plan import actions as plan
from cases.sessions import actions as session_actions
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db(transaction=True)


def log_session(case: Case) -> object:
    return session_actions.log_session(
        case,
        actor=case.lead,
        held_on=date(2026, 9, 15),
        kind=SessionKind.IN_PERSON,
        duration_minutes=45,
        topics=[LifeArea.LANGUAGE],
    )


def add_goal(case: Case) -> object:
    return plan.add_goal(
        case, actor=case.lead, life_area=LifeArea.LANGUAGE, title="B1", criterion="Zertifikat", due_on=date(2027, 3, 31)
    )


def add_follow_up(case: Case) -> object:
    return actions.add_follow_up(case, actor=case.lead, due_on=date(2026, 12, 1), reason="Anrufen")


def update_person(case: Case) -> object:
    return people.update_person(case, actor=case.lead, given_name="Anders")


def someone_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("write", [log_session, add_goal, add_follow_up, update_person])
def test_what_waits_for_the_closing_of_its_case_is_refused(write: Callable[[Case], object]) -> None:
    case = CaseFactory()
    given_name, seen_open = case.person.given_name, Case.objects.select_related("person", "lead").get(pk=case.pk)
    refusals: list[str] = []

    def run() -> None:
        try:
            write(seen_open)
        except ValidationError as error:
            refusals.extend(error.messages)
        finally:
            connection.close()

    writer = threading.Thread(target=run)
    with transaction.atomic():
        lifecycle.close_case(case, actor=case.lead, reason="moved")
        writer.start()
        waited_until = time.monotonic() + 10
        while not someone_waits_for_a_lock() and time.monotonic() < waited_until:
            time.sleep(0.02)
    writer.join(30)

    assert refusals == [actions.IS_CLOSED]
    assert [model.objects.count() for model in (Session, Goal, FollowUp)] == [0, 0, 0]
    case.person.refresh_from_db()
    assert case.person.given_name == given_name
