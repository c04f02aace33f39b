"""How often somebody may try: limits that stop guessing and can't be used to lock others out.

The idea is OWASP's device cookie. Who has signed in from a browser leaves a signed mark there. From a marked
browser the failures of an account are counted for that browser alone; everybody else is counted by network. A
stranger who guesses, however often, therefore never closes the door to the owner's own browser.
https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

MINUTE = 60
DEVICE_COOKIE = "pik_geraet"
DEVICE_PATH = "/"
DEVICE_SECONDS = 180 * 24 * 60 * MINUTE  # half a year: longer than any leave after which somebody comes back
MOST_ACCOUNTS = 8  # in one browser; a shared machine in a town hall
SALT = "pik.accounts.attempts"


@dataclass(frozen=True)
class Limit:
    """So many failures in so many seconds, counted from the first one."""

    failures: int
    seconds: int


#: The owner in her own browser mistypes; nobody needs eleven tries in a quarter of an hour.
KNOWN_DEVICE = Limit(10, 15 * MINUTE)
#: One account from one network without a mark: 480 guesses a day, against a password of twelve characters.
STRANGER = Limit(5, 15 * MINUTE)
#: All accounts from one network: a town hall of 200 people behind one address mistypes less than that at eight.
NETWORK = Limit(100, 15 * MINUTE)
#: Mails for a new password to one account; each is valid, so a stranger who orders some takes nothing away.
RESET_MAILS = Limit(3, 60 * MINUTE)
#: … and from one network to whomever.
RESET_NETWORK = Limit(30, 60 * MINUTE)


class TooManyAttempts(Exception):
    """The limit is reached; what was typed has not been looked at."""


def client_address(request: HttpRequest) -> str:
    """The address of the client; behind TLS the one the web server in front wrote last, else the peer itself."""
    candidates = [request.META.get("REMOTE_ADDR", "")]
    if settings.IS_BEHIND_PROXY:
        candidates.insert(0, request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip())
    for candidate in candidates:
        try:
            return str(ipaddress.ip_address(candidate))
        except ValueError:
            continue
    return "0.0.0.0"  # noqa: S104  no address to bind to: the peer is a Unix socket


def network_of(address: str) -> str:
    """What one client can choose freely counts as one: an IPv4 address, a /64 of IPv6."""
    ip = ipaddress.ip_address(address)
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else address  # noqa: PLR2004


@dataclass(frozen=True)
class Attempt:
    """A try that has been counted as a failure already; ``succeeded`` takes it back."""

    keys: tuple[str, ...]

    def succeeded(self) -> None:
        for key in self.keys:
            _count(key, -1, seconds=NETWORK.seconds)


def begin(request: HttpRequest, email: str, *, purpose: str = "anmelden") -> Attempt:
    """Count a try before it is looked at, so that many at once gain nothing. Raises ``TooManyAttempts``."""
    account, device = _mark(email), device_of(request, email)
    if device:
        key = _key(purpose, account, device)
        if _is_within(key, KNOWN_DEVICE):
            return Attempt((key,))
    network = network_of(client_address(request))
    by_account, by_network = _key(purpose, account, network), _key(purpose, network)
    is_within = [_is_within(by_account, STRANGER), _is_within(by_network, NETWORK)]
    if not all(is_within):
        raise TooManyAttempts
    return Attempt((by_account, by_network))


def may_send_reset(request: HttpRequest, email: str) -> bool:
    """Whether another mail for a new password may go to ``email``; counts it."""
    network = network_of(client_address(request))
    return _is_within(_key("post", network), RESET_NETWORK) and _is_within(_key("post", _mark(email)), RESET_MAILS)


def device_of(request: HttpRequest, email: str) -> str:
    """The random name of this browser, if ``email`` has signed in from it; else empty."""
    return _devices(request).get(_mark(email), "")


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Leave the mark of ``email`` in the browser; a new one at each sign-in would lose count, so it stays."""
    devices, mark = _devices(request), _mark(email)
    name = devices.pop(mark, "") or secrets.token_urlsafe(12)
    kept = dict(list(devices.items())[-(MOST_ACCOUNTS - 1) :])
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps({**kept, mark: name}, salt=SALT),
        max_age=DEVICE_SECONDS,
        path=DEVICE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _devices(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=SALT, max_age=DEVICE_SECONDS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _mark(email: str) -> str:
    """An account as keys and cookies name it: nobody reads an address out of them."""
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:24]


def _key(*parts: str) -> str:
    return ":".join(("versuche", *parts)).replace("/", "-")


def _is_within(key: str, limit: Limit) -> bool:
    return _count(key, 1, seconds=limit.seconds) <= limit.failures


def _count(key: str, delta: int, *, seconds: int) -> int:
    """Add to a counter that forgets itself ``seconds`` after its first number."""
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key, delta))
    except ValueError:  # it faded between the two
        cache.set(key, max(delta, 0), timeout=seconds)
        return delta
