"""What allauth asks the product: who may, where to, in which words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth import login as django_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from pik.accounts.enums import SignInMethod
from pik.accounts.models import IdentityProvider
from pik.accounts.secrets_at_rest import seal, unseal
from pik.accounts.signing_in import attempts, providers, sessions

PRODUCT = "PiK"
WRONG = "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides."
TOO_MANY = "Zu viele Versuche. Bitte warten Sie eine Viertelstunde, bevor Sie es noch einmal versuchen."
WRONG_CODE = "Der Code stimmt nicht oder ist abgelaufen. Bitte geben Sie den Code ein, der jetzt angezeigt wird."
BACKEND = "pik.accounts.signing_in.backends.PasswordBackend"


def is_ours(request: HttpRequest, url: str) -> bool:
    """Whether ``url`` leads to an address of this very house."""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail and password; nobody registers herself."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        return is_ours(self.request, url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return attempts.client_address(request)

    def get_login_stages(self) -> list[str]:
        return ["pik.accounts.signing_in.stages.SecondFactorStage"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Look at the password within the limits; unknown, closed and wrong are one answer."""
        try:
            attempt = attempts.begin(request, credentials["email"])
        except attempts.TooManyAttempts as error:
            raise self.validation_error("too_many_login_attempts") from error
        user = authenticate(request, **credentials)
        if user is not None:
            attempt.succeeded()
        return user

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if not user.may_sign_in:
            messages.error(
                request, "Dieser Zugang ist gesperrt. Bitte wenden Sie sich an Ihre Organisationsverwaltung."
            )
            return redirect("accounts:sign_in")
        return None

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin the session under a new key; the browser is known from here on."""
        records = get_authentication_records(request, user)
        provider = request.session.get(sessions.PROVIDER_KEY)
        django_login(request, user, backend=BACKEND)
        if provider:
            # Signing in anew may have thrown the session of somebody else away, with all it knew.
            request.session[sessions.PROVIDER_KEY] = provider
        sessions.record(request, user, _method(records, provider))
        request.new_device_of = user.email  # type: ignore[attr-defined]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our own views do, in German."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """False: ``confirmed_identity`` stands before each view that asks for it."""
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: our own actions do, in German."""


def _method(records: list[dict[str, Any]], provider: Any) -> SignInMethod:
    if provider:
        return SignInMethod.PROVIDER
    return SignInMethod.PASSKEY if any(r.get("passwordless") for r in records) else SignInMethod.PASSWORD


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their seeds lie encrypted, and errors speak German."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return PRODUCT

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": PRODUCT}

    def _get_site_name(self) -> str:
        return PRODUCT


class ProviderAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect with the services that the organisations entered; it opens accounts, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        found = IdentityProvider.objects.active()
        if provider and provider != providers.PROTOCOL:
            found = found.filter(public_id=provider)
        if client_id:
            found = found.filter(client_id=client_id)
        return [providers.as_app(row) for row in found]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The service has spoken: remember whose account it opens, or say why none. Nothing else happens here."""
        raise ImmediateHttpResponse(providers.arrive(request, sociallogin))

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(providers.refuse(request, providers.FAILED))
