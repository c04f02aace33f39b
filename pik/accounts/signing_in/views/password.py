"""A forgotten password, a new one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from pik.accounts.signing_in import actions, attempts
from pik.accounts.signing_in.adapters import TOO_MANY
from pik.accounts.signing_in.forms import EmailForm, NewPasswordForm, PasswordChangeForm
from pik.core.http import invalid, page, post_only


@login_not_required
@require_safe
def password_forgotten(request: HttpRequest) -> HttpResponse:
    return page(request, "accounts/password_forgotten.html", {"form": EmailForm()})


@login_not_required
@post_only(form_at="accounts:password_forgotten")
def password_forgotten_send(request: HttpRequest) -> HttpResponse:
    form = EmailForm(request.POST)
    if not form.is_valid():
        return invalid(request, "accounts/password_forgotten.html", {"form": form})
    actions.order_password_reset(request, form.cleaned_data["email"])
    return redirect("accounts:password_forgotten_sent")


@login_not_required
@require_safe
def password_forgotten_sent(request: HttpRequest) -> HttpResponse:
    return page(request, "accounts/password_forgotten_sent.html")


@login_not_required
@never_cache
@require_safe
def password_reset(request: HttpRequest) -> HttpResponse:
    key = request.GET.get("schluessel", "")
    user = actions.user_of_reset_key(key)
    form = NewPasswordForm(user) if user else None
    return page(request, "accounts/password_reset.html", {"form": form, "key": key})


@login_not_required
@never_cache
@sensitive_post_parameters()
@post_only(form_at="accounts:password_reset")
def password_reset_save(request: HttpRequest) -> HttpResponseBase:
    key = request.POST.get("schluessel", "")
    user = actions.user_of_reset_key(key)
    form = NewPasswordForm(user, request.POST) if user else None
    if user is None or form is None or not form.is_valid():
        return invalid(request, "accounts/password_reset.html", {"form": form, "key": key})
    actions.reset_password(user, form.cleaned_data["new_password1"])
    messages.success(request, "Ihr neues Passwort gilt. Melden Sie sich jetzt damit an.")
    return redirect("accounts:sign_in")


@never_cache
@require_safe
def password_change(request: HttpRequest) -> HttpResponse:
    return page(request, "accounts/password_change.html", {"form": PasswordChangeForm(request.user)})


@never_cache
@sensitive_post_parameters()
@post_only(form_at="accounts:password_change")
def password_change_save(request: HttpRequest) -> HttpResponse:
    form = PasswordChangeForm(request.user, request.POST)
    try:
        attempt = attempts.begin(request, request.user.email, purpose="bestaetigen")  # type: ignore[union-attr]
    except attempts.TooManyAttempts:
        form.add_error(None, TOO_MANY)
        return invalid(request, "accounts/password_change.html", {"form": form})
    if "old_password" not in form.errors:
        attempt.succeeded()
    if not form.is_valid():
        return invalid(request, "accounts/password_change.html", {"form": form})
    actions.change_password(request, request.user, form.cleaned_data["new_password1"])  # type: ignore[arg-type]
    messages.success(request, "Ihr neues Passwort gilt. Alle anderen Anmeldungen sind beendet.")
    return redirect("accounts:account")
