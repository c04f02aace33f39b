"""Who is away, who stands in, and deputies of a single case."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.lifecycle.reminders import (
    COVERED_FOLLOW_UP,
    COVERED_TERM,
    STANDING_IN,
    covered_follow_ups,
    covered_terms,
    substitutions,
)
from cases.models import Absence, Case, CaseTransition, Deputy
from cases.team.queries import team_of
from pik.accounts.models import User
from pik.core.formats import german_date, period
from pik.reminders.actions import create_now
from pik.reminders.models import Reminder

NOT_IN_TEAM = "Vertreten kann nur, wer heute in dieser Organisation berät."


@transaction.atomic
def enter_absence(user: User, *, actor: User, starts_on: date, ends_on: date, substitute: User) -> Absence:
    """Note that ``user`` is away from ``starts_on`` to ``ends_on`` and ``substitute`` stands in, who is told.

    In the organisation for which ``actor`` acts. Raises ``PermissionDenied``, or ``ValidationError`` when the
    substitute is not of the team, is away herself, the days overlap with another absence, or she stands in for
    somebody on them.
    """
    membership = actor.membership
    if membership is None or not actor.has_perm("cases.enter_absence", user):
        raise PermissionDenied("cases.enter_absence")
    _demand_in_team(membership.organisation_id, user, "user", actor)
    _demand_in_team(membership.organisation_id, substitute, "substitute", actor)
    absence = Absence(
        organisation=membership.organisation,
        user=user,
        substitute=substitute,
        starts_on=starts_on,
        ends_on=ends_on,
        entered_by=actor,
    )
    absence.full_clean()
    _demand_substitute_there(absence)
    _demand_stands_in_for_nobody(absence)
    absence.save()
    _tell_substitute(absence)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, actor: User) -> Absence:
    """End an absence now: she is back, or it was entered by mistake. One that has ended stays as it is.

    What rang at the substitute in her place falls silent. Raises ``PermissionDenied``.
    """
    absence = Absence.objects.select_for_update(of=("self",)).select_related("user").get(pk=absence.pk)
    if not actor.has_perm("cases.enter_absence", absence.user):
        raise PermissionDenied("cases.enter_absence")
    if absence.ended_at is None:
        absence.ended_at, absence.ended_by = timezone.now(), actor
        absence.full_clean()
        absence.save()
        _silence(absence)
    return absence


@transaction.atomic
def change_substitute(absence: Absence, substitute: User, *, actor: User) -> Absence:
    """Let somebody else stand in from now on; whoever does so already is told nothing twice.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    absence = Absence.objects.select_for_update(of=("self",)).select_related("user").get(pk=absence.pk)
    if not actor.has_perm("cases.enter_absence", absence.user):
        raise PermissionDenied("cases.enter_absence")
    if absence.substitute_id == substitute.pk:
        return absence
    _demand_in_team(absence.organisation_id, substitute, "substitute", actor)
    _silence(absence)
    absence.substitute = substitute
    absence.full_clean()
    _demand_substitute_there(absence)
    absence.save()
    _tell_substitute(absence)
    return absence


def _demand_in_team(organisation_id: int, user: User, field: str, actor: User) -> None:
    membership = actor.membership
    if membership is None or membership.organisation_id != organisation_id:
        raise PermissionDenied("cases.enter_absence")
    if not team_of(membership.organisation).filter(pk=user.pk).exists():
        raise ValidationError({field: NOT_IN_TEAM})


def _demand_substitute_there(absence: Absence) -> None:
    away = Absence.objects.during(absence).filter(user=absence.substitute_id).first()
    if away:
        raise ValidationError(
            {
                "substitute": f"{absence.substitute.get_full_name()} ist vom {german_date(away.starts_on)} bis "
                f"{german_date(away.ends_on)} selbst abwesend."
            }
        )


def _demand_stands_in_for_nobody(absence: Absence) -> None:
    """Raise ``ValidationError`` that names for whom she stands in on these days: of them nobody would be there."""
    covered = Absence.objects.during(absence).filter(substitute=absence.user_id)
    names = [
        f"{other.user.get_full_name()} ({period(other.starts_on, other.ends_on)})"
        for other in covered.select_related("user").order_by("starts_on", "pk")
    ]
    if names:
        raise ValidationError(
            f"{absence.user.get_full_name()} vertritt in dieser Zeit {', '.join(names)}. "
            "Bitte wechseln Sie dort zuerst die Vertretung."
        )


def _tell_substitute(absence: Absence) -> None:
    today, home = timezone.localdate(), absence.organisation_id
    create_now(STANDING_IN, substitutions(today).filter(pk=absence.pk), organisation_id=home)
    create_now(COVERED_FOLLOW_UP, covered_follow_ups(today).filter(absence=absence.pk), organisation_id=home)
    create_now(COVERED_TERM, covered_terms(today).filter(absence=absence.pk), organisation_id=home)


def _silence(absence: Absence) -> None:
    """Finish the reminders that came of this absence."""
    rung = Reminder.objects.filter(
        organisation=absence.organisation_id, recipient=absence.substitute_id, done_at__isnull=True
    )
    rung.filter(kind=STANDING_IN, key=f"{STANDING_IN}:{absence.pk}:{absence.substitute_id}").update(
        done_at=timezone.now()
    )
    rung.filter(kind__in=[COVERED_FOLLOW_UP, COVERED_TERM], key__endswith=f":{absence.pk}").update(
        done_at=timezone.now()
    )


# --- Deputies of one case -----------------------------------------------------------------------------


@transaction.atomic
def name_deputy(case: Case, user: User, *, actor: User, starts_on: date, ends_on: date | None = None) -> Deputy:
    """Let ``user`` act for the lead of ``case`` from ``starts_on``, until ``ends_on`` or until it is ended.

    Raises ``PermissionDenied``, or ``ValidationError`` for a closed case, the lead herself, or somebody who does
    not counsel there.
    """
    demand_permission(actor, "cases.name_deputy", case)
    demand_open(case)
    case.refresh_from_db(fields=["lead"])
    demand_permission(actor, "cases.name_deputy", case)  # once more: the lead may have changed before the lock
    if not team_of(case.organisation).filter(pk=user.pk).exists():
        raise ValidationError({"user": NOT_IN_TEAM})
    if user.pk == case.lead_id:
        raise ValidationError({"user": "Diese Person ist selbst für den Fall zuständig."})
    deputy = Deputy(
        case=case,
        organisation_id=case.organisation_id,
        user=user,
        starts_on=starts_on,
        ends_on=ends_on,
        named_by=actor,
    )
    deputy.full_clean()
    deputy.save()
    until = f" bis {german_date(ends_on)}" if ends_on else ""
    _log(case, actor, f"{user.get_full_name()} vertritt ab {german_date(starts_on)}{until}")
    return deputy


@transaction.atomic
def end_deputy(deputy: Deputy, *, actor: User) -> Deputy:
    """End it now; a second time changes nothing. A deputy may end it herself. Raises ``PermissionDenied``."""
    case = deputy.case
    if deputy.user_id != actor.pk:
        demand_permission(actor, "cases.name_deputy", case)
    demand_permission(actor, "cases.view_case", case)
    Case.objects.select_for_update().get(pk=case.pk)
    deputy = Deputy.objects.select_for_update(of=("self",)).select_related("user").get(pk=deputy.pk)
    if deputy.ended_at is None:
        deputy.ended_at, deputy.ended_by = timezone.now(), actor
        deputy.full_clean()
        deputy.save()
        _log(case, actor, f"{deputy.user.get_full_name()} vertritt nicht mehr")
    return deputy


def _log(case: Case, actor: User, comment: str) -> None:
    CaseTransition.objects.create(
        subject=case,
        name="deputy",
        source=case.status,
        target=case.status,
        actor=actor,
        actor_label=actor.acting_label,
        comment=comment,
    )
