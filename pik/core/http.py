"""Answers of views: pages, partials, refusals."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers

View = Callable[..., HttpResponseBase]

# What a quoted string in a header can't carry: other alphabets, line ends, its own quotes and escapes.
_NOT_PLAIN = re.compile(r'[^ -~]|["\\?]')


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, partial: str = "", status: int = 200
) -> HttpResponse:
    """Render ``template``; for an htmx request only its named ``partial``, when one is given."""
    if partial and getattr(request, "htmx", False):
        template = f"{template}#{partial}"
    response = render(request, template, context, status=status)
    if partial:
        # Or „back“ in the browser shows the fragment instead of the page.
        patch_vary_headers(response, ["HX-Request"])
    return response


def invalid(request: HttpRequest, template: str, context: dict[str, Any], *, partial: str = "") -> HttpResponse:
    """The same page again with the errors at their fields and all that was typed: status 422."""
    return page(request, template, context, partial=partial, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def done(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """After a success: on to ``to`` (a URL name, address or object); by ``HX-Redirect`` under htmx."""
    response: HttpResponse = redirect(to, *args, **kwargs)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": response["Location"]})
    return response


def post_only(form_at: str) -> Callable[[View], View]:
    """Let only POST through; anything else is sent to the page ``form_at``.

    With the same arguments in the address, or with as many of the first of them as that page takes: the part of a case
    leads to the case, a row of a list to the list.

    Somebody gets here by GET after signing in again or by reloading an address; the page with the form is
    what they were looking for.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def only_post(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST":
                return HttpResponseRedirect(form_address(form_at, kwargs))
            return view(request, *args, **kwargs)

        only_post.form_at = form_at  # type: ignore[attr-defined]
        return only_post

    return decorate


def form_address(form_at: str, kwargs: dict[str, Any]) -> str:
    """The address of the page ``form_at`` for a view with ``kwargs``; raises ``NoReverseMatch`` where none fits."""
    named = list(kwargs.items())
    for taken in range(len(named), 0, -1):
        with suppress(NoReverseMatch):
            return reverse(form_at, kwargs=dict(named[:taken]))
    return reverse(form_at)


def form_page(request: HttpRequest) -> str:
    """The address of the page whose form was sent here (``post_only(form_at=…)``); the start for any other view."""
    match = request.resolver_match
    form_at = getattr(match.func, "form_at", "home") if match else "home"
    return form_address(form_at, match.kwargs if match else {})


def asked_by_itself(view: View) -> View:
    """Mark a view that open pages ask without anybody doing anything; it keeps no session alive."""
    view.asked_by_itself = True  # type: ignore[attr-defined]
    return view


def works_without_database(view: View) -> View:
    """Mark a page that has to answer when the database does not: no transaction is opened around it."""
    view.works_without_database = True  # type: ignore[attr-defined]
    return view


def absolute_address(request: HttpRequest, path: str) -> str:
    """``path`` as a whole address, to be sent to somebody.

    The host is one of ours (``ALLOWED_HOSTS``), but its port is what the browser claimed: behind TLS the address has
    none, or a stranger could order a letter whose link leads to a port of his choice.
    """
    address = urlsplit(request.build_absolute_uri(path))
    if request.is_secure():
        address = address._replace(netloc=address.netloc.rpartition("@")[2].partition(":")[0])
    return urlunsplit(address)


def attachment(content: bytes, *, filename: str, content_type: str, inline: bool = False) -> HttpResponse:
    """A file to take along; the German file name survives every browser (RFC 6266). It names no folder."""
    filename = filename.replace("/", "_").replace("\\", "_")
    ascii_name = _NOT_PLAIN.sub("_", filename)
    response = HttpResponse(content, content_type=content_type)
    kind = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(filename)}"
    return response


def demand(user: Any, permission: str, obj: Any = None) -> None:
    """The second gate in a view: raise ``PermissionDenied`` (403) unless ``user`` may do ``permission`` on ``obj``."""
    if not user.has_perm(permission, obj):
        raise PermissionDenied(permission)
