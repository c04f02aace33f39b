"""What a Teamleitung changes: the settings of the team, what is known of its people, the need of cases, a reminder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.lifecycle.responsibility import NOT_IN_TEAM, give_leads, tell_of_leads
from cases.models import Case, TeamMember, TeamSettings
from cases.team.calculations import Move
from cases.team.queries import team_of
from cases.team.reminders import ASKED
from pik.accounts.acting import acting_for
from pik.accounts.models import Organisation, User
from pik.reminders.models import Reminder


def _own_organisation(actor: User, permission: str) -> Organisation:
    demand_permission(actor, permission)
    if actor.membership is None:
        raise PermissionDenied(permission)
    return actor.membership.organisation


@transaction.atomic
def change_settings(*, actor: User, **values: Any) -> TeamSettings:
    """Set weights and days of the actor's organisation. Raises ``PermissionDenied`` or ``ValidationError``."""
    organisation = _own_organisation(actor, "cases.edit_team")
    team = TeamSettings.objects.select_for_update().of(organisation)
    for name, value in values.items():
        setattr(team, name, value)
    team.changed_at, team.changed_by = timezone.now(), actor
    team.full_clean()
    team.save()
    return team


@transaction.atomic
def change_member(user: User, *, actor: User, share: Decimal | None, languages: list[str]) -> TeamMember:
    """Note somebody's part of a post and her languages. Raises ``PermissionDenied`` or ``ValidationError``."""
    organisation = _own_organisation(actor, "cases.edit_team")
    if not team_of(organisation).filter(pk=user.pk).exists():
        raise ValidationError("Diese Person berät nicht in Ihrem Team.")
    member = TeamMember.objects.select_for_update().filter(organisation=organisation, user=user).first()
    member = member or TeamMember(organisation=organisation, user=user)
    member.share, member.languages = share, languages
    member.full_clean()
    member.save()
    return member


@transaction.atomic
def set_need(cases: Collection[Case], *, actor: User, need: str) -> int:
    """Say how much support each of ``cases`` needs; returns how many changed.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    changed = 0
    for case in sorted(cases, key=lambda case: case.pk):
        demand_permission(actor, "cases.set_need", case)
        demand_open(case)
        if case.need != need:
            case.need = need
            case.full_clean(exclude=["person", "organisation", "lead"], validate_unique=False)
            case.save(update_fields=["need"])
            changed += 1
    return changed


# --- Sharing out ----------------------------------------------------------------------------------


@transaction.atomic
def redistribute(moves: Sequence[Move], *, actor: User, reason: str) -> list[Case]:
    """Do all of ``moves`` or none: each case goes to its taker. Returns the cases that changed hands.

    The reason stands in the Verlauf of each case; those who give and those who take are told. Raises
    ``PermissionDenied``, or ``ValidationError`` when a case is closed, led by somebody else by now, or its taker is
    not of the team.
    """
    organisation = _own_organisation(actor, "cases.redistribute_cases")
    if not moves:
        raise ValidationError("Bitte wählen Sie mindestens einen Fall, der weitergegeben wird.")
    cases = _locked_as_seen(moves, organisation)
    takers = User.objects.in_bulk({move.taker for move in moves})
    given: list[Case] = []
    for taker_id in sorted({move.taker for move in moves}):
        if taker_id not in takers:
            raise ValidationError(NOT_IN_TEAM)
        group = [cases[move.case] for move in moves if move.taker == taker_id]
        given += give_leads(group, takers[taker_id], actor=actor, reason=reason, tells=False)
    tell_of_leads([organisation.pk])  # of all groups together: nobody is told of a part of what she gave
    return given


def _locked_as_seen(moves: Sequence[Move], organisation: Organisation) -> dict[int, Case]:
    """The cases of ``moves``, locked; raises ``ValidationError`` when one is not what the proposal was made of."""
    wanted = [move.case for move in moves]
    locked = Case.objects.select_for_update(of=("self",)).order_by("pk")
    cases = {case.pk: case for case in locked.filter(pk__in=wanted, organisation=organisation)}
    if len(cases) != len(wanted):
        raise ValidationError("Nicht alle Fälle dieses Vorschlags gibt es hier.")
    stale = [
        f"Fall {cases[move.case].number}: Inzwischen hat sich Stand oder Zuständigkeit geändert."
        for move in moves
        if not cases[move.case].is_open or cases[move.case].lead_id != move.giver
    ]
    if stale:
        raise ValidationError([*stale, "Es wurde nichts weitergegeben. Bitte sehen Sie den Vorschlag noch einmal an."])
    return cases


# --- Reminding ------------------------------------------------------------------------------------


@transaction.atomic
def ask_lead(case: Case, *, actor: User, about: str) -> bool:
    """Put a word into the inbox of whoever leads ``case``; returns whether it is new today.

    Raises ``PermissionDenied``, or ``ValidationError`` for a closed case or one that nobody leads.
    """
    demand_permission(actor, "cases.view_team", case)
    if case.organisation_id != _own_organisation(actor, "cases.view_team").pk:
        raise PermissionDenied("cases.view_team")
    demand_open(case)
    if case.lead_id is None:
        raise ValidationError("Für diesen Fall ist niemand zuständig, den man erinnern könnte.")
    today = timezone.localdate()
    reminder = Reminder(
        kind=ASKED,
        key=f"{ASKED}:{case.pk}:{today}:{case.lead_id}",
        recipient_id=case.lead_id,
        organisation_id=case.organisation_id,
        due_on=today,
        title=f"Die Teamleitung bittet Sie: {about} (Fall {case.number})",
        url=reverse("cases:case_detail", kwargs={"public_id": case.public_id}),
    )
    # The inbox of another is written by the product, not by the one who acts.
    with acting_for(case.organisation_id):
        known = Reminder.objects.filter(key=reminder.key).exists()
        Reminder.objects.bulk_create([reminder], ignore_conflicts=True)
    return not known
