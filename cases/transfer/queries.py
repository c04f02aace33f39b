"""Reads of Überleitung and Mitsicht: who may receive, what waits, what a case has going on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from cases.models import Case, Share, Transfer
from pik.accounts.enums import CASEWORK_KINDS
from pik.accounts.models import Membership, Organisation
from pik.accounts.permissions import PERMISSIONS
from pik.core.walls import SYSTEM, Identity, acting

if TYPE_CHECKING:
    from pik.accounts.models import User


def counselling_organisations() -> QuerySet[Organisation]:
    """Those in which somebody counsels today; only that there is somebody is told, and not who."""
    with acting(Identity(role=SYSTEM)):
        roles = PERMISSIONS["cases.answer_transfer"]
        at_work = Membership.objects.current().filter(role__in=roles, user__is_active=True).order_by()
        ids = list(at_work.values_list("organisation_id", flat=True).distinct())
    return Organisation.objects.filter(pk__in=ids, kind__in=CASEWORK_KINDS)


def possible_receivers(user: User) -> QuerySet[Organisation]:
    """Where a case of the user's organisation may go."""
    found = counselling_organisations()
    return found.exclude(pk=user.membership.organisation_id) if user.membership else found.none()


def requests_waiting(user: User) -> QuerySet[Transfer]:
    """The requests of others that the user's organisation has not answered."""
    return Transfer.objects.incoming(user).waiting()


def open_transfer(case: Case) -> Transfer | None:
    """The Überleitung that is under way for ``case``."""
    return Transfer.objects.filter(case=case, ended_at__isnull=True).select_related("receiver").first()


@dataclass(frozen=True)
class Ties:
    """What a case has to do with other offices."""

    under_way: Transfer | None
    arrival: Transfer | None
    shares: list[Share]


def ties_of(case: Case) -> Ties:
    """The Überleitung under way, the one through which the case came, and who sees along today. Two queries."""
    found = Transfer.objects.filter(Q(case=case, ended_at__isnull=True) | Q(new_case=case))
    rows = list(found.select_related("organisation", "receiver"))
    return Ties(
        under_way=next((row for row in rows if row.case_id == case.pk), None),
        arrival=next((row for row in rows if row.new_case_id == case.pk), None),
        shares=list(Share.objects.running().filter(case=case).select_related("receiver")),
    )


def counted_here(day: str = "held_on", case: str = "case") -> Q:
    """Condition for statistics over rows of cases: of a case that came from elsewhere, those since it is here.

    What was before, its former office counts: nothing is counted twice. ``day`` is the row's date, ``case`` the way
    to its case.
    """
    since = F(f"{case}__arrival__ended_at__date")
    return Q(**{f"{case}__arrival__isnull": True}) | Q(**{f"{day}__gte": since})


def here_on(day: date) -> Q:
    """Condition over cases: not still somewhere else on ``day``."""
    return Q(arrival__isnull=True) | Q(arrival__ended_at__date__lte=day)
