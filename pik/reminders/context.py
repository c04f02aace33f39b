"""What the bell in the top bar needs."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from pik.reminders.models import Reminder


def reminder_count(request: HttpRequest) -> dict[str, Any]:
    """Context processor: how many reminders wait for the user, as she acts now.

    The template calls it, so that fragments without a top bar cost no query, and pages one.
    """
    user = getattr(request, "user", None)

    @cache
    def count() -> int:
        if user is None or not user.is_authenticated:
            return 0
        return Reminder.objects.open_for(user).count()

    return {"reminder_count": count}
