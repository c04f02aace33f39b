"""A template tag that takes its time."""

from __future__ import annotations

import time

from django import template

register = template.Library()


@register.filter
def wait_seconds(tenths: int) -> int:
    """Wait so many tenths of a second in the middle of a rendering."""
    time.sleep(tenths / 10)
    return tenths
