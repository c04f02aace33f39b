"""Correcting a recorded value and recording a Vorschrift: what changes, what stays, who may."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.regulations.actions import correct_rule, record_regulation
from pik.regulations.enums import Key
from pik.regulations.models import Regulation, Rule
from pik.regulations.queries import rule_book, rule_on, wordings
from pik.regulations.reference import load_regulations
from tests.factories.accounts import user_with_role

pytestmark = pytest.mark.django_db

DAY = date(2024, 7, 1)  # the rates of 2024 have an end, so nothing can follow them


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_regulations()


@pytest.fixture
def planner() -> User:
    return user_with_role(Role.LANDESPLANUNG)


@pytest.fixture
def rule() -> Rule:
    return rule_on(Key.RATE_C, DAY)


def regulation_values(**changes: Any) -> dict[str, Any]:
    return {
        "title": "VwV Integrationsmanagement 2025",
        "code": "vwv-2025",
        "issued_on": date(2025, 10, 1),
        "amends": Regulation.objects.get(code="vwv-2023"),
        "source": "erfunden",
        "confidence": "unverified",
        **changes,
    }


def rule_data(rule: Rule, **changes: Any) -> dict[str, Any]:
    return {
        "submission_key": str(uuid.uuid4()),
        "number": "48.000",
        "starts_on": "01.01.2024",
        "ends_on": "31.12.2024",
        "regulation": rule.regulation_id,
        "source": "VwV 2023, Nr. 5 (erfunden)",
        "confidence": "confirmed",
        "reason": "am Wortlaut geprüft",
        **changes,
    }


def test_correct_rule_with_an_end_changes_value_source_and_confidence(planner: User, rule: Rule) -> None:
    correct_rule(rule, actor=planner, number=Decimal(48000), source="geprüft", confidence="confirmed")

    corrected = rule_on(Key.RATE_C, DAY)
    assert (corrected.pk, corrected.number, corrected.source) == (rule.pk, Decimal(48000), "geprüft")
    assert (corrected.confidence, corrected.ends_on) == ("confirmed", date(2024, 12, 31))


def test_correct_rule_keeps_the_old_wording_and_the_reason(planner: User, rule: Rule) -> None:
    correct_rule(rule, actor=planner, reason=" Zahlendreher ", number=Decimal(48000))

    kept = [(w.number, w.pgh_context and w.pgh_context.metadata["reason"]) for w in wordings(rule)]
    assert kept == [(Decimal("48000.00"), "Zahlendreher"), (Decimal("47000.00"), None)]


def test_correct_rule_leaves_what_a_decision_has_kept(planner: User, rule: Rule) -> None:
    kept = rule.as_basis()

    correct_rule(rule, actor=planner, number=Decimal(48000))

    assert kept["value"] == "47000.00"


def test_correct_rule_can_end_a_wrong_open_value(planner: User) -> None:
    rule = rule_on(Key.MIN_SHARE, DAY)

    correct_rule(rule, actor=planner, ends_on=date(2024, 12, 31))

    assert rule_on(Key.MIN_SHARE, date(2024, 12, 31)) == rule
    assert not Rule.objects.in_force(date(2025, 1, 1)).filter(parameter__key=Key.MIN_SHARE).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": date(2023, 12, 31)}, "__all__"),  # into the value before
        ({"ends_on": date(2023, 12, 31)}, "ends_on"),
        ({"number": None}, "__all__"),
        ({"text": "viel", "number": None}, "text"),
    ],
)
def test_correct_rule_that_cannot_be_is_refused_and_changes_nothing(
    planner: User, rule: Rule, changes: dict[str, Any], field: str
) -> None:
    before = list(Rule.objects.order_by("pk").values())

    with pytest.raises(ValidationError) as caught, transaction.atomic():
        correct_rule(rule, actor=planner, **changes)

    assert field in caught.value.message_dict
    assert list(Rule.objects.order_by("pk").values()) == before


def test_correcting_and_recording_by_another_role_is_denied(rule: Rule) -> None:
    stranger = user_with_role(Role.RP_ENTSCHEIDUNG)

    with pytest.raises(PermissionDenied):
        correct_rule(rule, actor=stranger, number=Decimal(1))
    with pytest.raises(PermissionDenied):
        record_regulation(actor=stranger, **regulation_values())


def test_rule_book_counts_the_changes_of_a_value(planner: User, rule: Rule) -> None:
    correct_rule(rule, actor=planner, number=Decimal(48000))

    counts = {r.pk: r.change_count for p in rule_book() for r in p.rules.all()}  # type: ignore[attr-defined]
    assert {pk: count for pk, count in counts.items() if count} == {rule.pk: 1}


@pytest.mark.web
def test_rule_edit_shows_the_value_as_recorded(client: Client, planner: User, rule: Rule) -> None:
    client.force_login(planner)

    form = client.get(reverse("regulations:rule_edit", kwargs={"pk": rule.pk})).context["form"]

    assert (form["number"].value(), form["ends_on"].value()) == (rule.number, rule.ends_on)


@pytest.mark.web
def test_rule_correct_stores_and_leads_to_the_rule_book(client: Client, planner: User, rule: Rule) -> None:
    client.force_login(planner)

    response = client.post(reverse("regulations:rule_correct", kwargs={"pk": rule.pk}), rule_data(rule))

    rule.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, reverse("regulations:rule_book"))
    assert (rule.number, rule.confidence) == (Decimal(48000), "confirmed")


@pytest.mark.web
@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"reason": ""}, "reason", "Dieses Feld ist zwingend erforderlich."),
        ({"number": "viel"}, "number", "Bitte geben Sie eine Zahl ein, zum Beispiel 1.234,56."),
        ({"ends_on": "31.12.2023"}, "ends_on", "Das Ende liegt vor dem Beginn."),
        ({"starts_on": "01.12.2023"}, "__all__", "In diesem Zeitraum gilt schon ein anderer Wert dieser Regel."),
    ],
)
def test_rule_correct_wrong_input_is_told_in_german_and_kept(
    client: Client, planner: User, rule: Rule, changes: dict[str, str], field: str, message: str
) -> None:
    client.force_login(planner)

    response: Any = client.post(reverse("regulations:rule_correct", kwargs={"pk": rule.pk}), rule_data(rule, **changes))

    form = response.context["form"]
    assert (response.status_code, form.errors) == (422, {field: [message]})
    assert [form[name].value() for name in changes] == list(changes.values())


@pytest.mark.web
def test_regulation_sent_twice_is_recorded_once(client: Client, planner: User) -> None:
    client.force_login(planner)
    amended = Regulation.objects.get(code="vwv-2023")
    data = regulation_values(amends=amended.pk, issued_on="01.10.2025", submission_key=str(uuid.uuid4()))

    answers = [client.post(reverse("regulations:regulation_record"), data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    recorded = Regulation.objects.get(code="vwv-2025")
    assert (recorded.amends, recorded.issued_on) == (amended, date(2025, 10, 1))


@pytest.mark.web
def test_regulation_with_a_code_that_is_taken_is_refused(client: Client, planner: User) -> None:
    client.force_login(planner)
    data = regulation_values(amends="", issued_on="01.10.2025", code="vwv-2023", submission_key=str(uuid.uuid4()))

    response: Any = client.post(reverse("regulations:regulation_record"), data)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["code"])
