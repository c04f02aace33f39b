"""Keeping filters of the list of cases."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.models import SavedFilter
from pik.accounts.models import User


@transaction.atomic
def save_filter(*, actor: User, name: str, query: str, is_default: bool) -> SavedFilter:
    """Keep ``query`` under ``name``; one of that name is replaced, and only one is the default.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    membership = actor.membership
    if membership is None or not actor.has_perm("cases.view_case"):
        raise PermissionDenied("cases.view_case")
    own = SavedFilter.objects.select_for_update().filter(organisation=membership.organisation_id, user=actor)
    if is_default:
        own.filter(is_default=True).update(is_default=False)
    kept = own.filter(name=name).first() or SavedFilter(organisation=membership.organisation, user=actor, name=name)
    kept.query, kept.is_default = query, is_default
    kept.full_clean()
    kept.save()
    return kept


def delete_filter(kept: SavedFilter, *, actor: User) -> None:
    """Forget a filter of one's own. Raises ``PermissionDenied``."""
    if kept.user_id != actor.pk:
        raise PermissionDenied("cases.view_case")
    SavedFilter.objects.filter(pk=kept.pk).delete()
