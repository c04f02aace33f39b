"""Reads that cross models: lists, the day, and the numbers that planning and funding use."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet

from cases.models import Case, FollowUp
from cases.transfer.queries import here_on

if TYPE_CHECKING:
    from pik.accounts.models import Organisation, User


def active_case_count(organisation: Organisation, on: date) -> int:
    """How many cases of ``organisation`` were supported on ``on``: within their term and not closed by then.

    Counts what exists for who acts: the wall of counselling makes it 0 for every other role. It is meant for planning,
    which must not see a row and does not ask yet; it will need a function of the database that gives the number alone,
    as ``cases_open_obligations`` does.
    """
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    return Case.objects.filter(
        open_then, here_on(on), organisation=organisation, starts_on__lte=on, ends_on__gte=on
    ).count()


# --- Lists --------------------------------------------------------------------------------------


def follow_up_list(user: User, *, whose: str, state: str, today: date) -> QuerySet[FollowUp]:
    """Wiedervorlagen with their case and person, the most urgent first."""
    found = FollowUp.objects.visible_to(user)
    if whose == "meine":
        found = found.filter(assigned_to=user)
    if state == "erledigt":
        found = found.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    else:
        found = (found.due(today) if state == "faellig" else found.open()).order_by("due_on", "pk")
    # Case and person of the few rows shown come apart: joined before the cut, thousands of them would be looked up.
    people = Prefetch("case", queryset=Case.objects.select_related("person"))
    return found.select_related("assigned_to").prefetch_related(people)


def follow_ups_due(user: User, today: date) -> QuerySet[FollowUp]:
    """The Wiedervorlagen that wait for the user today."""
    return FollowUp.objects.visible_to(user).due(today).filter(assigned_to=user)
