"""The machine of a referral: every state × every transition, and the guards about places."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.enums import ReferralReason, ReferralResult, ReferralStatus
from cases.models import Offer, Referral
from cases.offers import actions
from cases.offers.places import places_for
from cases.offers.workflow import REFERRAL
from pik.accounts.enums import Role
from pik.core.workflow import fire
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.offers import OfferFactory, ReferralFactory

pytestmark = pytest.mark.django_db

TRAITS = {
    ReferralStatus.OFFERED: {},
    ReferralStatus.WAITING: {"waiting": True},
    ReferralStatus.ACCEPTED: {"accepted": True},
    ReferralStatus.ATTENDING: {"attending": True},
    ReferralStatus.FINISHED: {"finished": True},
    ReferralStatus.BROKEN_OFF: {"broken_off": True},
    ReferralStatus.DECLINED: {"declined": True},
}
# The days and words that a move needs.
CHANGES: dict[str, dict[str, Any]] = {
    "wait": {},
    "accept": {"accepted_on": date(2026, 9, 20)},
    "accept_ahead": {"accepted_on": date(2026, 9, 20), "comment": "Der Anbieter hat so entschieden."},
    "attend": {"starts_on": date(2026, 9, 21)},
    "finish": {"ended_on": date(2026, 12, 1), "result": ReferralResult.CERTIFICATE},
    "break_off": {"ended_on": date(2026, 12, 1), "reason": ReferralReason.TIMES},
    "decline": {"ended_on": date(2026, 12, 1), "reason": ReferralReason.OWN_WISH},
}
ALLOWED = {
    ("wait", ReferralStatus.OFFERED): ReferralStatus.WAITING,
    ("accept", ReferralStatus.OFFERED): ReferralStatus.ACCEPTED,
    ("accept", ReferralStatus.WAITING): ReferralStatus.ACCEPTED,
    ("accept_ahead", ReferralStatus.OFFERED): ReferralStatus.ACCEPTED,
    ("accept_ahead", ReferralStatus.WAITING): ReferralStatus.ACCEPTED,
    ("attend", ReferralStatus.OFFERED): ReferralStatus.ATTENDING,
    ("attend", ReferralStatus.ACCEPTED): ReferralStatus.ATTENDING,
    ("finish", ReferralStatus.ATTENDING): ReferralStatus.FINISHED,
    ("break_off", ReferralStatus.ATTENDING): ReferralStatus.BROKEN_OFF,
    ("decline", ReferralStatus.OFFERED): ReferralStatus.DECLINED,
    ("decline", ReferralStatus.WAITING): ReferralStatus.DECLINED,
    ("decline", ReferralStatus.ACCEPTED): ReferralStatus.DECLINED,
    ("lapse", ReferralStatus.OFFERED): ReferralStatus.DECLINED,
    ("lapse", ReferralStatus.WAITING): ReferralStatus.DECLINED,
    ("lapse", ReferralStatus.ACCEPTED): ReferralStatus.DECLINED,
}


def referral_in(status: ReferralStatus, **more: Any) -> Referral:
    return ReferralFactory(offer__places_total=3, **TRAITS[status], **more)


def move(referral: Referral, name: str) -> Referral:
    if name == "lapse":
        fire(referral, name, actor=None, ended_on=date(2026, 12, 1), reason=ReferralReason.CASE_ENDED)
        return referral
    return actions.move(referral, name, actor=referral.case.lead, **CHANGES[name])


@pytest.mark.parametrize("status", ReferralStatus)
@pytest.mark.parametrize("name", [transition.name for transition in REFERRAL.transitions])
def test_matrix(name: str, status: ReferralStatus) -> None:
    referral = referral_in(status)
    target = ALLOWED.get((name, status))

    if target is None:
        with pytest.raises(ValidationError):
            move(referral, name)
    else:
        move(referral, name)

    referral.refresh_from_db()
    assert referral.status == (target or status)
    assert referral.transitions.count() == (1 if target else 0)


def test_place_that_is_taken_is_given_to_nobody_else() -> None:
    offer = OfferFactory(places_total=2, places_elsewhere=1)
    ReferralFactory(offer=offer, case__organisation=offer.organisation, attending=True)
    late = ReferralFactory(offer=offer, case__organisation=offer.organisation)

    with pytest.raises(ValidationError, match="kein Platz mehr frei"):
        move(late, "accept")


def test_place_goes_to_the_first_in_line() -> None:
    offer = OfferFactory(places_total=1)
    first, second = (
        ReferralFactory(offer=offer, case__organisation=offer.organisation, waiting=True) for _ in range(2)
    )

    with pytest.raises(ValidationError, match="Auf der Warteliste stehen noch 1 davor, frei sind 1"):
        move(second, "accept")
    move(first, "accept")

    assert first.status == ReferralStatus.ACCEPTED


def test_who_comes_new_does_not_pass_those_who_wait() -> None:
    offer = OfferFactory(places_total=1)
    ReferralFactory(offer=offer, case__organisation=offer.organisation, waiting=True)
    newcomer = ReferralFactory(offer=offer, case__organisation=offer.organisation)

    with pytest.raises(ValidationError, match="stehen noch 1 davor"):
        move(newcomer, "attend")


def test_place_out_of_turn_needs_a_reason() -> None:
    offer = OfferFactory(places_total=1)
    ReferralFactory(offer=offer, case__organisation=offer.organisation, waiting=True)
    second = ReferralFactory(offer=offer, case__organisation=offer.organisation, waiting=True)

    with pytest.raises(ValidationError, match="Begründung"):
        actions.move(second, "accept_ahead", actor=second.case.lead, accepted_on=date(2026, 9, 20))
    move(second, "accept_ahead")

    assert second.transitions.get().comment == "Der Anbieter hat so entschieden."


def test_promised_place_is_kept_when_places_are_taken_away() -> None:
    referral = referral_in(ReferralStatus.ACCEPTED)
    Offer.objects.filter(pk=referral.offer_id).update(places_total=0)

    move(referral, "attend")

    assert referral.status == ReferralStatus.ATTENDING


def test_offer_without_limit_has_no_waiting_list() -> None:
    referral = ReferralFactory()

    with pytest.raises(ValidationError, match="keine Warteliste"):
        move(referral, "wait")


def test_place_that_is_given_back_is_free_again() -> None:
    offer = OfferFactory(places_total=1)
    taken = ReferralFactory(offer=offer, case__organisation=offer.organisation, attending=True)
    waiting = ReferralFactory(offer=offer, case__organisation=offer.organisation, waiting=True)

    move(taken, "break_off")
    move(waiting, "accept")

    assert waiting.status == ReferralStatus.ACCEPTED


@pytest.mark.parametrize("name", ["finish", "break_off"])
def test_attending_in_a_closed_case_comes_to_an_end_and_gives_its_place_back(name: str) -> None:
    offer = OfferFactory(places_total=1)
    case = CaseFactory(organisation=offer.organisation, closed=True)
    referral = ReferralFactory(offer=offer, case=case, attending=True)
    other = ReferralFactory(offer=offer, case__organisation=offer.organisation)
    assert not places_for(other).is_free

    move(referral, name)

    assert places_for(other).is_free


def test_referral_of_a_closed_case_rests() -> None:
    referral = ReferralFactory(case=CaseFactory(closed=True))

    with pytest.raises(ValidationError, match="abgeschlossen"):
        move(referral, "attend")


def test_stranger_moves_nothing() -> None:
    referral = ReferralFactory()

    with pytest.raises(PermissionDenied):
        actions.move(referral, "attend", actor=user_with_role(Role.INTEGRATIONSMANAGER), starts_on=date(2026, 9, 21))
