"""What changes accounts by their owners, and how an organisation's people sign in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from pik.accounts.models import IdentityProvider, Organisation, SignIn, User
from pik.accounts.signing_in import attempts, factors, sessions
from pik.core.http import absolute_address
from pik.core.tasks import after_commit
from pik.core.walls import Identity, acting


def order_password_reset(request: HttpRequest, email: str) -> None:
    """Let a mail with a link go to ``email``, if somebody has an account there; tells nobody whether.

    The mail leaves from the background, so that the answer takes the same time either way.
    """
    if not attempts.may_send_reset(request, email):
        return
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is not None and user.may_sign_in:
        after_commit("accounts.send_password_reset", user_id=user.pk, base_url=absolute_address(request, "/")[:-1])


def reset_key(user: User) -> str:
    """The key in the link: whose, and a token that time, a new password and a sign-in make worthless."""
    return f"{urlsafe_base64_encode(force_bytes(user.pk))}.{default_token_generator.make_token(user)}"


def user_of_reset_key(key: str) -> User | None:
    """Whose password the key may change; None when it is wrong, too old or used."""
    encoded, _, token = key.partition(".")
    try:
        user = User.objects.filter(pk=int(urlsafe_base64_decode(encoded))).first()
    except (ValueError, OverflowError):
        return None
    is_right = user is not None and user.may_sign_in and default_token_generator.check_token(user, token)
    return user if is_right else None


@transaction.atomic
def reset_password(user: User, password: str) -> None:
    """Set a new password after a link; every open sign-in of the account ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    # She is not signed in, and yet it is she: the link proved it.
    with acting(Identity(user_id=user.pk)):
        sessions.end_others(user)
    tell(user, "password_changed")


@transaction.atomic
def change_password(request: HttpRequest, user: User, password: str) -> None:
    """Set a new password; every other sign-in of the account ends, this one goes on under a new key."""
    before = request.session.session_key
    sessions.end_others(user, but=before)
    user.set_password(password)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    SignIn.objects.filter(session_key=before or "").update(session_key=request.session.session_key)
    sessions.confirm(request)
    sessions.touch(request.session)
    tell(user, "password_changed")


def add_factor(user: User, kind: str) -> None:
    """Tell the owner that a factor was added to the account."""
    tell(user, "totp_added" if kind == factors.Type.TOTP else "passkey_added")


@transaction.atomic
def remove_factor(user: User, pk: int) -> None:
    """Remove one's own app or passkey.

    Raises ``DoesNotExist`` for one of somebody else, ``ValidationError`` when it is the last and an
    organisation for which the person acts asks for one.
    """
    factor = Authenticator.objects.select_for_update().get(pk=pk, user_id=user.pk, type__in=factors.REAL_FACTORS)
    is_last = not Authenticator.objects.filter(user_id=user.pk, type__in=factors.REAL_FACTORS).exclude(pk=pk).exists()
    if is_last and user.memberships.current().filter(organisation__requires_second_factor=True).exists():
        raise ValidationError(
            "Ihre Organisation verlangt einen zweiten Faktor. Richten Sie zuerst einen anderen ein, bevor Sie diesen"
            " entfernen."
        )
    factors.remove(factor)
    tell(user, "factor_removed")


def tell(user: User, event: str) -> None:
    """Let the owner of the account know by mail what happened to it (``templates/accounts/emails/``)."""
    after_commit("accounts.send_notice", user_id=user.pk, event=event)


@transaction.atomic
def set_sign_in_policy(organisation: Organisation, *, requires_second_factor: bool, actor: User) -> None:
    """Say whether whoever acts for ``organisation`` needs a second factor. Raises ``PermissionDenied``."""
    _demand(actor, organisation)
    organisation.requires_second_factor = requires_second_factor
    organisation.save(update_fields=["requires_second_factor"])


@transaction.atomic
def save_identity_provider(provider: IdentityProvider, *, actor: User) -> IdentityProvider:
    """Store the organisation's own sign-in service. Raises ``PermissionDenied``, ``ValidationError``."""
    _demand(actor, provider.organisation)
    provider.full_clean()
    provider.save()
    return provider


def _demand(actor: User, organisation: Any) -> None:
    if not actor.has_perm("accounts.set_sign_in_policy", organisation):
        raise PermissionDenied
