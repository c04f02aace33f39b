"""„Mein Konto“: one's password, factors, recovery codes, sign-ins; proving again who one is."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import flows as totp_flows
from allauth.mfa.webauthn.internal import flows as passkey_flows
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from pik.accounts.confirmation import confirm_context, confirmed_identity, has_answer
from pik.accounts.models import SignIn
from pik.accounts.signing_in import actions, factors, middleware, passkeys, sessions, totp
from pik.accounts.signing_in.forms import ConfirmForm, NewPasskeyForm, TotpForm
from pik.accounts.signing_in.views.entry import way_on
from pik.core.http import View, invalid, page, post_only

SERVICE_REACHES_NO_FURTHER = (
    "Sie sind über den Anmeldedienst einer Organisation angemeldet. Melden Sie sich mit Ihrem Passwort an, um einen"
    " zweiten Faktor einzurichten. Haben Sie noch keines, bestellen Sie auf der Anmeldeseite einen Link dafür."
)


def reaches_no_further(view: View) -> View:
    """Keep a session begun at a sign-in service from making keys.

    A passkey opens the account for good, and every membership of it. Who runs the service could make one for anybody
    there: its word opens what the organisation has, not what is a person's own.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if sessions.is_vouched_for(request):
            messages.error(request, SERVICE_REACHES_NO_FURTHER)
            return redirect("accounts:account")
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    mine = factors.factors_of(user)
    context = {
        "has_totp": any(factor.type == factors.Type.TOTP for factor in mine),
        "factors": mine,
        "is_missing": middleware.is_missing(request),
        "has_password": user.has_usable_password(),
        "sign_ins": [_line(request, row) for row in sessions.open_sign_ins(user)],
    }
    return page(request, "accounts/account.html", context)


def _line(request: HttpRequest, sign_in: SignIn) -> dict[str, Any]:
    seen = sessions.last_seen(sign_in)
    return {
        "row": sign_in,
        "is_here": sign_in.session_key == request.session.session_key,
        "seen_at": datetime.fromtimestamp(seen, UTC) if seen else None,
    }


@post_only(form_at="accounts:account")
def sign_in_end(request: HttpRequest, pk: int) -> HttpResponse:
    sign_in = get_object_or_404(SignIn.objects.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    sessions.end(sign_in)
    messages.success(request, f"Die Anmeldung „{sign_in.device}“ ist beendet.")
    return redirect("accounts:account")


# --- App ----------------------------------------------------------------------------------------


def _ask_totp(request: HttpRequest, form: TotpForm) -> HttpResponse:
    context = {"form": form, "qr_code": totp.qr_code(request.user, form.secret), "secret": totp.readable(form.secret)}
    return (invalid if form.is_bound else page)(request, "accounts/totp.html", context)


@never_cache
@require_safe
@reaches_no_further
@confirmed_identity
def totp_new(request: HttpRequest) -> HttpResponse:
    if factors.has(request.user, factors.Type.TOTP):  # type: ignore[arg-type]
        return redirect("accounts:account")
    return _ask_totp(request, TotpForm(user=request.user))


@never_cache
@post_only(form_at="accounts:totp_new")
@reaches_no_further
@confirmed_identity
def totp_save(request: HttpRequest) -> HttpResponse:
    if factors.has(request.user, factors.Type.TOTP):  # type: ignore[arg-type]
        return redirect("accounts:account")
    form = TotpForm(request.POST, user=request.user)
    if not form.is_valid():
        return _ask_totp(request, form)
    _, codes = totp_flows.activate_totp(request, form)
    return _added(request, factors.Type.TOTP, codes)


# --- Passkeys -----------------------------------------------------------------------------------


def _ask_passkey(request: HttpRequest, form: NewPasskeyForm) -> HttpResponse:
    return (invalid if form.is_bound else page)(request, "accounts/passkey_new.html", {"form": form})


@never_cache
@require_safe
@reaches_no_further
@confirmed_identity
def passkey_new_options(request: HttpRequest) -> JsonResponse:
    return JsonResponse(passkeys.creation_options(request.user))


@never_cache
@require_safe
@reaches_no_further
@confirmed_identity
def passkey_new(request: HttpRequest) -> HttpResponse:
    return _ask_passkey(request, NewPasskeyForm(user=request.user))


@never_cache
@post_only(form_at="accounts:passkey_new")
@reaches_no_further
@confirmed_identity
def passkey_save(request: HttpRequest) -> HttpResponse:
    form = NewPasskeyForm(request.POST, user=request.user)
    if not form.is_valid():
        return _ask_passkey(request, form)
    _, codes = passkey_flows.add_authenticator(
        request, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
    )
    return _added(request, factors.Type.WEBAUTHN, codes)


def _added(request: HttpRequest, kind: str, codes: Any) -> HttpResponse:
    actions.add_factor(request.user, kind)  # type: ignore[arg-type]
    messages.success(request, "Ihr Zugang ist jetzt mit einem zweiten Faktor gesichert.")
    return redirect("accounts:recovery_codes" if codes else "accounts:account")


@post_only(form_at="accounts:account")
@confirmed_identity
def factor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.remove_factor(request.user, pk)  # type: ignore[arg-type]
    except Authenticator.DoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "Der zweite Faktor ist entfernt.")
    return redirect("accounts:account")


# --- Recovery codes -----------------------------------------------------------------------------


@never_cache
@require_safe
@confirmed_identity
def recovery_codes(request: HttpRequest) -> HttpResponse:
    codes = factors.recovery_codes(request.user)  # type: ignore[arg-type]
    return page(request, "accounts/recovery_codes.html", {"codes": codes})


@post_only(form_at="accounts:recovery_codes")
@confirmed_identity
def recovery_codes_renew(request: HttpRequest) -> HttpResponse:
    if factors.has_second_factor(request.user):  # type: ignore[arg-type]
        factors.renew_recovery_codes(request.user)  # type: ignore[arg-type]
        messages.success(request, "Es gibt neue Wiederherstellungscodes. Die alten gelten nicht mehr.")
    return redirect("accounts:recovery_codes")


# --- Proving it again ---------------------------------------------------------------------------


@never_cache
@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    context = confirm_context(request, ConfirmForm(request=request), next=way_on(request), back=way_on(request) or "/")
    return page(request, "accounts/confirm.html", context)


@never_cache
@sensitive_post_parameters()
@post_only(form_at="accounts:confirm")
def confirm_check(request: HttpRequest) -> HttpResponseBase:
    target = way_on(request)
    if sessions.is_confirmed(request) and not has_answer(request):
        # Proven meanwhile in another window, at the sign-in service.
        return redirect(target or "home")
    form = ConfirmForm(request.POST, request=request)
    if not form.is_valid():
        context = confirm_context(request, form, next=target, back=target or "/")
        return invalid(request, "accounts/confirm.html", context)
    sessions.confirm(request)
    return redirect(target or "home")
