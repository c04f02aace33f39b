"""How many went where: referrals of one organisation in a period, none of them into a protected programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from cases.enums import OfferKind, ReferralReason, ReferralStatus
from cases.models import Referral
from cases.offers.calculations import Table, table_of
from cases.transfer.queries import counted_here
from pik.accounts.models import User

#: The states in the order in which a referral goes through them; a table has one column for each.
STATES = tuple(ReferralStatus)
ENDS = (ReferralStatus.DECLINED, ReferralStatus.BROKEN_OFF)
BY_OFFER = "angebot"


@dataclass(frozen=True)
class Numbers:
    """The two tables of the page."""

    states: Table
    reasons: Table

    @property
    def is_partly_hidden(self) -> bool:
        return self.states.is_partly_hidden or self.reasons.is_partly_hidden


def numbers_for(user: User, *, starts_on: date | None, ends_on: date | None, by: str) -> Numbers:
    """Referrals of the period by kind of offer or, with ``by`` „angebot“, by offer; and why they came to nothing."""
    # What ended before the case came here stayed with its former office, which counts it.
    here = counted_here("ended_on") | Q(ended_on__isnull=True)
    found = Referral.objects.visible_to(user).ordinary().filter(here).order_by()
    if starts_on:
        found = found.filter(referred_on__gte=starts_on)
    if ends_on:
        found = found.filter(referred_on__lte=ends_on)
    field = "offer__title" if by == BY_OFFER else "offer__kind"
    states = found.values(field, "status").annotate(n=Count("pk")).values_list(field, "status", "n")
    reasons = (
        found.filter(status__in=ENDS).values("reason", "status").annotate(n=Count("pk")).order_by("reason", "status")
    )
    label = str if by == BY_OFFER else lambda kind: OfferKind(kind).label
    return Numbers(
        _table(((label(key), state, n) for key, state, n in states.order_by(field, "status")), STATES),
        _table(
            ((ReferralReason(key).label, state, n) for key, state, n in reasons.values_list("reason", "status", "n")),
            ENDS,
        ),
    )


def _table(cells: Iterable[tuple[str, str, int]], columns: tuple[Any, ...]) -> Table:
    counts: dict[str, list[int]] = {}
    for label, column, n in cells:
        counts.setdefault(label, [0] * len(columns))[columns.index(column)] += n
    return table_of({label: counts[label] for label in sorted(counts)}, width=len(columns))
