"""What stands around each request of somebody signed in: the end after inactivity, the duty of a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pik.accounts.signing_in import attempts, factors, sessions
from pik.core.http import done

#: All that somebody without the second factor her organisation asks for can still reach: setting it up, and leaving.
WITHOUT_SECOND_FACTOR = frozenset(
    f"accounts:{name}"
    for name in (
        "account",
        "confirm",
        "confirm_check",
        "passkey_new",
        "passkey_new_options",
        "passkey_options",
        "passkey_save",
        "password_change",
        "password_change_save",
        "provider_start",
        "recovery_codes",
        "session_state",
        "sign_in_end",
        "sign_out",
        "signed_in_again",
        "stay_signed_in",
        "switch_membership",
        "totp_new",
        "totp_save",
    )
)


class SessionWatch:
    """Ends a session in which nobody did anything for half an hour; stands before anything asks who acts.

    A view that pages ask by themselves (``asked_by_itself``) shows nobody at work.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        idle = sessions.seconds_idle(request.session) if request.user.is_authenticated else 0.0
        if idle >= sessions.IDLE_SECONDS:
            logout(request)
        request.seconds_idle = idle  # type: ignore[attr-defined]
        response = self.get_response(request)
        if email := getattr(request, "new_device_of", ""):
            attempts.remember_device(request, response, email)
        return response

    def process_view(self, request: HttpRequest, view_func: Any, *args: Any) -> None:
        # Nobody's last request is noted more finely than that: most requests cost one look into the cache.
        is_due = request.seconds_idle > sessions.GRAIN_SECONDS  # type: ignore[attr-defined]
        if is_due and request.user.is_authenticated and not getattr(view_func, "asked_by_itself", False):
            sessions.touch(request.session)


class SecondFactorRequired:
    """Leads who has none to its set-up, where the organisation for which she acts asks for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, *args: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not is_missing(request) or (match and match.view_name in WITHOUT_SECOND_FACTOR):
            return None
        if getattr(view_func, "login_required", True) is False:
            return None
        return done(request, "accounts:account") if request.headers.get("HX-Request") else redirect("accounts:account")


def is_missing(request: HttpRequest) -> bool:
    """Whether the person acts for an organisation that asks for a second factor, and has none."""
    membership = getattr(request, "membership", None)
    if membership is None or not membership.organisation.requires_second_factor:
        return False
    user: Any = request.user
    if settings.DEMO and user.is_demo:
        return False
    return not factors.has_second_factor(user)
