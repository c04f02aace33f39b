"""What the database refuses of Überleitung, Mitsicht and contact card."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from cases.enums import TransferStatus
from tests.factories.transfer import CardQueryFactory, ContactCardFactory, ShareFactory, TransferFactory

pytestmark = pytest.mark.django_db

UNPROVEN = {"consent_kept_at": ""}


@pytest.mark.parametrize(
    "factory", [TransferFactory, ShareFactory, ContactCardFactory, CardQueryFactory], ids=lambda f: f.__name__
)
def test_factory_makes_a_valid_object(factory: Any) -> None:
    factory().full_clean()


@pytest.mark.parametrize("state", ["consented", "sent", "refused", "accepted"])
def test_transfer_is_valid_in_each_state(state: str) -> None:
    TransferFactory(**{state: True}).full_clean()


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (TransferFactory, {"consented": True, "status": "x"}, "transfer_(status_known|nameless_when_ended)"),
        (TransferFactory, {"parts": []}, "transfer_parts_known"),
        (TransferFactory, {"parts": ["person", "x"]}, "transfer_parts_known"),
        (TransferFactory, {"status": TransferStatus.CONSENTED}, "transfer_consent_recorded"),
        (TransferFactory, {"consented": True, **UNPROVEN}, "transfer_consent_recorded"),
        (TransferFactory, {"consented": True, "consent_on": None}, "transfer_consent_recorded"),
        (TransferFactory, {"consented": True, "consent_form": "oral"}, "transfer_consent_recorded"),
        (TransferFactory, {"consented": True, "consent_told": ""}, "transfer_consent_recorded"),
        (TransferFactory, {"sent": True, **UNPROVEN}, "transfer_consent_recorded"),
        (TransferFactory, {"consent_by": "x"}, "transfer_consent(_known|er_named)"),
        (TransferFactory, {"consent_form": "x"}, "transfer_consent_known"),
        (TransferFactory, {"consented": True, "consent_by": "parent"}, "transfer_consenter_named"),
        (TransferFactory, {"sent": True, "sent_at": None}, "transfer_sent_at_some_time"),
        (TransferFactory, {"sent_at": timezone.now}, "transfer_sent_at_some_time"),
        (TransferFactory, {"person_name": ""}, "transfer_nameless_when_ended"),
        (TransferFactory, {"refused": True, "person_name": "Rahimi"}, "transfer_nameless_when_ended"),
        (TransferFactory, {"refused": True, "message": "Rahimi"}, "transfer_nameless_when_ended"),
        (TransferFactory, {"accepted": True, "new_case": None, "new_number": "X"}, "transfer_accepted_with_case"),
        (TransferFactory, {"new_number": "X"}, "transfer_accepted_with_case"),
        (ShareFactory, {"items": []}, "share_items_known"),
        (ShareFactory, {"items": ["x"]}, "share_items_known"),
        (ShareFactory, UNPROVEN, "share_consent_recorded"),
        (ShareFactory, {"consent_by": "x"}, "share_consent_(recorded|known)"),
        (ShareFactory, {"consent_form": "x"}, "share_consent_(recorded|known)"),
        (ShareFactory, {"consent_by": "carer"}, "share_consenter_named"),
        (ShareFactory, {"ends_on": lambda: timezone.localdate() + timedelta(days=90)}, "share_for_a_time"),
        (ShareFactory, {"ends_on": date(2020, 1, 1)}, "share_period_order"),
        (ShareFactory, {"revoked_at": timezone.now}, "share_revoked_by_someone"),
        (ContactCardFactory, UNPROVEN, "contact_card_consent_recorded"),
        (ContactCardFactory, {"consent_by": "x"}, "contact_card_consent_(recorded|known)"),
        (ContactCardFactory, {"consent_form": "x"}, "contact_card_consent_(recorded|known)"),
        (ContactCardFactory, {"consent_by": "parent"}, "contact_card_consenter_named"),
    ],
)
def test_row_beyond_the_edge_is_refused(factory: Any, values: dict[str, Any], constraint: str) -> None:
    values = {name: value() if callable(value) else value for name, value in values.items()}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**values)


def test_transfer_to_oneself_is_refused() -> None:
    here = TransferFactory().organisation

    with pytest.raises(IntegrityError, match="transfer_to_another"), transaction.atomic():
        TransferFactory(case__organisation=here, receiver=here)


def test_share_with_oneself_is_refused() -> None:
    share = ShareFactory()

    with pytest.raises(IntegrityError, match="share_with_another"), transaction.atomic():
        ShareFactory(case=share.case, receiver=share.organisation)


def test_second_open_transfer_of_a_case_is_refused() -> None:
    transfer = TransferFactory()

    with pytest.raises(IntegrityError, match="transfer_one_open"), transaction.atomic():
        TransferFactory(case=transfer.case)


def test_longest_share_lasts_ninety_days() -> None:
    share = ShareFactory(starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))

    assert (share.ends_on - share.starts_on).days + 1 == 90


@pytest.mark.parametrize(
    "change", [{"parts": ["person", "plan"]}, {"consent_on": None}, {"moves_on": date(2027, 1, 1)}]
)
def test_what_was_consented_to_cannot_change_once_sent(change: dict[str, Any]) -> None:
    transfer = TransferFactory(sent=True)

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        type(transfer).objects.filter(pk=transfer.pk).update(**change)


@pytest.mark.parametrize("factory", [TransferFactory, ShareFactory], ids=lambda f: f.__name__)
def test_row_is_never_deleted(factory: Any) -> None:
    row = factory()

    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        row.delete()


def test_revoked_share_stays_revoked() -> None:
    share = ShareFactory(revoked=True)

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        type(share).objects.filter(pk=share.pk).update(revoked_at=None, revoked_by=None)
