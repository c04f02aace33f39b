"""How an organisation's people sign in: second factor, sign-in service of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from rules.contrib.views import permission_required

from pik.accounts.confirmation import confirmed_identity
from pik.accounts.models import IdentityProvider, Organisation
from pik.accounts.signing_in import actions
from pik.accounts.signing_in.forms import IdentityProviderForm, SignInPolicyForm
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

MAY_SET = "accounts.set_sign_in_policy"


def _organisation(request: HttpRequest) -> Organisation:
    membership: Any = request.membership  # type: ignore[attr-defined]
    organisation: Organisation = membership.organisation
    return organisation


def _provider(request: HttpRequest) -> IdentityProvider:
    """The organisation's service, or a new one for it."""
    found = IdentityProvider.objects.visible_to(request.user).first()  # type: ignore[arg-type]
    return found or IdentityProvider(organisation=_organisation(request))


def _context(request: HttpRequest, **forms: Any) -> dict[str, Any]:
    provider = forms["provider_form"].instance if "provider_form" in forms else _provider(request)
    back = reverse("openid_connect_callback", args=[provider.public_id])
    return {
        "policy_form": SignInPolicyForm(instance=_organisation(request), prefix="regel"),
        "provider_form": IdentityProviderForm(instance=provider, prefix="dienst"),
        "return_address": request.build_absolute_uri(back),
        "is_stored": provider.pk is not None,
        **forms,
    }


@never_cache
@require_safe
@permission_required(MAY_SET, raise_exception=True)
@confirmed_identity
def sign_in_policy(request: HttpRequest) -> HttpResponse:
    return page(request, "accounts/sign_in_policy.html", _context(request))


@post_only(form_at="accounts:sign_in_policy")
@permission_required(MAY_SET, raise_exception=True)
@confirmed_identity
def sign_in_policy_save(request: HttpRequest) -> HttpResponse:
    organisation = _organisation(request)
    form = SignInPolicyForm(request.POST, instance=organisation, prefix="regel")
    if not form.is_valid():
        return invalid(request, "accounts/sign_in_policy.html", _context(request, policy_form=form))
    needs = form.cleaned_data["requires_second_factor"]
    actions.set_sign_in_policy(organisation, requires_second_factor=needs, actor=request.user)  # type: ignore[arg-type]
    messages.success(
        request,
        "Ein zweiter Faktor ist jetzt Pflicht. Wer keinen hat, richtet ihn vor der nächsten Seite ein."
        if needs
        else "Ein zweiter Faktor ist jetzt freiwillig.",
    )
    return done(request, "accounts:sign_in_policy")


@never_cache
@sensitive_post_parameters()
@post_only(form_at="accounts:sign_in_policy")
@permission_required(MAY_SET, raise_exception=True)
@confirmed_identity
def identity_provider_save(request: HttpRequest) -> HttpResponse:
    form = IdentityProviderForm(request.POST, instance=_provider(request), prefix="dienst")
    if form.is_valid():
        with add_errors(form):
            actions.save_identity_provider(form.instance, actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        return invalid(request, "accounts/sign_in_policy.html", _context(request, provider_form=form))
    messages.success(request, "Der Anmeldedienst ist gespeichert.")
    return done(request, "accounts:sign_in_policy")
