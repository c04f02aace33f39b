"""Headers that neither Django nor its libraries set: who may embed an answer, and that no answer is kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]

# „private“ says to old proxies what „no-store“ says to all others.
NOT_KEPT = "no-store, private"


def same_origin_resources(get_response: Handler) -> Handler:
    """Middleware: no other site may embed anything of ours, be it a picture (Fetch standard, § 3.7)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def never_stored(get_response: Handler) -> Handler:
    """Middleware: neither browser nor proxy keeps an answer (RFC 9111, § 5.2.2.5).

    The next person at the machine must not find a file by „back“ or on the disk. It stands after the static files,
    which hold nothing of anybody and are kept for ever; it asks not who is signed in, since a refusal or a page of
    signing in gains nothing from being kept either.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Cache-Control"] = NOT_KEPT
        return response

    return middleware
