"""Asking for the rule in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from pik.regulations.enums import Key
from pik.regulations.models import Parameter, Rule


class NoRuleInForce(LookupError):
    """No value is recorded for a parameter on a day; the message says so in German."""

    def __init__(self, key: Key, day: date) -> None:
        self.key, self.day = key, day
        super().__init__(f"Für „{Key(key).label}“ ist am {day:%d.%m.%Y} kein Wert hinterlegt (Regelwerk).")


def rules_on(day: date, keys: Iterable[Key] | None = None) -> dict[Key, Rule]:
    """The rules in force on ``day`` by key, in one query; a parameter without a value is absent."""
    found = Rule.objects.in_force(day).select_related("parameter", "regulation")
    if keys is not None:
        found = found.filter(parameter__key__in=list(keys))
    return {Key(rule.parameter.key): rule for rule in found}


def rule_on(key: Key, day: date) -> Rule:
    """The rule for ``key`` in force on ``day``. Raises ``NoRuleInForce``."""
    try:
        return rules_on(day, [key])[key]
    except KeyError as error:
        raise NoRuleInForce(key, day) from error


def number_on(key: Key, day: date) -> Decimal:
    """The value of ``key`` on ``day`` in the parameter's unit. Raises ``NoRuleInForce``."""
    number = rule_on(key, day).number
    if number is None:
        raise NoRuleInForce(key, day)
    return number


def rule_book() -> QuerySet[Parameter]:
    """All parameters with all their dated rules, newest first, each with ``change_count``: two queries."""
    rules = (
        Rule.objects.select_related("regulation", "parameter")
        .annotate(change_count=Count("events") - 1)  # the first event is the rule as it was recorded
        .order_by("-starts_on", "pk")
    )
    return Parameter.objects.prefetch_related(Prefetch("rules", queryset=rules))


def wordings(rule: Rule) -> QuerySet[Any]:
    """How ``rule`` read since it was recorded, newest first, each with the reason it was changed for."""
    events: QuerySet[Any] = rule.events.select_related("pgh_context").order_by("-pgh_id")  # type: ignore[attr-defined]
    return events
