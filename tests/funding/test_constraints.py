"""The database as the last reviewer: a ladder for each constraint."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from funding.models import Application, Consent, Decision, Member, Post, Round
from tests.factories.funding import (
    ApplicationFactory,
    ConsentFactory,
    DecisionFactory,
    MemberFactory,
    PostFactory,
    RoundFactory,
    authority,
    decided_of,
)

pytestmark = pytest.mark.django_db

FACTORIES = (RoundFactory, ApplicationFactory, MemberFactory, ConsentFactory, PostFactory, DecisionFactory)


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_object_of_each_factory_is_valid(factory: Any) -> None:
    factory().full_clean()


def refuses(name: str) -> Any:
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(("share", "is_allowed"), [("0.00", False), ("0.01", True), ("1.00", True), ("1.01", False)])
def test_share_of_a_post_lies_between_nothing_and_a_full_post(share: str, is_allowed: bool) -> None:
    if is_allowed:
        assert PostFactory(share=Decimal(share)).pk
    else:
        with refuses("post_share_range"), transaction.atomic():
            PostFactory(share=Decimal(share))


@pytest.mark.parametrize(("days", "is_allowed"), [(-1, False), (0, True), (1, True)])
def test_round_closes_no_earlier_than_it_opens(days: int, is_allowed: bool) -> None:
    opens_on = timezone.localdate()
    if is_allowed:
        assert RoundFactory(opens_on=opens_on, closes_on=opens_on + timedelta(days=days)).pk
    else:
        with refuses("round_window_order"), transaction.atomic():
            RoundFactory(opens_on=opens_on, closes_on=opens_on + timedelta(days=days))


@pytest.mark.parametrize(
    ("amount", "note", "is_allowed"),
    [(0, "", True), (51, "Beschluss", True), (51, "", False), (0, "Beschluss", False), (-1, "Beschluss", False)],
)
def test_own_contribution_is_documented(amount: int, note: str, is_allowed: bool) -> None:
    if is_allowed:
        assert ApplicationFactory(own_contribution=amount, own_contribution_note=note).pk
    else:
        with refuses("application_contribution_documented"), transaction.atomic():
            ApplicationFactory(own_contribution=amount, own_contribution_note=note)


def test_municipality_stands_in_one_live_application_of_a_round() -> None:
    member = MemberFactory()
    other = ApplicationFactory(round=member.round)
    same = {"application": other, "gemeinde": member.gemeinde, "planungsrahmen_line": member.planungsrahmen_line}

    with refuses("member_one_application_a_round"), transaction.atomic():
        MemberFactory(**same)

    assert MemberFactory(**same, is_live=False).pk


def test_live_flag_follows_the_state_however_it_changes() -> None:
    member = MemberFactory()

    Application.objects.filter(pk=member.application_id).update(status="withdrawn")

    assert Member.objects.get().is_live is False


def test_member_has_one_live_consent() -> None:
    consent = ConsentFactory()

    with refuses("consent_one_live"), transaction.atomic():
        ConsentFactory(member=consent.member)

    assert ConsentFactory(member=consent.member, voided=True).pk


def test_voided_consent_names_its_reason() -> None:
    with refuses("consent_void_has_reason"), transaction.atomic():
        ConsentFactory(voided_at=timezone.now(), void_reason="")


def test_given_consent_can_not_be_rewritten() -> None:
    consent = ConsentFactory()

    with pytest.raises(ProgrammingError, match="Cannot update rows from funding_consent"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(name="Jemand anderes")


def test_application_has_one_open_decision() -> None:
    decision = DecisionFactory()

    with refuses("decision_one_open"), transaction.atomic():
        DecisionFactory(application=decision.application)

    Decision.objects.filter(pk=decision.pk).update(returned_at=timezone.now(), return_reason="Bitte prüfen.")
    assert DecisionFactory(application=decision.application).pk


@pytest.mark.parametrize(("outcome", "amount"), [("approve", 0), ("reject", 1)])
def test_amount_of_a_decision_fits_its_outcome(outcome: str, amount: int) -> None:
    with refuses("decision_amount_fits_outcome"), transaction.atomic():
        DecisionFactory(outcome=outcome, amount_year=amount, amount_total=amount)


def test_drafted_decision_can_not_be_rewritten() -> None:
    decision = DecisionFactory()

    with pytest.raises(ProgrammingError, match="Cannot update rows from funding_decision"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(amount_year=1)


def test_approval_can_not_be_taken_back(world: SimpleNamespace) -> None:
    decision = decided_of(world.ladenburg, world.round).decisions.get()

    with pytest.raises(ProgrammingError, match="Cannot update rows from funding_decision"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(approved_at=None, approved_by=None)


@pytest.mark.parametrize("model", [Application, Member, Consent, Decision], ids=lambda model: model.__name__)
def test_record_of_a_decision_can_not_be_deleted(model: Any, world: SimpleNamespace) -> None:
    decided_of(world.angelbachtal, world.round, partners=[world.mauer])

    with pytest.raises(ProgrammingError, match="Cannot delete rows"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_submitted_application_names_its_authority() -> None:
    application = ApplicationFactory()

    with refuses("application_submitted_complete"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(status="submitted")

    assert Application.objects.filter(pk=application.pk).update(
        status="submitted", submitted_at=timezone.now(), authority=authority()
    )


def test_reversed_window_of_a_round_is_told_at_its_end() -> None:
    funding_round = RoundFactory.build(
        planungsrahmen=RoundFactory().planungsrahmen, closes_on=timezone.localdate() - timedelta(days=60)
    )

    with pytest.raises(ValidationError) as refusal:
        funding_round.full_clean()

    assert next(iter(refusal.value.message_dict)) == "closes_on"


def test_names_of_rows_are_told() -> None:
    assert [str(Post()), str(Round(title="Förderrunde 2018"))] == ["noch nicht benannt", "Förderrunde 2018"]
