"""What each page of somebody signed in knows about its session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from pik.accounts.signing_in import sessions


def session_watch(request: HttpRequest) -> dict[str, Any]:
    """Context processor: who the page belongs to and how long it may lie idle."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "session_watch": {
            "who": sessions.mark_of(user.pk),
            "idle_seconds": sessions.IDLE_SECONDS,
            "warning_seconds": sessions.WARNING_SECONDS,
        }
    }
