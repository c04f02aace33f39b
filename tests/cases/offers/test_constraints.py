"""What the database itself refuses of offers and referrals, one step beyond the edge each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError

from tests.cases.offers.test_workflow import TRAITS
from tests.factories.cases import SessionFactory
from tests.factories.offers import OfferFactory, ReferralFactory, ReferralTransitionFactory
from tests.factories.sealed import SealedNoteFactory

pytestmark = pytest.mark.django_db


def test_factories_make_valid_objects() -> None:
    OfferFactory().full_clean()
    OfferFactory(protected=True).full_clean()
    for traits in TRAITS.values():
        ReferralFactory(**traits).full_clean()
    ReferralFactory(protected=True).full_clean()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "x"}, "offer_kind_known"),
        ({"life_areas": []}, "offer_life_areas_known"),
        ({"life_areas": ["x"]}, "offer_life_areas_known"),
        ({"places_total": 3, "places_elsewhere": 4}, "offer_places_add_up"),
        ({"places_elsewhere": 1}, "offer_places_add_up"),
        ({"protected": True, "places_total": 3}, "offer_protected_without_places"),
        ({"is_free": True, "cost": "5 €"}, "offer_free_without_cost"),
    ],
)
def test_offer_beyond_the_edge_is_refused(values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        OfferFactory(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "x"}, "referral_(status_known|ends_once|end_explained)"),
        ({"broken_off": True, "reason": "x"}, "referral_(reason_known|end_explained)"),
        ({"finished": True, "result": "x"}, "referral_(result_known|end_explained)"),
        ({"passed_on": ["x"], "consented_on": date(2026, 9, 7)}, "referral_passed_on_known"),
        ({"passed_on": ["name"]}, "referral_passed_on_with_consent"),
        ({"ended_on": date(2026, 9, 7)}, "referral_ends_once"),
        ({"attending": True, "reason": "times"}, "referral_ends_once"),
        ({"finished": True, "ended_on": None}, "referral_ends_once"),
        ({"finished": True, "result": ""}, "referral_end_explained"),
        ({"broken_off": True, "reason": ""}, "referral_end_explained"),
        ({"declined": True, "reason": ""}, "referral_end_explained"),
        ({"declined": True, "result": "solved"}, "referral_end_explained"),
        ({"waiting": True, "waiting_at": None}, "referral_waits_since"),
        ({"attending": True, "starts_on": None}, "referral_attends_from"),
        ({"finished": True, "starts_on": date(2026, 11, 14)}, "referral_period_order"),
        ({"protected": True, "note": "Termin am Freitag"}, "referral_protected_says_nothing"),
        ({"protected": True, "waiting": True}, "referral_protected_says_nothing"),
        ({"protected": True, "declined": True}, "referral_protected_says_nothing"),
        ({"protected": True, "finished": True}, "referral_protected_says_nothing"),
    ],
)
def test_referral_beyond_the_edge_is_refused(values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        ReferralFactory(**values)


def test_protected_referral_names_no_session() -> None:
    session = SessionFactory()

    with pytest.raises(IntegrityError, match="referral_protected_says_nothing"):
        ReferralFactory(protected=True, case=session.case, session=session)


def test_ordinary_referral_seals_nothing() -> None:
    note = SealedNoteFactory()

    with pytest.raises(IntegrityError, match="referral_seals_protected_only"):
        ReferralFactory(case=note.case, sealed_note=note)


def test_person_is_referred_into_an_offer_once_at_a_time() -> None:
    first = ReferralFactory(declined=True)
    ReferralFactory(case=first.case, offer=first.offer)

    with pytest.raises(ValidationError, match="schon vermittelt"):
        ReferralFactory.build(case=first.case, offer=first.offer, referred_by=first.referred_by).full_clean()


@pytest.mark.parametrize("statement", [{"offer": True}, {"referred_by": True}])
def test_referral_keeps_offer_and_author(statement: dict[str, bool]) -> None:
    referral = ReferralFactory()
    (name,) = statement
    other = OfferFactory() if name == "offer" else ReferralFactory().referred_by

    with pytest.raises(Error, match="Cannot update"):
        type(referral).objects.filter(pk=referral.pk).update(**{name: other})


def test_log_of_a_referral_only_grows() -> None:
    step = ReferralTransitionFactory()

    with pytest.raises(Error, match="Cannot update or delete"):
        step.delete()
