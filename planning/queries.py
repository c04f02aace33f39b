"""Reads over planning."""

from __future__ import annotations

from collections.abc import Iterable

from planning.models import Planungsrahmen, PlanungsrahmenLine


def published_planungsrahmen() -> Planungsrahmen | None:
    """The Planungsrahmen in force, or None before the first was published."""
    return Planungsrahmen.objects.published().first()


def lines_of(planungsrahmen: Planungsrahmen, gemeinde_ids: Iterable[int]) -> dict[int, PlanungsrahmenLine]:
    """The lines of the given municipalities by the municipality's id; one without a line is absent."""
    lines = planungsrahmen.lines.filter(gemeinde__in=list(gemeinde_ids)).select_related("gemeinde")
    return {line.gemeinde_id: line for line in lines}
