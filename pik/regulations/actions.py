"""Enacting rules: a new value follows the old one, nothing is overwritten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from pik.regulations.models import Parameter, Rule


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
