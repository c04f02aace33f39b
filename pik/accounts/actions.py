"""What changes accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from pik.accounts.models import Membership, Organisation, User


@transaction.atomic
def end_membership(membership: Membership, *, ends_on: date, actor: User) -> Membership:
    """Let ``membership`` end with the day ``ends_on`` (inclusive); it stays as history.

    Raises ``PermissionDenied``, or ``ValidationError`` when it has ended already, the day lies before its
    beginning, or somebody would lock herself out.
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if not actor.has_perm("accounts.end_membership", membership):
        raise PermissionDenied
    if membership.user_id == actor.pk:
        raise ValidationError({"ends_on": "Die eigene Mitgliedschaft beendet eine andere Person der Verwaltung."})
    if membership.ends_on is not None and membership.ends_on < ends_on:
        raise ValidationError({"ends_on": "Diese Mitgliedschaft endet schon früher."})
    membership.ends_on = ends_on
    membership.full_clean()
    membership.save(update_fields=["ends_on"])
    return membership


@transaction.atomic
def create_account(email: str, *, password: str, role: str, organisation: Organisation, **person: Any) -> Membership:
    """Create somebody's access with its first membership, from today on; for whoever operates the machine.

    ``person``: first_name, last_name, profession. Raises ``ValidationError`` when the address is taken, the
    password is weak, or the organisation has no such role.
    """
    user = User(email=email.strip().lower(), **person)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
    user.full_clean(exclude=["sort_key"])
    user.save()
    membership = Membership(user=user, organisation=organisation, role=role, starts_on=timezone.localdate())
    membership.full_clean()
    membership.save()
    return membership
