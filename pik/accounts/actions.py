"""What changes accounts: roles that are given and ended, accounts that are created."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pik.accounts.administration import demand_administrator, lock_people_of
from pik.accounts.enums import MembershipEvent, Role
from pik.accounts.grants import is_the_persons_own, may_give
from pik.accounts.leaving import demand_handed_over
from pik.accounts.models import Membership, MembershipChange, Organisation, User
from pik.core.formats import german_date

NOT_ONES_OWN = "Die eigenen Rechte ändert eine andere Person der Verwaltung."


@transaction.atomic
def end_membership(membership: Membership, *, ends_on: date, actor: User) -> Membership:
    """Let ``membership`` end with the day ``ends_on`` (inclusive); it stays as history.

    Raises ``PermissionDenied``, or ``ValidationError`` when it has ended already, the day lies before its
    beginning, somebody would lock herself out, the organisation would be without an administrator, or
    something still hangs on the person.
    """
    lock_people_of(membership.organisation_id)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if not actor.has_perm("accounts.end_membership", membership):
        raise PermissionDenied("accounts.end_membership")
    if is_the_persons_own(actor, membership.user):
        raise ValidationError({"ends_on": "Die eigene Mitgliedschaft beendet eine andere Person der Verwaltung."})
    if membership.ends_on is not None and membership.ends_on < ends_on:
        raise ValidationError({"ends_on": "Diese Mitgliedschaft endet schon früher."})
    demand_administrator(membership, ends_on)
    demand_handed_over(membership, ends_on)
    membership.ends_on = ends_on
    membership.full_clean()
    membership.save(update_fields=["ends_on"])
    log_change(membership, MembershipEvent.ENDED, actor=actor, actor_label=actor.acting_label)
    return membership


@transaction.atomic
def grant_role(
    user: User, *, organisation: Organisation, role: str, starts_on: date, ends_on: date | None = None, actor: User
) -> Membership:
    """Give ``user`` the ``role`` in ``organisation`` from ``starts_on`` on, today at the earliest.

    Raises ``PermissionDenied`` when the actor's role may not give it there (``pik.accounts.grants``), or
    ``ValidationError`` for her own rights, a day that has passed, or a role that the person has then anyway.
    """
    lock_people_of(organisation.pk)
    if not actor.has_perm("accounts.grant_role") or not may_give(actor.membership, role, organisation):
        raise PermissionDenied("accounts.grant_role")
    if is_the_persons_own(actor, user):
        raise ValidationError(NOT_ONES_OWN)
    if starts_on < timezone.localdate():
        raise ValidationError({"starts_on": "Eine Rolle gilt frühestens ab heute."})
    return add_membership(
        user,
        organisation=organisation,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        event=MembershipEvent.GRANTED,
        actor=actor,
        actor_label=actor.acting_label,
    )


def add_membership(
    user: User,
    *,
    organisation: Organisation,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    event: MembershipEvent,
    actor: User | None,
    actor_label: str,
) -> Membership:
    """Store a membership and who gave it. Whether she may is the caller's question. Raises ``ValidationError``."""
    membership = Membership(user=user, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on)
    membership.full_clean()
    _demand_new(membership)
    membership.save()
    log_change(membership, event, actor=actor, actor_label=actor_label)
    return membership


def _demand_new(membership: Membership) -> None:
    """Nobody has the same role in the same organisation twice on one day."""
    overlapping = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=membership.starts_on),
        user=membership.user_id,
        organisation=membership.organisation_id,
        role=membership.role,
    )
    if membership.ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=membership.ends_on)
    known = overlapping.order_by("starts_on").first()
    if known is not None:
        end = f" bis {german_date(known.ends_on)}" if known.ends_on else ""
        label = Role(membership.role).label
        raise ValidationError(
            {"role": f"Diese Person hat die Rolle {label} hier schon: ab {german_date(known.starts_on)}{end}."}
        )


def log_change(membership: Membership, event: MembershipEvent, *, actor: User | None, actor_label: str) -> None:
    """Write who did what to a membership into its history."""
    MembershipChange.objects.create(
        membership=membership, name=event, ends_on=membership.ends_on, actor=actor, actor_label=actor_label
    )


def new_user(email: str, *, password: str, **person: Any) -> User:
    """Store an account without a role. ``person``: first_name, last_name, profession.

    Raises ``ValidationError`` when the address is taken or the password weak.
    """
    user = User(email=email.strip().lower(), **person)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
    user.full_clean(exclude=["sort_key"])
    user.save()
    return user


@transaction.atomic
def create_account(email: str, *, password: str, role: str, organisation: Organisation, **person: Any) -> Membership:
    """Create somebody's access with its first membership, from today on; for whoever operates the machine.

    ``person``: first_name, last_name, profession. Raises ``ValidationError`` when the address is taken, the
    password is weak, or the organisation has no such role.
    """
    return add_membership(
        new_user(email, password=password, **person),
        organisation=organisation,
        role=role,
        starts_on=timezone.localdate(),
        event=MembershipEvent.GRANTED,
        actor=None,
        actor_label="Betrieb der Anwendung",
    )
