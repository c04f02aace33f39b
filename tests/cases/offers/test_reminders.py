"""„Platz frei“: the next in line's lead hears of it, once."""

from __future__ import annotations

from datetime import date

import pytest

from cases.enums import ReferralReason
from cases.offers import actions
from pik.accounts.acting import acting_as
from pik.reminders.actions import create_due
from pik.reminders.models import Reminder
from tests.factories.accounts import OrganisationFactory
from tests.factories.offers import OfferFactory, ReferralFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


def open_titles() -> list[tuple[str, int]]:
    rows = Reminder.objects.filter(kind="cases.place_free", done_at__isnull=True).order_by("pk")
    return list(rows.values_list("title", "recipient_id"))


def test_free_place_is_told_to_the_first_in_line_of_whatever_municipality() -> None:
    kreis = OrganisationFactory(kreis=True)
    offer = OfferFactory(organisation=kreis, is_shared=True, places_total=1, title="Elternkurs")
    first, second = (
        ReferralFactory(offer=offer, waiting=True, case__organisation=OrganisationFactory(parent=kreis))
        for _ in range(2)
    )

    create_due(TODAY)
    create_due(TODAY)

    person = first.case.person
    expected = f"Platz frei für {person.family_name}, {person.given_name}: Elternkurs"
    assert open_titles() == [(expected, first.case.lead_id)]
    assert second.case.lead_id != first.case.lead_id
    assert Reminder.objects.get(kind="cases.place_free").url == first.get_absolute_url()


def test_nobody_is_told_while_all_places_are_taken() -> None:
    offer = OfferFactory(places_total=1)
    ReferralFactory(offer=offer, case__organisation=offer.organisation, attending=True)
    ReferralFactory(offer=offer, case__organisation=offer.organisation, waiting=True)

    create_due(TODAY)

    assert open_titles() == []


def test_place_that_comes_free_is_told_at_once_and_silent_when_it_is_taken() -> None:
    offer = OfferFactory(places_total=1)
    taken = ReferralFactory(offer=offer, case__organisation=offer.organisation, attending=True)
    waiting = ReferralFactory(offer=offer, case__organisation=offer.organisation, waiting=True)

    with acting_as(taken.case.lead):
        actions.move(
            taken, "break_off", actor=taken.case.lead, ended_on=date(2026, 11, 20), reason=ReferralReason.MOVED
        )
    told = open_titles()
    with acting_as(waiting.case.lead):
        actions.move(waiting, "accept", actor=waiting.case.lead, accepted_on=date(2026, 11, 21))

    assert [recipient for _, recipient in told] == [waiting.case.lead_id]
    assert open_titles() == []
