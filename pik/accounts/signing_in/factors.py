"""Second factors of a person: an app's codes, passkeys, recovery codes. The rows are allauth's."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import transaction

from pik.accounts.models import User

Type = Authenticator.Type
REAL_FACTORS = (Type.TOTP, Type.WEBAUTHN)
#: A code is good for its half minute and one before and after; so long it must not be good twice.
CODE_SECONDS = 120


def has_second_factor(user: User) -> bool:
    """Whether the person has an app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=REAL_FACTORS).exists()


def factors_of(user: User) -> list[Authenticator]:
    """App and passkeys, oldest first."""
    return list(Authenticator.objects.filter(user_id=user.pk, type__in=REAL_FACTORS).order_by("created_at", "pk"))


def has(user: User, kind: str) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=kind).exists()


def matching_factor(user: User, code: str) -> Authenticator | None:
    """The app or the recovery codes of which ``code`` is one; each code once."""
    typed = "".join(code.split())
    for factor in Authenticator.objects.filter(user_id=user.pk).exclude(type=Type.WEBAUTHN).order_by("-type"):
        if factor.wrap().validate_code(typed) and use_once(user, typed):
            return factor
    return None


def use_once(user: User, code: str) -> bool:
    """Whether ``code`` has not been used for ``user`` in the last two minutes; it has from now on."""
    return cache.add(f"code:{user.pk}:{code}", 1, timeout=CODE_SECONDS)


def recovery_codes(user: User) -> list[str] | None:
    """The codes not used yet; None when the person has none."""
    row = Authenticator.objects.filter(user_id=user.pk, type=Type.RECOVERY_CODES).first()
    return None if row is None else [_readable(code) for code in row.wrap().get_unused_codes()]


def _readable(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


@transaction.atomic
def renew_recovery_codes(user: User) -> None:
    """Throw the recovery codes away and make ten new ones."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user_id=user.pk, type=Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)


@transaction.atomic
def remove(factor: Any) -> None:
    """Remove an app or a passkey; with the last one the recovery codes go too."""
    user = factor.user
    factor.delete()
    if not has_second_factor(user):
        Authenticator.objects.filter(user_id=user.pk).delete()
