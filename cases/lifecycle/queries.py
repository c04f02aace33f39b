"""Reads of states, terms and responsibility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from cases.enums import IN_SUPPORT, OPEN_STATUSES, CaseStatus
from cases.lifecycle.responsibility import covered_by
from cases.models import Case, Deputy, Person
from cases.search.queries import matching
from pik.accounts.enums import Role
from pik.core.periods import add_months

if TYPE_CHECKING:
    from cases.models.case import CaseQuerySet
    from pik.accounts.models import User

#: How many rows of a kind the waiting list shows; whoever has more has another problem.
MOST_WAITING = 200


@dataclass(frozen=True)
class Waiting:
    """Who waits, in order, and who has asked."""

    waiting: Sequence[Case]
    requests: Sequence[Case]
    has_more: bool

    @property
    def shown(self) -> list[Case]:
        return [*self.waiting, *self.requests]


def waiting_list(user: User) -> Waiting:
    """The waiting list by priority and time, and the open requests by their day: two queries."""
    cases = Case.objects.visible_to(user).select_related("person", "lead")
    waiting = cases.filter(status=CaseStatus.WAITING).order_by("priority", "waiting_since", "pk")[: MOST_WAITING + 1]
    requests = cases.filter(status=CaseStatus.REQUEST).order_by("requested_on", "pk")[: MOST_WAITING + 1]
    first, second = list(waiting), list(requests)
    has_more = len(first) > MOST_WAITING or len(second) > MOST_WAITING
    return Waiting(first[:MOST_WAITING], second[:MOST_WAITING], has_more)


def deputies_to_end(user: User, today: date) -> QuerySet[Deputy]:
    """Where somebody acts for the lead of an open case, now or later: the user herself, for the Teamleitung anybody."""
    found = Deputy.objects.visible_to(user).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), ended_at__isnull=True, case__status__in=OPEN_STATUSES
    )
    if user.membership and user.membership.role != Role.TEAMLEITUNG:
        found = found.filter(user=user)
    return found.select_related("user", "case__person", "case__lead").order_by("user__sort_key", "starts_on", "pk")


# --- The list of cases ----------------------------------------------------------------------------------

ORDERS: dict[str, tuple[str, ...]] = {
    "name": ("person__sort_key", "pk"),
    "-name": ("-person__sort_key", "-pk"),
    "nummer": ("number",),
    "-nummer": ("-number",),
    "ende": ("ends_on", "pk"),
    "-ende": ("-ends_on", "-pk"),
}


def case_list(user: User, wanted: dict[str, Any], today: date) -> QuerySet[Case]:
    """The cases a user may see, filtered and ordered as ``CaseFilter.wanted()`` says, with what a row shows."""
    found = Case.objects.visible_to(user).filter(status__in=wanted["stand"])
    if wanted["wer"] == "meine":
        found = found.filter(lead=user)
    elif wanted["wer"] == "vertretung":
        found = found.filter(covered_by(user, today)).exclude(lead=user)
    elif wanted["wer"] == "ohne":
        found = found.filter(lead__isnull=True)
    found = _ending(found, wanted["endet"], today)
    if wanted["titel"]:
        persons = Person.objects.visible_to(user).in_residence_group(wanted["titel"], today)
        found = found.filter(person__in=persons.order_by().values("pk"))
    order: tuple[Any, ...] = ORDERS.get(wanted["sortierung"], ORDERS["name"])
    if wanted["q"].strip():
        found, rank = matching(found, wanted["q"], user)  # type: ignore[assignment]  # the best hits first unless ordered
        order = ORDERS.get(wanted["sortierung"], (rank, *ORDERS["name"]))
    return with_row(found).order_by(*order)


def _ending(cases: CaseQuerySet, ends: str, today: date) -> CaseQuerySet:
    if ends == "abgelaufen":
        return cases.filter(status__in=IN_SUPPORT, ends_on__lt=today)
    if ends:
        return cases.filter(ends_on__gte=today, ends_on__lte=add_months(today, int(ends)))
    return cases


def with_row(cases: CaseQuerySet) -> QuerySet[Case]:
    """Cases with person, lead, last session held and what is due next."""
    return cases.select_related("person", "lead").with_next_due().with_last_contact()
