"""Two people take the last place at once: one has it, the other is told."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from cases.enums import ReferralStatus
from cases.models import Referral
from cases.offers import actions
from cases.offers.places import places_for
from tests.cases.test_races import someone_waits_for_a_lock
from tests.factories.accounts import OrganisationFactory
from tests.factories.offers import OfferFactory, ReferralFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_last_place_is_taken_once_even_from_two_municipalities() -> None:
    kreis = OrganisationFactory(kreis=True)
    offer = OfferFactory(organisation=kreis, is_shared=True, places_total=1)
    first, second = (
        ReferralFactory(offer=offer, case__organisation=OrganisationFactory(parent=kreis)) for _ in range(2)
    )
    refusals: list[str] = []

    def take() -> None:
        try:
            actions.move(second, "accept", actor=second.case.lead, accepted_on=date(2026, 9, 20))
        except ValidationError as error:
            refusals.extend(error.messages)
        finally:
            connection.close()

    taker = threading.Thread(target=take)
    with transaction.atomic():
        actions.move(first, "accept", actor=first.case.lead, accepted_on=date(2026, 9, 20))
        taker.start()
        waited_until = time.monotonic() + 10
        while not someone_waits_for_a_lock() and time.monotonic() < waited_until:
            time.sleep(0.02)
    taker.join(30)

    assert refusals == ["Es ist kein Platz mehr frei."]
    assert Referral.objects.filter(status=ReferralStatus.ACCEPTED).get() == first
    assert places_for(second).left == 0
