"""Who counsels in an organisation, and what each of them leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.enums import CaseStatus
from cases.models import Case, FollowUp
from pik.accounts.models import Membership, User
from pik.accounts.permissions import PERMISSIONS
from pik.core.periods import current_on

if TYPE_CHECKING:
    from pik.accounts.models import Organisation


def team_of(organisation: Organisation) -> QuerySet[User]:
    """Who counsels in ``organisation`` today and can sign in, by name."""
    return User.objects.filter(Exists(_counselling(organisation)), is_active=True).order_by("sort_key", "pk")


def people_with_cases(organisation: Organisation) -> QuerySet[User]:
    """Everybody who counsels there or still leads something there, by name.

    Each with ``led_count`` (active cases), ``open_count`` (open Wiedervorlagen) and ``is_in_team``: whoever has
    gone and left something behind is found here as well.
    """
    cases = Case.objects.filter(organisation=organisation, status=CaseStatus.ACTIVE, lead=OuterRef("pk"))
    follow_ups = FollowUp.objects.open().filter(case__organisation=organisation, assigned_to=OuterRef("pk"))
    return (
        User.objects.annotate(
            led_count=Coalesce(Subquery(cases.order_by().values("lead").annotate(n=Count("pk")).values("n")), 0),
            open_count=Coalesce(
                Subquery(follow_ups.order_by().values("assigned_to").annotate(n=Count("pk")).values("n")), 0
            ),
            is_in_team=Exists(_counselling(organisation)),
        )
        .filter(Q(is_in_team=True) | Q(led_count__gt=0) | Q(open_count__gt=0))
        .order_by("sort_key", "pk")
    )


def _counselling(organisation: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(
        current_on(timezone.localdate()),
        user=OuterRef("pk"),
        organisation=organisation,
        role__in=PERMISSIONS["cases.view_case"],
    )
