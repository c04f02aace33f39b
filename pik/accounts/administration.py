"""An organisation with people in it is never without somebody who administers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import connection

from pik.accounts.enums import Role
from pik.accounts.models import Membership, Organisation
from pik.accounts.why_not import listed
from pik.core.formats import german_date

# Any number will do; it only must differ from those of other advisory locks.
_LOCK = 5_012_026


def lock_people_of(organisation_id: int) -> None:
    """Let one change of the memberships of an organisation wait for the other, until the transaction ends.

    Two administrators who end each other's role at the same moment each see the other one still there. An
    advisory lock, since there is no single row that all of them touch, and whoever may read the organisation
    need not be allowed to change it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, organisation_id])


def demand_administrator(membership: Membership, ends_on: date) -> None:
    """Raise ``ValidationError`` when some day after ``ends_on`` would find people there and nobody in charge.

    Call under ``lock_people_of``.
    """
    if membership.role != Role.ORGANISATIONSVERWALTUNG:
        return
    others = list(
        Membership.objects.filter(organisation=membership.organisation_id, user__is_active=True)
        .exclude(pk=membership.pk)
        .select_related("user")
        .order_by("user__sort_key", "pk")
    )
    day = first_day_without(membership, ends_on, others)
    if day is not None:
        raise ValidationError(_refusal(membership, day, others))


def first_day_without(membership: Membership, ends_on: date, others: Sequence[Membership]) -> date | None:
    """The first day on which ``membership`` would be missed: it no longer administers, nobody else does,
    and somebody else has a role there. None when there is no such day.

    Only days count that ``membership`` covers now: what was without a head before is not its fault.
    """
    first = max(ends_on + timedelta(days=1), membership.starts_on)
    # Who is there changes on these days only.
    turns = {first, *(m.starts_on for m in others)} | {m.ends_on + timedelta(days=1) for m in others if m.ends_on}
    for day in sorted(turn for turn in turns if turn >= first):
        if not membership.covers(day):
            return None
        there = [m for m in others if m.covers(day)]
        if there and not any(m.role == Role.ORGANISATIONSVERWALTUNG for m in there):
            return day
    return None


def _refusal(membership: Membership, day: date, others: Sequence[Membership]) -> str:
    organisation: Organisation = membership.organisation
    candidates = dict.fromkeys(m.user.get_full_name() for m in others if m.covers(day) and m.user != membership.user)
    who = f"zum Beispiel {listed(list(candidates))}" if candidates else "dort ist sonst niemand"
    return (
        f"{organisation.name} hätte ab dem {german_date(day)} keine Organisationsverwaltung mehr. Vergeben Sie diese "
        f"Rolle zuerst an eine andere Person ({who}), spätestens ab diesem Tag: auf ihrer Seite unter „Mitarbeitende“ "
        "mit „Rolle vergeben“, oder laden Sie jemanden dazu ein."
    )
