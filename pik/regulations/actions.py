"""Keeping the rule book: new values follow old ones, corrections leave the old wording in the history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from pik.regulations.models import Parameter, Regulation, Rule


@transaction.atomic
def enact_rule(parameter: Parameter, *, actor: Any, **values: Any) -> Rule:
    """Record a new value of ``parameter`` from ``values["starts_on"]`` on; the open one ends the day before.

    ``values``: regulation, starts_on, ends_on, number or text, source, confidence. What was decided
    before keeps the lines it was decided on. Raises ``PermissionDenied``, or ``ValidationError`` when the
    period meets another value of the same parameter.
    """
    if not actor.has_perm("regulations.enact_rule"):
        raise PermissionDenied
    Parameter.objects.select_for_update().get(pk=parameter.pk)
    rule = Rule(parameter=parameter, **values)
    predecessor = parameter.rules.filter(ends_on__isnull=True, starts_on__lt=rule.starts_on).first()
    if predecessor:
        predecessor.ends_on = rule.starts_on - timedelta(days=1)
        predecessor.full_clean()
        predecessor.save()
    elif parameter.rules.filter(starts_on=rule.starts_on).exists():
        raise ValidationError({"starts_on": "Ab diesem Tag gilt schon ein Wert dieser Regel."})
    rule.full_clean()
    rule.save()
    return rule


@transaction.atomic
def correct_rule(rule: Rule, *, actor: Any, reason: str = "", **values: Any) -> Rule:
    """Set ``values`` on a dated value that was recorded wrongly; the history keeps the old wording and ``reason``.

    ``values``: any of regulation, starts_on, ends_on, number, text, source, confidence. Nothing that was
    decided changes: a decision keeps its own copy. Raises ``PermissionDenied``, or ``ValidationError`` when
    the period meets another value of the same parameter.
    """
    if not actor.has_perm("regulations.enact_rule"):
        raise PermissionDenied
    # The same lock as for a new value: of two at once the second sees what the first has done.
    Parameter.objects.select_for_update().get(pk=rule.parameter_id)
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    for name, value in values.items():
        setattr(rule, name, value)
    rule.full_clean()
    with pghistory.context(reason=reason.strip(), actor=actor.acting_label):
        rule.save()
    return rule


@transaction.atomic
def record_regulation(*, actor: Any, **values: Any) -> Regulation:
    """Record a Verwaltungsvorschrift or an amendment, so that rules can name it.

    ``values``: title, code, issued_on, amends, source, confidence. Raises ``PermissionDenied``, or
    ``ValidationError`` when the code is taken.
    """
    if not actor.has_perm("regulations.enact_rule"):
        raise PermissionDenied
    regulation = Regulation(**values)
    regulation.full_clean()
    regulation.save()
    return regulation
