"""Signing in through the service of one's own organisation, by OpenID Connect.

The service only proves an address. It opens an account that exists, and of that account the memberships in the
service's own organisation: a municipality can vouch for its people, never for those of another.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.socialaccount.models import SocialApp
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from pik.accounts.models import IdentityProvider, User
from pik.accounts.signing_in import sessions
from pik.core.walls import Identity, acting

PROTOCOL = "openid_connect"
PENDING_KEY = "anmeldedienst_antwort"
PENDING_SECONDS = 5 * 60  # from the service's answer to the button „Anmelden“

FAILED = "Die Anmeldung über den Anmeldedienst ist nicht zu Ende gekommen. Bitte versuchen Sie es noch einmal."
UNVERIFIED = "Der Anmeldedienst hat Ihre E-Mail-Adresse nicht bestätigt. Bitte wenden Sie sich an Ihre IT."
# One sentence for no account, a closed one and one of elsewhere: the service is not told who has an account.
NO_ACCOUNT = (
    "Zu dieser Anmeldung gibt es in der Organisation des Anmeldedienstes keinen Zugang. Bitte wenden Sie sich an Ihre"
    " Organisationsverwaltung."
)


def as_app(provider: IdentityProvider) -> SocialApp:
    """The provider as allauth knows it; never stored. PKCE always, so that a stolen code opens nothing."""
    return SocialApp(
        provider=PROTOCOL,
        provider_id=provider.public_id,
        name=provider.name,
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={"server_url": provider.issuer.rstrip("/"), "oauth_pkce_enabled": True},
    )


def arrive(request: HttpRequest, sociallogin: Any) -> HttpResponse:
    """After the service's answer (a GET): note whose it is in the session; signing in is a POST of its own."""
    provider = IdentityProvider.objects.active().filter(public_id=sociallogin.account.provider).first()
    addresses = [address.email for address in sociallogin.email_addresses if address.verified is True]
    if provider is None:
        return refuse(request, FAILED)
    if not addresses:
        return refuse(request, UNVERIFIED)
    user = account_for(provider, addresses[0])
    if user is None:
        return refuse(request, NO_ACCOUNT)
    request.session[PENDING_KEY] = {
        "user": user.pk,
        "provider": provider.pk,
        "uid": sociallogin.account.uid,
        "at": time.time(),
        "next": sociallogin.state.get("next") or "",
    }
    return redirect("accounts:provider_continue")


def account_for(provider: IdentityProvider, email: str) -> User | None:
    """The open account of ``email`` with a current membership in the provider's organisation."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None or not user.may_sign_in:
        return None
    # Nobody acts yet; the memberships are hers to see.
    with acting(Identity(user_id=user.pk)):
        is_member = user.memberships.current().filter(organisation=provider.organisation_id).exists()
    return user if is_member else None


def pending(request: HttpRequest) -> tuple[User, IdentityProvider, dict[str, Any]] | None:
    """Who is about to sign in through which service; None when nobody is, or no longer may."""
    answer = request.session.get(PENDING_KEY)
    if not answer or time.time() - answer["at"] > PENDING_SECONDS:
        return None
    provider = IdentityProvider.objects.active().filter(pk=answer["provider"]).first()
    user = User.objects.filter(pk=answer["user"]).first()
    if provider is None or user is None or account_for(provider, user.email) is None:
        return None
    return user, provider, answer


def complete(request: HttpRequest) -> HttpResponse:
    """Sign in who is pending; her second factor, if she has one here, is asked for as after a password."""
    found = pending(request)
    request.session.pop(PENDING_KEY, None)
    if found is None:
        return refuse(request, FAILED)
    user, provider, answer = found
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request)  # what the other person's session knew is nothing for this one
    request.session[sessions.PROVIDER_KEY] = provider.organisation_id
    record_authentication(request, user, "socialaccount", provider=provider.public_id, uid=answer["uid"])
    response: HttpResponse = perform_login(
        request, Login(user=user, email=user.email, redirect_url=answer["next"] or reverse("home"))
    )
    return response


def refuse(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("accounts:sign_in")
