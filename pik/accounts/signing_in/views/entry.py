"""Signing in: password, passkey, second factor; signing out."""

from __future__ import annotations

from typing import Any

from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from pik.accounts.models import IdentityProvider
from pik.accounts.queries import demo_accounts
from pik.accounts.signing_in import factors, passkeys, sessions
from pik.accounts.signing_in.adapters import is_ours
from pik.accounts.signing_in.forms import CodeForm, PasskeyForm, PasskeySignInForm, SignInForm
from pik.accounts.signing_in.stages import SecondFactorStage
from pik.core.http import invalid, page, post_only


def way_on(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is an address of this house; else empty."""
    target = request.POST.get("next") or request.GET.get("next", "")
    return target if is_ours(request, target) else ""


def _context(request: HttpRequest, form: SignInForm, **more: Any) -> dict[str, Any]:
    return {
        "form": form,
        "next": way_on(request),
        "has_providers": IdentityProvider.objects.active().exists(),
        "demo_accounts": demo_accounts() if settings.DEMO else [],
        **more,
    }


@login_not_required
@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect(way_on(request) or "home")
    return page(request, "accounts/sign_in.html", _context(request, SignInForm(request=request)))


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@post_only(form_at="accounts:sign_in")
def sign_in_check(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect(way_on(request) or "home")
    request.session.pop(sessions.PROVIDER_KEY, None)
    form = SignInForm(request.POST, request=request)
    if not form.is_valid():
        return invalid(request, "accounts/sign_in.html", _context(request, form))
    response: HttpResponseBase = form.login(request, redirect_url=way_on(request) or reverse("home"))
    return response


@login_not_required
@never_cache
@require_safe
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser shall prove: a passkey of who is signed in, or waits for her second factor, or of anybody."""
    stage = _stage(request)
    user = request.user if request.user.is_authenticated else stage and stage.login.user
    return JsonResponse(passkeys.request_options(user))


@login_not_required
@never_cache
@post_only(form_at="accounts:sign_in")
def passkey_check(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect(way_on(request) or "home")
    request.session.pop(sessions.PROVIDER_KEY, None)
    form = PasskeySignInForm(request.POST)
    if not form.is_valid():
        empty = SignInForm(request=request)
        return invalid(request, "accounts/sign_in.html", _context(request, empty, passkey_failed=True))
    factor: Any = form.cleaned_data["credential"]
    login = Login(user=factor.user, redirect_url=way_on(request) or reverse("home"))
    return perform_passwordless_login(request, factor, login)


def _stage(request: HttpRequest) -> Any:
    """The sign-in that waits for its second factor; None when there is none, or it waited too long."""
    return LoginStageController.enter(request, SecondFactorStage.key)


def _ask_factor(request: HttpRequest, form: CodeForm, *, passkey_failed: bool = False) -> HttpResponse:
    context = {
        "form": form,
        "has_passkey": factors.has(form.user, factors.Type.WEBAUTHN),
        "passkey_failed": passkey_failed,
    }
    answer = invalid if form.is_bound or passkey_failed else page
    return answer(request, "accounts/second_factor.html", context)


@login_not_required
@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponseBase:
    stage = _stage(request)
    if stage is None:
        return redirect("accounts:sign_in")
    return _ask_factor(request, CodeForm(request=request, user=stage.login.user))


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@post_only(form_at="accounts:second_factor")
def second_factor_check(request: HttpRequest) -> HttpResponseBase:
    stage = _stage(request)
    if stage is None:
        return redirect("accounts:sign_in")
    user = stage.login.user
    if "credential" in request.POST:
        passkey = PasskeyForm(request.POST, user=user)
        if not passkey.is_valid():
            return _ask_factor(request, CodeForm(request=request, user=user), passkey_failed=True)
        post_authentication(request, passkey.cleaned_data["credential"])
    else:
        form = CodeForm(request.POST, request=request, user=user)
        if not form.is_valid():
            return _ask_factor(request, form)
        post_authentication(request, form.factor)
    response: HttpResponseBase = stage.exit()
    return response


@post_only(form_at="home")
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.forget(request)
    logout(request)
    return redirect("accounts:sign_in")
