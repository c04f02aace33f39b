"""Reads over accounts."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from pik.accounts.models import Membership, Organisation
from pik.core.names import search_key
from pik.core.walls import SYSTEM, Identity, acting


def demo_accounts() -> list[Membership]:
    """The memberships of the demo accounts, for the sign-in page in demo mode, on which nobody acts yet."""
    accounts = Membership.objects.current().filter(user__is_demo=True, user__is_active=True)
    with acting(Identity(role=SYSTEM)):
        return list(accounts.select_related("user", "organisation").order_by("pk"))


def organisation_tree(query: str = "") -> QuerySet[Organisation]:
    """All organisations with what they belong to and how many people work there today."""
    today = timezone.localdate()
    current = Q(memberships__starts_on__lte=today) & (
        Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=today)
    )
    organisations = Organisation.objects.select_related("parent").annotate(
        member_count=Count("memberships__user", filter=current, distinct=True)
    )
    if query:
        organisations = organisations.filter(
            Q(search_key__contains=search_key(query)) | Q(ags__startswith=query) | Q(kreis_key=query)
        )
    return organisations.order_by("sort_key", "pk")


def organisations_called(name_or_key: str) -> QuerySet[Organisation]:
    """The organisations with exactly this name, AGS or Kreisschlüssel."""
    wanted = name_or_key.strip()
    return Organisation.objects.filter(Q(name=wanted) | Q(ags=wanted) | Q(kreis_key=wanted))
