"""What changes cases: locking them, Wiedervorlagen. States and terms: cases/lifecycle/."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.enums import OPEN_STATUSES, CaseStatus
from cases.models import Case, CaseTransition, FollowUp
from cases.reminders import FOLLOW_UP, follow_up_key
from pik.accounts.models import User
from pik.reminders.actions import settle

IS_CLOSED = "Der Fall ist abgeschlossen. Die Teamleitung kann ihn wieder öffnen."
IS_TRANSFERRED = "Der Fall ist an eine andere Stelle übergeleitet und wird hier nur noch gelesen."


def demand_permission(actor: User, permission: str, case: Case | None = None) -> None:
    """Raise ``PermissionDenied`` unless ``actor`` may do ``permission`` on ``case``."""
    if not actor.has_perm(permission, case):
        raise PermissionDenied(permission)


def lock_case(case: Case) -> str:
    """Lock the row of ``case`` until the transaction ends, and return its status now.

    Whoever writes to a case locks it first, before goals, steps, persons and Wiedervorlagen: nobody closes
    it meanwhile, and no two wait for each other.
    """
    return Case.objects.select_for_update().values_list("status", flat=True).get(pk=case.pk)


def demand_open(case: Case) -> None:
    """Lock ``case``; raise ``ValidationError`` for one that is not worked on: it is read, and changed when reopened.

    Worked on are requests, the waiting list, active and resting cases, and those past their term.
    """
    status = lock_case(case)
    if status == CaseStatus.TRANSFERRED:
        raise ValidationError(IS_TRANSFERRED)
    if status not in OPEN_STATUSES:
        raise ValidationError(IS_CLOSED)


def demand_takes_sessions(case: Case) -> None:
    """Lock ``case``; raise ``ValidationError`` unless talks may be logged: it is open, or closed and in after-care."""
    aftercare_until = Case.objects.select_for_update().values_list("aftercare_until", flat=True).get(pk=case.pk)
    if aftercare_until is None or aftercare_until < timezone.localdate():
        demand_open(case)


def line_of(case: Case, name: str, comment: str, *, actor: User) -> CaseTransition:
    """A line for the Verlauf of ``case``, not stored yet: something happened that leaves its state as it is."""
    return CaseTransition(
        subject=case,
        name=name,
        source=case.status,
        target=case.status,
        actor=actor,
        actor_label=actor.acting_label,
        comment=comment.strip(),
    )


@transaction.atomic
def add_follow_up(case: Case, *, actor: User, due_on: date, reason: str) -> FollowUp:
    """Note that the actor comes back to ``case`` on ``due_on``. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.finish_follow_up", case)
    demand_open(case)
    follow_up = FollowUp(case=case, due_on=due_on, reason=reason, assigned_to=actor)
    follow_up.full_clean()
    follow_up.save()
    return follow_up


@transaction.atomic
def finish_follow_up(follow_up: FollowUp, *, actor: User) -> FollowUp:
    """Tick a Wiedervorlage; one that is done already stays as it is. Raises ``PermissionDenied``."""
    lock_case(follow_up.case)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).select_related("case").get(pk=follow_up.pk)
    demand_permission(actor, "cases.finish_follow_up", follow_up.case)
    if follow_up.done_at is None:
        follow_up.done_at, follow_up.done_by = timezone.now(), actor
        follow_up.full_clean()
        follow_up.save()
        settle(FOLLOW_UP, follow_up_key(follow_up))
    return follow_up
