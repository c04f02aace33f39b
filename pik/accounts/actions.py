"""What changes accounts."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from pik.accounts.models import Membership, User


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
