"""What changes cases: locking them, keeping the person's data, Wiedervorlagen. States and terms: cases/lifecycle/."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.enums import OPEN_STATUSES, CaseStatus
from cases.models import Case, FollowUp, Household, Person
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


@transaction.atomic
def update_person(case: Case, *, actor: User, **values: Any) -> Person:
    """Change what is known of the person of ``case``; the history keeps what stood there before.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.edit_person", case)
    demand_open(case)
    person = Person.objects.select_for_update().get(pk=case.person_id)
    for name, value in values.items():
        setattr(person, name, value)
    person.full_clean()
    person.save()
    return person


def join_household(person: Person, family_member: Case, relation: str) -> None:
    """Put ``person`` into the household of the person of ``family_member``; it comes into being if need be."""
    if family_member.organisation_id != person.organisation_id:
        raise ValidationError({"family_case": "Diese Person wird von einer anderen Organisation begleitet."})
    relative = Person.objects.select_for_update().get(pk=family_member.person_id)
    if relative.household is None:
        relative.household = Household.objects.create(
            organisation_id=relative.organisation_id, name=f"Haushalt {relative.family_name}"
        )
        relative.save(update_fields=["household"])
    person.household, person.household_relation = relative.household, relation
    person.save(update_fields=["household", "household_relation"])


@transaction.atomic
def connect_household(case: Case, *, actor: User, family_member: Case | None, relation: str = "") -> None:
    """Let the person of ``case`` live with that of ``family_member``; ``None``: alone again.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.edit_person", case)
    demand_open(case)
    person = Person.objects.select_for_update().get(pk=case.person_id)
    if family_member is None:
        person.household, person.household_relation = None, ""
        person.save(update_fields=["household", "household_relation"])
    elif family_member.person_id == person.pk:
        raise ValidationError({"family_case": "Das ist dieser Fall selbst."})
    else:
        join_household(person, family_member, relation)


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
