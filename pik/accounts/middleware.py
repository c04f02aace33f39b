"""Who acts: the membership chosen in the session, put on request and user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

SESSION_KEY = "membership"


def active_membership(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: one query for all current memberships; the chosen one, or the first, is active.

    A membership that has ended is gone at the next request, whatever the session says.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.membership, request.memberships = None, []  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            memberships = list(request.user.memberships.current().select_related("organisation"))
            chosen = request.session.get(SESSION_KEY)
            active = next((m for m in memberships if m.pk == chosen), memberships[0] if memberships else None)
            request.membership, request.memberships = active, memberships  # type: ignore[attr-defined]
            request.user.act_as(active)
        return get_response(request)

    return middleware
