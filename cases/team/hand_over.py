"""Handing over: all that somebody leads in an organisation goes to somebody else, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.enums import OPEN_STATUSES
from cases.lifecycle.responsibility import pass_appointments_on, write_lead
from cases.models import Appointment, Case, CaseTransition, FollowUp, HandOver
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
from cases.team.calculations import Move
from cases.team.queries import team_of
from pik.accounts.models import Organisation, User
from pik.reminders.actions import create_now, ring_again, settle


@transaction.atomic
def hand_over_all(giver: User, taker: User, *, actor: User) -> HandOver:
    """Give all open cases that ``giver`` leads, and her open Wiedervorlagen, to ``taker``.

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
    return _hand_over(giver, taker, actor, touched=touched, cases=cases, follow_ups=follow_ups)


def _hand_over(
    giver: User,
    taker: User,
    actor: User,
    *,
    touched: list[Case],
    cases: list[Case],
    follow_ups: list[FollowUp],
    reason: str = "",
) -> HandOver:
    """Write down that ``cases`` and ``follow_ups``, both locked, went from one to the other, and what follows of it."""
    hand_over = HandOver(
        organisation=actor.membership.organisation,  # type: ignore[union-attr]
        giver=giver,
        taker=taker,
        case_count=len(cases),
        follow_up_count=len(follow_ups),
        actor=actor,
        actor_label=actor.acting_label,
    )
    hand_over.full_clean()
    hand_over.save()
    _move(hand_over, cases, follow_ups, reason)
    pass_appointments_on([case.pk for case in touched], giver, taker)
    _note(hand_over, touched, reason)
    _remind(hand_over, cases, follow_ups)
    return hand_over


# --- Sharing out ------------------------------------------------------------------------------------------------------


@transaction.atomic
def redistribute(moves: Sequence[Move], *, actor: User, reason: str) -> list[HandOver]:
    """Do all of ``moves`` or none: each case goes to its taker, with the open Wiedervorlagen of who gave it.

    The reason stands in the Verlauf of each case; those who give and those who take are told. Raises
    ``PermissionDenied``, or ``ValidationError`` when a case is closed, led by somebody else by now, or its taker is
    not of the team.
    """
    membership = actor.membership
    if membership is None or not actor.has_perm("cases.redistribute_cases"):
        raise PermissionDenied("cases.redistribute_cases")
    if not moves:
        raise ValidationError("Bitte wählen Sie mindestens einen Fall, der weitergegeben wird.")
    cases = _locked_as_seen(moves, membership.organisation)
    people = _people_of(moves, membership.organisation)
    done = []
    for giver_id, taker_id in sorted({(move.giver, move.taker) for move in moves}, key=str):
        group = [cases[move.case] for move in moves if (move.giver, move.taker) == (giver_id, taker_id)]
        follow_ups = FollowUp.objects.select_for_update(of=("self",)).filter(
            case__in=group, assigned_to=giver_id, done_at__isnull=True
        )
        giver, taker = people[giver_id], people[taker_id]
        done.append(
            _hand_over(giver, taker, actor, touched=group, cases=group, follow_ups=list(follow_ups), reason=reason)
        )
    return done


def _locked_as_seen(moves: Sequence[Move], organisation: Organisation) -> dict[int, Case]:
    """The cases of ``moves``, locked; raises ``ValidationError`` when one is not what the proposal was made of."""
    wanted = [move.case for move in moves]
    locked = Case.objects.select_for_update(of=("self",)).select_related("lead").order_by("pk")
    cases = {case.pk: case for case in locked.filter(pk__in=wanted, organisation=organisation)}
    stale = [
        f"Fall {cases[move.case].number}: Inzwischen hat sich Stand oder Zuständigkeit geändert."
        for move in moves
        if move.case in cases and not (cases[move.case].is_open and cases[move.case].lead_id == move.giver)
    ]
    if stale:
        raise ValidationError([*stale, "Es wurde nichts weitergegeben. Bitte sehen Sie den Vorschlag noch einmal an."])
    if len(cases) != len(set(wanted)) or len(wanted) != len(set(wanted)):
        raise ValidationError("Nicht alle Fälle dieses Vorschlags gibt es hier.")
    return cases


def _people_of(moves: Sequence[Move], organisation: Organisation) -> dict[int | None, User]:
    takers = {move.taker for move in moves}
    if team_of(organisation).filter(pk__in=takers).count() != len(takers):
        raise ValidationError("Übernehmen kann nur, wer heute in dieser Organisation berät.")
    return dict(User.objects.in_bulk({*takers, *(move.giver for move in moves if move.giver)}))


# --- What a hand-over is made of --------------------------------------------------------------------------------------


def _demand_taker(giver: User, taker: User, organisation: Organisation) -> None:
    if taker.pk == giver.pk:
        raise ValidationError({"taker": "Bitte wählen Sie eine andere Person als die, die übergibt."})
    if not team_of(organisation).filter(pk=taker.pk).exists():
        raise ValidationError({"taker": "Übernehmen kann nur, wer heute in dieser Organisation berät."})


def _locked(giver: User, organisation: Organisation) -> tuple[list[Case], list[FollowUp]]:
    """The cases that the giver leads or has Wiedervorlagen in, and these, locked: cases first, as everywhere."""
    noted = FollowUp.objects.filter(assigned_to=giver, done_at__isnull=True).order_by().values("case")
    agreed = Appointment.objects.open().filter(assigned_to=giver).order_by().values("case")
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


def _move(hand_over: HandOver, cases: list[Case], follow_ups: list[FollowUp], reason: str) -> None:
    settle(TERM_ENDS, *(key for case in cases for key in term_keys(case)))
    settle(FOLLOW_UP, *(follow_up_key(follow_up) for follow_up in follow_ups))
    write_lead([case.pk for case in cases], hand_over.taker, actor=hand_over.actor, reason=reason)
    FollowUp.objects.filter(pk__in=[follow_up.pk for follow_up in follow_ups]).update(assigned_to=hand_over.taker)


def _note(hand_over: HandOver, touched: list[Case], reason: str) -> None:
    """A line in the Verlauf of each case: the case itself went over, or only Wiedervorlagen in it."""
    whom = f"von {hand_over.giver} an {hand_over.taker}" + (f". {reason}" if reason else "")
    CaseTransition.objects.bulk_create(
        CaseTransition(
            subject=case,
            name="hand_over",
            source=case.status,
            target=case.status,
            actor=hand_over.actor,
            actor_label=hand_over.actor_label,
            comment=f"Zuständigkeit {whom}" if case.lead_id == hand_over.giver_id else f"Wiedervorlagen {whom}",
        )
        for case in touched
    )


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
