"""The pictures of numbers: a term as a bar, a sum against its threshold, a level on a scale.

Drawn on the server, each beside the text or table that says the same; known in every template like the
other components (``pik.core.templatetags.pik``).
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from pik.core import formats

register = template.Library()

# From this percentage on, the label of a gauge's threshold stands left of its mark, or it would be cut.
MARK_TURNS_AT = 60


@register.inclusion_tag("components/term_bar.html")
def term_bar(
    starts_on: dt.date, ends_on: dt.date, today: dt.date | None = None, note: str = "", label: str = "Begleitung"
) -> dict[str, Any]:
    """Show a support term as a bar with what is left of it. ``note`` stands behind the remaining time."""
    today = today or timezone.localdate()
    whole_days = (ends_on - starts_on).days + 1
    days_gone = min(max((today - starts_on).days, 0), whole_days)
    percent_gone = Decimal(days_gone * 100) / whole_days
    return {
        "label": label,
        "period": formats.period(starts_on, ends_on),
        "width": f"{percent_gone:.1f}%",
        "percent": f"{percent_gone:.0f}",
        "remaining": formats.remaining(starts_on, ends_on, today),
        "note": note,
    }


@register.inclusion_tag("components/gauge.html")
def gauge(parts: Iterable[tuple[str, Decimal]], threshold: Decimal, label: str = "Summe") -> dict[str, Any]:
    """Show how parts add up against a threshold, in euros. The table with the same numbers stands beside it."""
    parts = list(parts)
    total = sum((amount for _, amount in parts), Decimal(0))
    scale = max(total, Decimal(threshold), Decimal(1)) * Decimal("1.12")
    shares, offset = [], Decimal(0)
    for index, (name, amount) in enumerate(parts):
        width = amount * 100 / scale
        shares.append(
            {"label": name, "amount": amount, "x": f"{offset:.2f}%", "width": f"{width:.2f}%", "shade": index % 6 + 1}
        )
        offset += width
    mark = Decimal(threshold) * 100 / scale
    return {
        "label": label,
        "parts": shares,
        "total": total,
        "threshold": threshold,
        "missing": threshold - total,
        "is_reached": total >= threshold,
        "mark": f"{mark:.2f}%",
        "mark_is_right": mark > MARK_TURNS_AT,
    }


@register.inclusion_tag("components/scale.html")
def scale(value: int, was: int | None = None, steps: int = 5) -> dict[str, Any]:
    """Show a level on a short scale beside the one of the first assessment: „Stufe 3 von 5, zu Beginn 1“."""
    return {
        "value": value,
        "was": was,
        "steps": steps,
        "cells": [
            "was" if was is not None and step <= min(was, value) else "on" if step <= value else "off"
            for step in range(1, steps + 1)
        ],
    }
