"""What an open page asks about its session, and the end of signing in on top of a form."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pik.accounts.signing_in import sessions
from pik.core.http import asked_by_itself, page, post_only


def _state(request: HttpRequest) -> JsonResponse:
    if not request.user.is_authenticated:
        return JsonResponse({"signedIn": False})
    membership: Any = request.membership  # type: ignore[attr-defined]
    return JsonResponse(
        {
            "signedIn": True,
            "who": sessions.mark_of(request.user.pk),
            "membership": str(membership.pk) if membership else "",
            "secondsLeft": sessions.seconds_left(request.session),
            "csrf": get_token(request),
        }
    )


@asked_by_itself
@login_not_required
@never_cache
@require_safe
def session_state(request: HttpRequest) -> JsonResponse:
    """Whether somebody is still signed in here, who, and for how long; asking keeps no session alive."""
    return _state(request)


@login_not_required
@never_cache
@post_only(form_at="accounts:session_state")
def stay_signed_in(request: HttpRequest) -> JsonResponse:
    """„Angemeldet bleiben“: the request itself is the sign of life."""
    return _state(request)


@never_cache
@require_safe
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where the second window arrives; it tells the first one and can be closed."""
    return page(request, "accounts/signed_in_again.html")
