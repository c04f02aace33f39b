"""Reads that cross models: lists, the day, and the numbers that planning and funding use."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet

from cases.enums import ClosingReason
from cases.models import Case, DataSheet, FollowUp, PlanPrint, TimelinePrint
from cases.transfer.queries import here_on
from pik.documents.models import Job

if TYPE_CHECKING:
    from pik.accounts.models import Organisation, User


def active_case_count(organisation: Organisation, on: date) -> int:
    """How many cases of ``organisation`` were supported on ``on``: within their term and not closed by then.

    One that was closed since it stood there twice was never another person's, on no day.
    Counts what exists for who acts: the wall of counselling makes it 0 for every other role. It is meant for planning,
    which must not see a row and does not ask yet; it will need a function of the database that gives the number alone,
    as ``cases_open_obligations`` does.
    """
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    found = Case.objects.filter(open_then, here_on(on), organisation=organisation, starts_on__lte=on, ends_on__gte=on)
    return found.exclude(closing_reason=ClosingReason.DUPLICATE).count()


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


# --- Documents ----------------------------------------------------------------------------------


def prints_of(case: Case) -> QuerySet[Job]:
    """What was printed of ``case``: plan, Datenblatt, Verlauf, newest first, whoever ordered it.

    Each holds only what everybody may read who may read the case: protected referrals and sealed notes are never
    printed. So whoever has the case has its prints, also when it was handed on or came from another office.
    """
    of_case = (
        PlanPrint.objects.filter(plan__case=case)
        .order_by()
        .values("job")
        .union(
            DataSheet.objects.filter(case=case).order_by().values("job"),
            TimelinePrint.objects.filter(case=case).order_by().values("job"),
            all=True,
        )
    )
    return Job.objects.with_document().filter(pk__in=of_case).select_related("document", "requested_by")
