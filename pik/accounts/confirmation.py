"""Before something that can't be taken back: the person proves once more that it is she who sits there."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from pik.accounts.models import IdentityProvider
from pik.accounts.signing_in import factors, sessions
from pik.accounts.signing_in.forms import ConfirmForm
from pik.core.http import View, done, form_page, page

ANSWERS = ("confirm_password", "confirm_code", "confirm_credential")
NOT_CARRIED = {*ANSWERS, "csrfmiddlewaretoken"}


def confirmed_identity(view: View) -> View:
    """Let only through who proved within five minutes who she is; stands inside of ``post_only``.

    A GET is led to the page that asks, and comes back. A POST is asked in place: the page carries what was
    typed along and sends it once more to the same address, with the answer. What can't be carried (files,
    fragments of htmx) is led to the page of the form.
    """

    @wraps(view)
    def confirmed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if has_answer(request):
            form = ConfirmForm(request.POST, request=request)
            if not form.is_valid():
                return _ask_in_place(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
            sessions.confirm(request)
        if sessions.is_confirmed(request):
            if request.method == "POST":
                request.POST = _without_answers(request.POST)  # type: ignore[assignment]
            return view(request, *args, **kwargs)
        if request.method != "POST":
            return _ask_before(request, request.get_full_path())
        if request.FILES or request.headers.get("HX-Request"):
            return _ask_before(request, form_page(request))
        return _ask_in_place(request, ConfirmForm(request=request), HTTPStatus.FORBIDDEN)

    return confirmed


def has_answer(request: HttpRequest) -> bool:
    """Whether the person typed a password or code, or sent a passkey's answer along."""
    return request.method == "POST" and any(request.POST.get(name) for name in ANSWERS)


def confirm_context(request: HttpRequest, form: ConfirmForm, **more: Any) -> dict[str, Any]:
    """What the page needs to ask: the form, the person's passkeys, her provider."""
    return {
        "form": form,
        "has_passkey": factors.has(request.user, factors.Type.WEBAUTHN),  # type: ignore[arg-type]
        "provider": _provider(request),
        **more,
    }


def _provider(request: HttpRequest) -> IdentityProvider | None:
    """The service through which this session began."""
    organisation = request.session.get(sessions.PROVIDER_KEY)
    return IdentityProvider.objects.active().filter(organisation=organisation).first() if organisation else None


def _ask_before(request: HttpRequest, then: str) -> HttpResponse:
    address = f"{reverse('accounts:confirm')}?{urlencode({'next': then})}"
    return done(request, address) if request.headers.get("HX-Request") else redirect(address)


def _ask_in_place(request: HttpRequest, form: ConfirmForm, status: int) -> HttpResponse:
    carried = [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values]
    context = confirm_context(request, form, action=request.get_full_path(), carried=carried, back=form_page(request))
    response = page(request, "accounts/confirm.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _without_answers(posted: QueryDict) -> QueryDict:
    left = posted.copy()
    for name in ANSWERS:
        left.pop(name, None)
    return left
