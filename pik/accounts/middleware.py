"""Who acts: the membership chosen in the session, put on request and user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

from pik.accounts.signing_in.sessions import PROVIDER_KEY

SESSION_KEY = "membership"


def active_membership(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: one query for all current memberships; the chosen one, or the first, is active.

    A membership that has ended is gone at the next request, whatever the session says.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.membership, request.memberships = None, []  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            memberships = list(request.user.memberships.current().select_related("organisation"))
            if organisation := request.session.get(PROVIDER_KEY):
                # A sign-in service vouches for the people of its own organisation alone.
                memberships = [m for m in memberships if m.organisation_id == organisation]
            chosen = request.session.get(SESSION_KEY)
            active = next((m for m in memberships if m.pk == chosen), memberships[0] if memberships else None)
            request.membership, request.memberships = active, memberships  # type: ignore[attr-defined]
            request.user.act_as(active)
        return get_response(request)

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Django's, but a fragment of a page is answered with 401 instead of a whole sign-in page inside a form.

    ``static/js/session.js`` then says what happened, and what was typed stays where it is.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse("Sie sind abgemeldet.", status=401, content_type="text/plain; charset=utf-8")
        return super().handle_no_permission(request, view_func)
