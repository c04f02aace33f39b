"""The shipped rules, who is in force when, and how a new one follows the old."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.regulations.actions import enact_rule
from pik.regulations.enums import Key
from pik.regulations.models import Parameter, Regulation, Rule
from pik.regulations.queries import NoRuleInForce, number_on, rule_book, rule_on, rules_on
from pik.regulations.reference import load_regulations
from tests.factories.accounts import user_with_role

pytestmark = pytest.mark.django_db

with (Path(__file__).parent / "cases" / "rules_in_force.csv").open(encoding="utf-8", newline="") as file:
    IN_FORCE = list(csv.DictReader(file, delimiter=";"))
START = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_regulations()


@pytest.fixture
def planner() -> User:
    return user_with_role(Role.LANDESPLANUNG)


def parameter(key: Key) -> Parameter:
    return Parameter.objects.get(key=key)


def values(**changes: Any) -> dict[str, Any]:
    regulation = Regulation.objects.get(code="vwv-2023")
    return {
        "regulation": regulation,
        "starts_on": START,
        "number": Decimal("0.5"),
        "source": "erfunden",
        "confidence": "unverified",
        **changes,
    }


@pytest.mark.parametrize("case", IN_FORCE, ids=lambda case: f"{case['regel']} {case['tag']}")
def test_shipped_rule_on_a_day_is_what_the_sources_say(case: dict[str, str]) -> None:
    rule = rule_on(Key(case["regel"]), date.fromisoformat(case["tag"]))

    assert (rule.text or str(rule.number.normalize().__format__("f")), rule.confidence) == (case["wert"], case["beleg"])
    assert rule.source


@pytest.mark.parametrize(
    ("key", "day"),
    [
        (Key.THRESHOLD, date(2017, 7, 20)),
        (Key.THRESHOLD, date(2025, 1, 1)),
        (Key.RATE_A, date(2025, 1, 1)),
        (Key.POT, date(2027, 1, 1)),
        (Key.SUPPORT_MONTHS_LIMIT, date(2023, 6, 5)),
    ],
)
def test_rule_on_a_day_without_a_value_says_so_in_german(key: Key, day: date) -> None:
    with pytest.raises(NoRuleInForce) as caught:
        number_on(key, day)

    assert str(caught.value) == f"Für „{key.label}“ ist am {day:%d.%m.%Y} kein Wert hinterlegt (Regelwerk)."


def test_number_of_a_rule_in_words_is_none() -> None:
    with pytest.raises(NoRuleInForce):
        number_on(Key.WHO_MAY_APPLY, date(2018, 1, 1))


def test_rules_on_several_keys_cost_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = rules_on(date(2018, 1, 5), [Key.THRESHOLD, Key.RATE_A, Key.SUPPORT_MONTHS_LIMIT])
        labels = {str(rule.parameter) + str(rule.regulation) for rule in found.values()}

    assert set(found) == {Key.THRESHOLD, Key.RATE_A}
    assert len(labels) == 2


def test_every_key_is_a_parameter_with_a_rule() -> None:
    assert {p.key for p in rule_book() if p.rules.all()} == set(Key.values)


def test_load_regulations_again_writes_nothing() -> None:
    assert load_regulations() == 0


def test_load_regulations_leaves_what_staff_recorded(planner: User) -> None:
    enact_rule(parameter(Key.MIN_SHARE), actor=planner, **values())
    Rule.objects.filter(parameter__key=Key.PROOF_MONTHS).update(source="am Wortlaut geprüft", confidence="confirmed")
    before = list(Rule.objects.values_list("pk", "starts_on", "ends_on", "number", "source"))

    load_regulations()

    assert list(Rule.objects.values_list("pk", "starts_on", "ends_on", "number", "source")) == before


def test_enact_rule_ends_its_predecessor_the_day_before(planner: User) -> None:
    rule = enact_rule(parameter(Key.MIN_SHARE), actor=planner, **values())

    periods = [(r.number, r.starts_on, r.ends_on) for r in parameter(Key.MIN_SHARE).rules.order_by("starts_on")]
    assert periods == [
        (Decimal("0.25"), date(2017, 7, 21), date(2023, 6, 5)),
        (Decimal("0.25"), date(2023, 6, 6), START - timedelta(days=1)),
        (Decimal("0.50"), START, None),
    ]
    assert number_on(Key.MIN_SHARE, START) == rule.number


def test_enact_rule_keeps_the_history_of_the_predecessor(planner: User) -> None:
    old = rule_on(Key.MIN_SHARE, START)

    enact_rule(parameter(Key.MIN_SHARE), actor=planner, **values())

    assert [event.ends_on for event in old.events.order_by("pgh_id")] == [None, START - timedelta(days=1)]


@pytest.mark.parametrize("role", [Role.SYSTEMVERWALTUNG, Role.RP_ENTSCHEIDUNG, Role.ANTRAGSTELLUNG])
def test_enact_rule_by_another_role_is_denied(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        enact_rule(parameter(Key.MIN_SHARE), actor=user_with_role(role), **values())


@pytest.mark.parametrize(
    ("key", "changes", "field"),
    [
        (Key.MIN_SHARE, {"starts_on": date(2017, 7, 21)}, "starts_on"),  # the day of the value in force
        (Key.RATE_A, {"starts_on": date(2023, 6, 1)}, "__all__"),  # within a value that has ended
        (Key.MIN_SHARE, {"starts_on": date(2017, 1, 1)}, "__all__"),  # before the open one, into it
        (Key.MIN_SHARE, {"ends_on": START - timedelta(days=1)}, "ends_on"),  # reversed
        (Key.MIN_SHARE, {"number": Decimal(-1)}, "__all__"),
        (Key.MIN_SHARE, {"number": None}, "__all__"),
        (Key.MIN_SHARE, {"number": None, "text": "viel"}, "text"),
        (Key.KEY_FIGURES_DUE, {"number": Decimal(1)}, "number"),
    ],
)
def test_enact_rule_that_cannot_be_is_refused_and_changes_nothing(
    planner: User, key: Key, changes: dict[str, Any], field: str
) -> None:
    before = list(Rule.objects.order_by("pk").values())

    with pytest.raises(ValidationError) as caught, transaction.atomic():
        enact_rule(parameter(key), actor=planner, **values(**changes))

    assert field in caught.value.message_dict
    assert list(Rule.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_refused"),
    [
        (date(2017, 7, 20), date(2017, 7, 20), False),
        (date(2017, 7, 1), date(2017, 7, 21), True),
        (date(2018, 1, 1), date(2018, 1, 1), True),
        (date(2024, 12, 31), None, True),
        (date(2025, 1, 1), None, False),
    ],
)
def test_database_holds_one_value_at_a_time(starts_on: date, ends_on: date | None, is_refused: bool) -> None:
    rule = Rule(parameter=parameter(Key.THRESHOLD), **values(starts_on=starts_on, ends_on=ends_on))

    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        refused_by = error.__cause__.diag.constraint_name
    else:
        refused_by = None

    assert refused_by == ("rule_one_at_a_time" if is_refused else None)


def test_basis_of_a_decision_holds_value_period_and_source() -> None:
    basis = rule_on(Key.THRESHOLD, date(2018, 1, 5)).as_basis()

    assert {name: basis[name] for name in ("parameter", "value", "unit", "starts_on", "ends_on", "confidence")} == {
        "parameter": "threshold",
        "value": "51000.00",
        "unit": "euro_per_year",
        "starts_on": "2017-07-21",
        "ends_on": "2023-06-05",
        "confidence": "confirmed",
    }
    assert basis["source"].startswith("Ministerium, Planungsrahmen")
