"""Preparing, sending and answering an Überleitung; two who answer at once get one clear result."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from cases.actions import demand_open
from cases.enums import TransferStatus
from cases.models import Case, Person, Session, Transfer
from cases.transfer import actions
from cases.transfer.reminders import unanswered
from cases.transfer.workflow import TRANSFER
from pik.accounts.acting import acting_as
from pik.accounts.enums import Role
from pik.core.workflow import TransitionRefused, reasons_against
from pik.reminders.models import Reminder
from tests.cases.transfer.conftest import Sides, consent, made_sides
from tests.counting import counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import SessionFactory
from tests.factories.transfer import TransferFactory

pytestmark = pytest.mark.django_db

POSSIBLE = {
    "draft": {"record_consent", "withdraw", "lapse"},
    "consented": {"change", "send", "withdraw", "lapse"},
    "sent": {"accept", "refuse", "withdraw", "lapse"},
    "refused": set(),
    "accepted": set(),
}


@pytest.mark.parametrize("state", POSSIBLE)
def test_each_state_allows_its_own_transitions(state: str) -> None:
    transfer = TransferFactory(**({} if state == "draft" else {state: True}))
    receiver = user_with_role(Role.TEAMLEITUNG, transfer.receiver)

    possible = {t.name for t in TRANSFER.transitions if not reasons_against(transfer, t.name, receiver)}

    assert possible == POSSIBLE[state]


# --- Before the answer ------------------------------------------------------------------------------


def test_draft_exists_for_the_sender_alone(sides: Sides) -> None:
    sides.prepare("plan")

    with acting_as(sides.taker):
        assert Transfer.objects.count() == 0


def test_receiver_of_a_request_reads_name_and_parts_and_no_row_of_the_file(sides: Sides) -> None:
    SessionFactory(case=sides.case)
    sides.send("plan", "sessions")

    with acting_as(sides.taker):
        transfer = Transfer.objects.get()
        seen = (Case.objects.count(), Person.objects.count(), Session.objects.count())

    assert (transfer.person_name, transfer.parts) == (str(sides.case.person), ["person", "plan", "sessions"])
    assert seen == (0, 0, 0)


def test_sender_works_on_until_the_answer(sides: Sides) -> None:
    sides.send("plan")

    with acting_as(sides.giver):
        demand_open(sides.case)


def test_another_choice_drops_the_consent(sides: Sides) -> None:
    transfer = sides.prepare("plan")

    with acting_as(sides.giver):
        choice = {"receiver": sides.mauer, "moves_on": transfer.moves_on, "parts": ["sessions"]}
        actions.change_transfer(transfer, actor=sides.giver, **choice)

    transfer.refresh_from_db()
    assert (transfer.status, transfer.parts) == (TransferStatus.DRAFT, ["person", "sessions"])
    assert (transfer.consent_on, transfer.consent_told) == (None, "")


def test_what_was_told_is_kept_with_the_consent(sides: Sides) -> None:
    transfer = sides.prepare("plan")

    assert "Integrationsplan mit Zielen" in transfer.consent_told
    assert sides.case.person.family_name not in transfer.consent_told


def test_without_consent_nothing_is_sent(sides: Sides) -> None:
    transfer = TransferFactory(case=sides.case, receiver=sides.mauer)

    with acting_as(sides.giver), pytest.raises(TransitionRefused):
        actions.send_transfer(transfer, actor=sides.giver)


def test_consent_of_tomorrow_is_refused(sides: Sides) -> None:
    transfer = TransferFactory(case=sides.case, receiver=sides.mauer)
    tomorrow = timezone.localdate() + timedelta(days=1)

    with acting_as(sides.giver), pytest.raises(ValidationError) as refused:
        actions.record_consent(transfer, actor=sides.giver, **consent(consent_on=tomorrow))

    assert "consent_on" in refused.value.error_dict


def test_receiver_is_told_and_whoever_asked_hears_the_answer(sides: Sides) -> None:
    transfer = sides.send()
    asked = list(Reminder.objects.values_list("recipient", flat=True))
    sides.accept(transfer)

    assert asked == [sides.taker.pk]
    waiting = Reminder.objects.filter(done_at__isnull=True).values_list("recipient", "title")
    assert list(waiting) == [(sides.giver.pk, f"Überleitung von {transfer.case_number} an Mauer: übernommen")]


def test_sender_is_reminded_after_a_week_without_an_answer(sides: Sides) -> None:
    transfer = TransferFactory(case=sides.case, sent=True, sent_at=timezone.now() - timedelta(days=7))
    today = timezone.localdate()

    assert [row["recipient_id"] for row in unanswered(today)] == [transfer.created_by_id]
    assert list(unanswered(today - timedelta(days=1))) == []


# --- The answer -------------------------------------------------------------------------------------


def test_refusal_says_why_and_leaves_everything_with_the_sender(sides: Sides) -> None:
    transfer = sides.send("plan")

    with acting_as(sides.taker):
        actions.refuse_transfer(Transfer.objects.get(), actor=sides.taker, reason="Bei uns ist kein Platz frei.")

    transfer.refresh_from_db()
    assert (transfer.status, transfer.person_name) == (TransferStatus.REFUSED, "")
    assert transfer.transitions.last().comment == "Bei uns ist kein Platz frei."
    assert Case.objects.get(pk=sides.case.pk).is_open


def test_refusal_without_a_reason_is_refused(sides: Sides) -> None:
    sides.send()

    with acting_as(sides.taker), pytest.raises(TransitionRefused, match="Begründung"):
        actions.refuse_transfer(Transfer.objects.get(), actor=sides.taker, reason=" ")


def test_sender_cannot_answer_for_the_receiver(sides: Sides) -> None:
    transfer = sides.send()

    with acting_as(sides.giver), pytest.raises(PermissionDenied):
        actions.accept_transfer(transfer, actor=sides.giver, lead=None)


def test_lead_is_one_of_the_receivers_team(sides: Sides) -> None:
    transfer = sides.send()

    with pytest.raises(ValidationError) as refused:
        sides.accept(transfer, lead=sides.giver)

    assert "lead" in refused.value.error_dict


def test_case_of_the_sender_is_closed_to_work_afterwards(sides: Sides) -> None:
    sides.accept(sides.send())

    with acting_as(sides.giver), pytest.raises(ValidationError):
        demand_open(sides.case)


# --- Two at once ------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run each act in a connection of its own, all at the same moment; what refused them, in words."""
    barrier, refusals = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            barrier.wait(20)
            act()
        except ValidationError as error:
            refusals.extend(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return refusals


def test_accepting_locks_the_case_before_its_transfer_as_the_sender_does(sides: Sides) -> None:
    transfer = sides.send("plan")

    with counted() as statements:
        sides.accept(transfer)

    locked = [statement for statement in statements if "FOR UPDATE" in statement]
    assert [re.search(r'FROM "(\w+)"', statement)[1] for statement in locked[:2]] == ["cases_case", "cases_transfer"]  # type: ignore[index]


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_take_over_one_case() -> None:
    sides = made_sides()
    transfer = sides.send("plan")

    refusals = at_once(lambda: sides.accept(transfer), lambda: sides.accept(transfer))

    assert len(refusals) == 1
    assert Case.objects.filter(organisation=sides.mauer).count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepting_against_withdrawing_has_one_clear_result() -> None:
    sides = made_sides()
    transfer = sides.send("plan")

    def withdraw() -> None:
        with acting_as(sides.giver):
            actions.withdraw_transfer(Transfer.objects.get(pk=transfer.pk), actor=sides.giver)

    refusals = at_once(lambda: sides.accept(transfer), withdraw)

    transfer.refresh_from_db()
    moved = Case.objects.filter(organisation=sides.mauer).count()
    assert len(refusals) == 1
    assert (transfer.status, moved) in {(TransferStatus.ACCEPTED, 1), (TransferStatus.WITHDRAWN, 0)}
