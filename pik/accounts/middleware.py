"""Who acts: the membership chosen in the session, put on request and user, and told to the walls; who looked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from pik.accounts.access import record
from pik.accounts.acting import identity_of
from pik.accounts.models import Membership
from pik.accounts.signing_in.sessions import PROVIDER_KEY
from pik.core.walls import NOBODY, Identity, acting, change_identity

SESSION_KEY = "membership"


def log_access(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: write down who looked. It stands around ``Acting``, outside of the request's transaction.

    So what was refused or failed is written as well, and GET may still only read.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        record(request, response)
        return response

    return middleware


class Acting:
    """Middleware: a request is one transaction, in which the walls of the database know who acts.

    An error undoes all of it. A membership that has ended is gone at the next request, whatever the session says.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership, request.memberships = None, []  # type: ignore[attr-defined]
        with _transaction_of(request):
            if request.user.is_authenticated:
                _find_memberships(request)
            response = self.get_response(request)
            if getattr(request, "has_failed", False):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Whatever a view did before it raised is undone, also where the exception becomes a page (403, 404)."""
        request.has_failed = True  # type: ignore[attr-defined]


def _transaction_of(request: HttpRequest) -> AbstractContextManager[None]:
    if request.user.is_authenticated:
        # First the person alone, who may read her memberships; then the one she acts in.
        return acting(Identity(user_id=request.user.pk))
    return acting(NOBODY) if _needs_database(request) else nullcontext()


def _needs_database(request: HttpRequest) -> bool:
    """False for the pages that have to answer when the database does not (``works_without_database``)."""
    try:
        return not getattr(resolve(request.path_info).func, "works_without_database", False)
    except Resolver404:
        return False


def _find_memberships(request: HttpRequest) -> None:
    """One query for all current memberships; the chosen one, or the first, is active."""
    user: Any = request.user
    memberships = list(user.memberships.current().select_related("organisation"))
    if organisation := request.session.get(PROVIDER_KEY):
        # A sign-in service vouches for the people of its own organisation alone.
        memberships = [m for m in memberships if m.organisation_id == organisation]
    chosen = request.session.get(SESSION_KEY)
    active: Membership | None = next(
        (m for m in memberships if m.pk == chosen), memberships[0] if memberships else None
    )
    request.membership, request.memberships = active, memberships  # type: ignore[attr-defined]
    user.act_as(active)
    change_identity(identity_of(user, active))


class SignInRequired(LoginRequiredMiddleware):
    """Django's, but a fragment of a page is answered with 401 instead of a whole sign-in page inside a form.

    ``static/js/session.js`` then says what happened, and what was typed stays where it is.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse("Sie sind abgemeldet.", status=401, content_type="text/plain; charset=utf-8")
        return super().handle_no_permission(request, view_func)
