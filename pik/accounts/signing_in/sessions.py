"""Open sign-ins: how long one lasts, who was confirmed when, and ending the others.

The moment of the last request stands in the cache, not in the session: no row is written per request. A cache
that lost its memory ends sessions rather than keeping them: the next sign-in lies on top of the open form.
"""

from __future__ import annotations

import re
import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from pik.accounts.enums import SignInMethod
from pik.accounts.models import SignIn, User
from pik.accounts.signing_in.attempts import client_address
from pik.core.walls import Identity, acting

MINUTE = 60
#: BSI IT-Grundschutz ORP.4 asks for an end after inactivity; half an hour lets a conversation pass.
IDLE_SECONDS = 30 * MINUTE
#: Time enough to come back from the window and press a button.
WARNING_SECONDS = 2 * MINUTE
#: Finer than this nobody's last request is noted.
GRAIN_SECONDS = 15
#: So long a password that was just typed counts, before something that can't be taken back.
CONFIRMED_SECONDS = 5 * MINUTE

STARTED_KEY, CONFIRMED_KEY, PROVIDER_KEY = "begonnen", "bestaetigt", "anmeldedienst"
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def mark_beginning(*, request: HttpRequest, **_: Any) -> None:
    """Receiver of Django's ``user_logged_in``: from here time runs, and the person has just proven who she is."""
    request.session[STARTED_KEY] = request.session[CONFIRMED_KEY] = time.time()


def record(request: HttpRequest, user: User, method: SignInMethod) -> SignIn:
    """Write the sign-in down for its owner's list; sign-ins whose session is gone are taken off it."""
    if request.session.session_key is None:
        request.session.save()
    touch(request.session)
    # Until the next request it is nobody who acts.
    with acting(Identity(user_id=user.pk)):
        for known in user.sign_ins.all():
            if not _store()().exists(known.session_key):
                known.delete()
        sign_in, _ = SignIn.objects.update_or_create(
            session_key=request.session.session_key,
            defaults={
                "user": user,
                "method": method,
                "device": device_name(request.META.get("HTTP_USER_AGENT", "")),
                "address": client_address(request),
            },
        )
    return sign_in


def device_name(user_agent: str) -> str:
    """Read browser and system out of what the browser says of itself; good enough to know one's own again."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "Unbekannter Browser")
    system = next((name for sign, name in _SYSTEMS if re.search(sign, user_agent)), "")
    return f"{browser} auf {system}" if system else browser


# --- Inactivity ---------------------------------------------------------------------------------


def touch(session: Any) -> None:
    """Note that somebody is at work."""
    cache.set(_key(session.session_key), time.time(), timeout=2 * IDLE_SECONDS)


def seconds_idle(session: Any) -> float:
    """Seconds since the last request; a session that knows no beginning (older than this rule) begins now."""
    if STARTED_KEY not in session:
        session[STARTED_KEY] = time.time()
    last = cache.get(_key(session.session_key)) or session[STARTED_KEY]
    return max(0.0, time.time() - last)


def seconds_left(session: Any) -> int:
    return max(0, int(IDLE_SECONDS - seconds_idle(session)))


def last_seen(sign_in: SignIn) -> float | None:
    """The moment (seconds since 1970) of the last request of a sign-in; None when it is long past."""
    seen: float | None = cache.get(_key(sign_in.session_key))
    return seen


def _key(session_key: str | None) -> str:
    return f"aktiv:{session_key}"


# --- Confirmation -------------------------------------------------------------------------------


def confirm(request: HttpRequest) -> None:
    """Note that the person has just proven again who she is."""
    request.session[CONFIRMED_KEY] = time.time()


def is_vouched_for(request: HttpRequest) -> bool:
    """Whether an organisation's service said who it is, and nothing that is the person's own."""
    return bool(request.session.get(PROVIDER_KEY))


def is_confirmed(request: HttpRequest) -> bool:
    """Whether she proved it within the last five minutes; a session that says nothing of it did not."""
    at = request.session.get(CONFIRMED_KEY, request.session.get(STARTED_KEY, 0))
    return bool(time.time() - at < CONFIRMED_SECONDS)


# --- Ending -------------------------------------------------------------------------------------


def end(sign_in: SignIn) -> None:
    """End a sign-in wherever it is; its next request finds nobody."""
    _store()(sign_in.session_key).delete()
    sign_in.delete()


def end_others(user: User, *, but: str | None = None) -> None:
    """End all sign-ins of ``user`` except the session ``but``."""
    for sign_in in user.sign_ins.exclude(session_key=but or ""):
        end(sign_in)


def forget(request: HttpRequest) -> None:
    """Take the sign-in of this session off the list; the caller ends the session."""
    SignIn.objects.filter(session_key=request.session.session_key or "").delete()


def open_sign_ins(user: User) -> list[SignIn]:
    """The sign-ins of ``user`` that still have a session in which somebody was lately; newest first."""
    now = time.time()
    rows = list(SignIn.objects.visible_to(user))
    return [row for row in rows if (seen := last_seen(row)) and now - seen < IDLE_SECONDS]


def mark_of(user_id: int | str) -> str:
    """Who is signed in, as the page may know it: enough to tell two people apart, nothing to count through."""
    return salted_hmac("pik.accounts.sessions", str(user_id)).hexdigest()[:16]


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore
