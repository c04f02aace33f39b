"""A closed case shows nothing to other offices any more, and what was agreed to can still be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.enums import TransferStatus
from cases.lifecycle.actions import close_case
from cases.models import Case, ContactCard, Share, Transfer
from pik.accounts.acting import acting_as
from pik.core.workflow import fire
from pik.reminders.models import Reminder
from tests.cases.transfer.conftest import Sides
from tests.factories.transfer import ContactCardFactory, ShareFactory

pytestmark = pytest.mark.django_db


def close(sides: Sides) -> None:
    with acting_as(sides.giver):
        close_case(Case.objects.get(pk=sides.case.pk), actor=sides.giver, reason="goals_reached")


@pytest.mark.parametrize("is_sent", [True, False])
def test_closing_takes_back_the_transfer_under_way(is_sent: bool, sides: Sides) -> None:
    transfer = sides.send("plan") if is_sent else sides.prepare("plan")

    close(sides)

    transfer = Transfer.objects.get(pk=transfer.pk)
    assert (transfer.status, transfer.person_name) == (TransferStatus.WITHDRAWN, "")
    assert transfer.transitions.last().name == "lapse"
    assert not Reminder.objects.filter(organisation=sides.mauer, done_at__isnull=True).exists()


def test_closing_ends_what_other_offices_see_now_and_later(sides: Sides) -> None:
    today = timezone.localdate()
    running = ShareFactory(case=sides.case, receiver=sides.mauer)
    later = ShareFactory(case=sides.case, receiver=sides.mauer, starts_on=today + timedelta(days=2))
    over = ShareFactory(case=sides.case, receiver=sides.mauer, ended=True)

    close(sides)

    ended = Share.objects.filter(revoked_by=sides.giver, revoked_at__isnull=False)
    assert set(ended) == {running, later}
    assert Share.objects.get(pk=over.pk).revoked_at is None
    with acting_as(sides.taker):
        assert Share.objects.count() == 0


def test_nobody_fires_what_closing_does(sides: Sides) -> None:
    transfer = sides.send("plan")

    with pytest.raises(PermissionDenied), acting_as(sides.giver):
        fire(transfer, "lapse", actor=sides.giver)


def test_consent_to_the_contact_card_is_taken_back_on_a_closed_case(sides: Sides) -> None:
    ContactCardFactory(case=sides.case)
    close(sides)
    client = Client()
    client.force_login(sides.giver)

    answer = client.post(reverse("cases:card_drop", args=[sides.case.public_id]))

    assert answer.status_code == 302
    assert not ContactCard.objects.exists()
