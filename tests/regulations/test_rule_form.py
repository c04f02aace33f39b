"""Enacting a rule in the browser's way: the form, its words, its errors."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.regulations.enums import Applicants, Key
from pik.regulations.models import Regulation, Rule
from pik.regulations.queries import rule_on
from pik.regulations.reference import load_regulations
from tests.counting import costs_exactly
from tests.factories.accounts import OrganisationFactory, user_with_role

pytestmark = [pytest.mark.web, pytest.mark.django_db]

START = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _planner(client: Client) -> None:
    load_regulations()
    client.force_login(user_with_role(Role.LANDESPLANUNG))


def data(**changes: Any) -> dict[str, Any]:
    return {
        "submission_key": str(uuid.uuid4()),
        "number": "52.500,50",
        "starts_on": "01.01.2027",
        "ends_on": "",
        "regulation": Regulation.objects.get(code="vwv-2023").pk,
        "source": "erfunden",
        "confidence": "unverified",
        **changes,
    }


def enact(client: Client, key: Key, **changes: Any) -> HttpResponse:
    return client.post(reverse("regulations:rule_enact", kwargs={"key": key}), data(**changes))


def form_of(client: Client, key: Key) -> Any:
    return client.get(reverse("regulations:rule_new", kwargs={"key": key})).context["form"]


def test_rule_form_right_input_is_stored_and_leads_to_the_rule_book(client: Client) -> None:
    response = enact(client, Key.THRESHOLD)

    rule = rule_on(Key.THRESHOLD, START)
    assert response["Location"] == reverse("regulations:rule_book")
    assert (rule.number, rule.starts_on, rule.ends_on) == (Decimal("52500.50"), START, None)


def test_rule_form_sent_twice_is_stored_once(client: Client) -> None:
    before, key = Rule.objects.count(), str(uuid.uuid4())

    answers = [enact(client, Key.THRESHOLD, submission_key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Rule.objects.count() == before + 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"number": "viel"}, "number", "Bitte geben Sie eine Zahl ein, zum Beispiel 1.234,56."),
        ({"number": ""}, "number", "Dieses Feld ist zwingend erforderlich."),
        ({"number": "-1"}, "number", "Dieser Wert muss größer oder gleich 0 sein."),
        ({"starts_on": "31.02.2027"}, "starts_on", "Bitte geben Sie ein Datum ein, zum Beispiel 18.11.2026."),
        ({"ends_on": "31.12.2026"}, "ends_on", "Das Ende liegt vor dem Beginn."),
        ({"source": ""}, "source", "Dieses Feld ist zwingend erforderlich."),
        ({"starts_on": "21.07.2017"}, "starts_on", "Ab diesem Tag gilt schon ein Wert dieser Regel."),
        (
            {"starts_on": "01.01.2020"},
            "__all__",
            "In diesem Zeitraum gilt schon ein anderer Wert dieser Regel.",
        ),
    ],
)
def test_rule_form_wrong_input_is_told_in_german_and_kept(
    client: Client, changes: dict[str, str], field: str, message: str
) -> None:
    before = Rule.objects.count()

    response: Any = enact(client, Key.THRESHOLD, **changes)

    form = response.context["form"]
    assert (response.status_code, Rule.objects.count()) == (422, before)
    assert form.errors == {field: [message]}
    assert [form[name].value() for name in changes] == list(changes.values())


def test_rule_form_refused_once_can_be_sent_again_with_the_same_key(client: Client) -> None:
    key = str(uuid.uuid4())
    enact(client, Key.THRESHOLD, submission_key=key, starts_on="01.01.2020")

    response = enact(client, Key.THRESHOLD, submission_key=key)

    assert response.status_code == 302


def test_rule_form_who_may_apply_offers_the_words_that_code_knows(client: Client) -> None:
    choices = form_of(client, Key.WHO_MAY_APPLY).fields["text"].choices

    assert [value for value, _ in choices] == ["", *Applicants.values]


def test_rule_form_deciding_authority_offers_the_regierungspraesidien(client: Client) -> None:
    for seat in ("Stuttgart", "Freiburg"):
        OrganisationFactory(rp=True, name=f"Regierungspräsidium {seat}")

    choices = form_of(client, Key.DECIDING_AUTHORITY).fields["text"].choices

    assert [value for value, _ in choices] == ["", "Regierungspräsidium Freiburg", "Regierungspräsidium Stuttgart"]


@pytest.mark.parametrize(("text", "status"), [(Applicants.GEMEINDEN_UND_KREISE.value, 302), ("Alle", 422), ("", 422)])
def test_rule_form_in_words_takes_only_what_is_offered(client: Client, text: str, status: int) -> None:
    assert enact(client, Key.WHO_MAY_APPLY, text=text, number="").status_code == status


def test_rule_form_free_words_are_stored(client: Client) -> None:
    enact(client, Key.KEY_FIGURES_DUE, text="28. Februar", number="")

    assert rule_on(Key.KEY_FIGURES_DUE, START).value == "28. Februar"


def test_rule_form_of_an_unknown_rule_is_not_found(client: Client) -> None:
    assert client.get("/regelwerk/unbekannt/neue-fassung/").status_code == 404


@pytest.mark.parametrize("more", [0, 3])
def test_rule_book_costs_the_same_for_more_rules(client: Client, more: int) -> None:
    for year in range(more):
        enact(client, Key.THRESHOLD, starts_on=f"01.01.{2027 + year}")

    with costs_exactly(5):
        client.get(reverse("regulations:rule_book"))
