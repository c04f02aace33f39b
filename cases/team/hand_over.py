"""Handing over: all that somebody leads in an organisation goes to somebody else, in one transaction."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.actions import line_of
from cases.enums import OPEN_STATUSES
from cases.lifecycle.responsibility import appointments_ahead, write_lead
from cases.models import Case, CaseTransition, FollowUp, HandOver
from cases.reminders import (
    FOLLOW_UP,
    HAND_OVER,
    HANDED_OVER,
    TERM_ENDS,
    due_follow_ups,
    follow_up_key,
    hand_overs,
    hand_overs_by_others,
    term_keys,
    terms_that_end,
)
from cases.team.queries import team_of
from pik.accounts.models import Organisation, User
from pik.reminders.actions import create_now, ring_again, settle


@transaction.atomic
def hand_over_all(giver: User, taker: User, *, actor: User) -> HandOver:
    """Give all open cases that ``giver`` leads, her open Wiedervorlagen and her Termine from today on to ``taker``.

    In the organisation for which ``actor`` acts; closed cases and those of others stay as they are. Reminders
    of the giver end, those of the taker begin, and she is told. Each case keeps in its Verlauf who had it.
    Raises ``PermissionDenied``, or ``ValidationError`` when the taker is not of the team or nothing is left.
    """
    membership = actor.membership
    if membership is None or not actor.has_perm("cases.hand_over", giver):
        raise PermissionDenied("cases.hand_over")
    _demand_taker(giver, taker, membership.organisation)
    touched, follow_ups = _locked(giver, membership.organisation)
    cases = [case for case in touched if case.lead_id == giver.pk]
    agreed = appointments_ahead([case.pk for case in touched], giver)
    hand_over = HandOver(
        organisation=membership.organisation,
        giver=giver,
        taker=taker,
        case_count=len(cases),
        follow_up_count=len(follow_ups),
        appointment_count=agreed.count(),
        actor=actor,
        actor_label=actor.acting_label,
    )
    hand_over.full_clean()
    hand_over.save()
    _move(hand_over, cases, follow_ups)
    agreed.update(assigned_to=taker)
    _note(hand_over, touched, follow_ups)
    _remind(hand_over, cases, follow_ups)
    return hand_over


# --- What a hand-over is made of --------------------------------------------------------------------------------------


def _demand_taker(giver: User, taker: User, organisation: Organisation) -> None:
    if taker.pk == giver.pk:
        raise ValidationError({"taker": "Bitte wählen Sie eine andere Person als die, die übergibt."})
    if not team_of(organisation).filter(pk=taker.pk).exists():
        raise ValidationError({"taker": "Übernehmen kann nur, wer heute in dieser Organisation berät."})


def _locked(giver: User, organisation: Organisation) -> tuple[list[Case], list[FollowUp]]:
    """The cases that the giver leads or has Wiedervorlagen or Termine in, and the Wiedervorlagen, locked.

    Cases first, as everywhere.
    """
    noted = FollowUp.objects.filter(assigned_to=giver, done_at__isnull=True).order_by().values("case")
    agreed = appointments_ahead(None, giver).order_by().values("case")
    locked = (
        Case.objects.select_for_update(of=("self",))
        .filter(Q(lead=giver) | Q(pk__in=noted) | Q(pk__in=agreed), organisation=organisation, status__in=OPEN_STATUSES)
        .order_by("pk")
    )
    cases = list(locked)
    follow_ups = FollowUp.objects.select_for_update(of=("self",)).filter(
        case__in=cases, assigned_to=giver, done_at__isnull=True
    )
    return cases, list(follow_ups.order_by("pk"))


def _move(hand_over: HandOver, cases: list[Case], follow_ups: list[FollowUp]) -> None:
    settle(TERM_ENDS, *(key for case in cases for key in term_keys(case)))
    settle(FOLLOW_UP, *(follow_up_key(follow_up) for follow_up in follow_ups))
    write_lead([case.pk for case in cases], hand_over.taker, actor=hand_over.actor)
    FollowUp.objects.filter(pk__in=[follow_up.pk for follow_up in follow_ups]).update(assigned_to=hand_over.taker)


def _note(hand_over: HandOver, touched: list[Case], follow_ups: list[FollowUp]) -> None:
    """A line in the Verlauf of each case: the case itself went over, or only Wiedervorlagen or Termine in it."""
    noted = {follow_up.case_id for follow_up in follow_ups}
    lines = []
    for case in touched:
        part = "Wiedervorlagen" if case.pk in noted else "Termine"
        what = "Zuständigkeit" if case.lead_id == hand_over.giver_id else part
        whom = f"{what} von {hand_over.giver} an {hand_over.taker}"
        lines.append(line_of(case, "hand_over", whom, actor=hand_over.actor))
    CaseTransition.objects.bulk_create(lines)


def _remind(hand_over: HandOver, cases: list[Case], follow_ups: list[FollowUp]) -> None:
    """What rang at the giver rings at the taker, at once and not only when the rules run next."""
    today, home = timezone.localdate(), hand_over.organisation_id
    terms = terms_that_end(today).filter(pk__in=[case.pk for case in cases])
    due = due_follow_ups(today).filter(pk__in=[follow_up.pk for follow_up in follow_ups])
    create_now(TERM_ENDS, terms, organisation_id=home)
    create_now(FOLLOW_UP, due, organisation_id=home)
    create_now(HAND_OVER, hand_overs(today).filter(pk=hand_over.pk), organisation_id=home)
    create_now(HANDED_OVER, hand_overs_by_others(today).filter(pk=hand_over.pk), organisation_id=home)
    given_away = HandOver.objects.filter(organisation=home, giver=hand_over.taker).first()
    if given_away:
        # She had some of it before: those reminders are there, and silent since she gave it away.
        ring_again(TERM_ENDS, *terms.values_list("key", flat=True), since=given_away.happened_at)
        ring_again(FOLLOW_UP, *due.values_list("key", flat=True), since=given_away.happened_at)
