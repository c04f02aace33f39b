"""What changes persons, their dated rows and their households."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.enums import CaseStatus, HouseholdRelation, ResultBasis
from cases.models import (
    Accommodation,
    Case,
    ContactWay,
    GermanResult,
    Household,
    HouseholdMember,
    Person,
    PersonLanguage,
    PersonName,
)
from cases.models.parts import running_on
from cases.search.keys import refresh
from pik.accounts.models import Organisation, User
from pik.core.conflicts import demand_seen

Seen = Mapping[str, str]
NOTHING_SEEN: Seen = MappingProxyType({})
OF_SOMEBODY_ELSE = "Dieser Eintrag gehört zu einer anderen Person."
ELSEWHERE = "Diese Person wird von einer anderen Organisation begleitet."
WENT_ELSEWHERE = "Der Fall dieser Person ist an eine andere Stelle übergeleitet."


def record_person(
    organisation: Organisation, *, languages: list[str] | None = None, german_level: str = "", **values: Any
) -> Person:
    """Store somebody new with what is known at once: values of ``Person``, languages, level of German.

    Raises ``ValidationError``.
    """
    person = Person(organisation=organisation, **values)
    person.set_keys()
    person.full_clean()
    person.save()
    refresh(person)
    for language in languages or []:
        _stored(PersonLanguage(person=person, language=language))
    if german_level:
        _stored(
            GermanResult(person=person, level=german_level, dated_on=timezone.localdate(), basis=ResultBasis.ESTIMATE)
        )
    return person


def _stored(row: Any) -> Any:
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def update_person(case: Case, *, actor: User, seen: Seen = NOTHING_SEEN, **values: Any) -> Person:
    """Change what is known of the person of ``case``; the history keeps what stood there before.

    ``seen`` is what a form showed of her. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    return _update(_locked_person(case, actor), values, seen)


@transaction.atomic
def update_relative(case: Case, person: Person, *, actor: User, seen: Seen = NOTHING_SEEN, **values: Any) -> Person:
    """Change somebody who lives in the household of ``case`` and has no case that is worked on.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    _locked_person(case, actor)
    if any(other.is_open for other in person.cases.all()):
        raise ValidationError("Diese Person hat einen eigenen Fall. Dort stehen ihre Angaben.")
    return _update(Person.objects.select_for_update().get(pk=person.pk), values, seen)


def _update(person: Person, values: dict[str, Any], seen: Seen) -> Person:
    demand_seen(person, seen)
    for name, value in values.items():
        setattr(person, name, value)
    person.full_clean()
    person.save()
    refresh(person)
    return person


def _locked_person(case: Case, actor: User) -> Person:
    """The person of ``case``, locked after it, for somebody who may change her."""
    demand_permission(actor, "cases.edit_person", case)
    demand_open(case)
    return Person.objects.select_for_update().get(pk=case.person_id)


# --- Dated rows ---------------------------------------------------------------------------------


@transaction.atomic
def save_row(case: Case, row: Any, *, actor: User, seen: Seen = NOTHING_SEEN) -> Any:
    """Add or correct a dated row of the person of ``case``; the history keeps what stood there before.

    A new home ends the one before. ``seen`` is what a form showed of the row. Raises ``PermissionDenied`` or
    ``ValidationError``.
    """
    person = _locked_person(case, actor)
    if row.pk:
        if row.person_id != person.pk:
            raise ValidationError(OF_SOMEBODY_ELSE)
        demand_seen(type(row).objects.select_for_update().get(pk=row.pk), seen)
    row.person = person
    if isinstance(row, ContactWay) and row.is_preferred:
        ContactWay.objects.filter(person=person, is_preferred=True).exclude(pk=row.pk).update(is_preferred=False)
    row.full_clean()
    if isinstance(row, Accommodation) and not row.pk and row.starts_on:
        _end_homes_before(row.starts_on, person)
    row.save()
    if isinstance(row, PersonName):
        refresh(person)
    return row


def _end_homes_before(day: date, person: Person) -> None:
    begun = Q(starts_on__isnull=True) | Q(starts_on__lt=day)
    Accommodation.objects.filter(begun, person=person, ends_on__isnull=True).update(ends_on=day - timedelta(days=1))


@transaction.atomic
def end_row(case: Case, row: Any, *, actor: User, ends_on: date) -> Any:
    """Say that a dated row ended on ``ends_on``, its last day. Raises ``PermissionDenied`` or ``ValidationError``."""
    row.ends_on = ends_on
    return save_row(case, row, actor=actor)


@transaction.atomic
def remove_row(case: Case, row: Any, *, actor: User) -> None:
    """Take back a row that was a mistake; the history keeps it. Raises ``PermissionDenied`` or ``ValidationError``."""
    person = _locked_person(case, actor)
    if row.person_id != person.pk:
        raise ValidationError(OF_SOMEBODY_ELSE)
    row.delete()
    if isinstance(row, PersonName):
        refresh(person)


# --- Household ----------------------------------------------------------------------------------


def join_household(person: Person, family_member: Case, relation: str, since: date | None = None) -> HouseholdMember:
    """Put ``person`` into the household of the person of ``family_member`` from ``since`` on; None: not known.

    It comes into being if need be, that person as its head; another household ends the day before. Raises
    ``ValidationError``.
    """
    if family_member.organisation_id != person.organisation_id:
        raise ValidationError({"family_case": ELSEWHERE})
    # Locked in the order of their keys: of two who join each other at once neither waits for the other.
    both = Person.objects.select_for_update().filter(pk__in=[person.pk, family_member.person_id]).order_by("pk")
    host = both.in_bulk()[family_member.person_id]
    if Case.objects.filter(pk=family_member.pk, status=CaseStatus.TRANSFERRED).exists():
        raise ValidationError({"family_case": WENT_ELSEWHERE})
    household = _household_of(host)
    current = HouseholdMember.objects.filter(person=person, ends_on__isnull=True).first()
    if current:
        if current.household_id == household.pk:
            raise ValidationError({"family_case": "Diese Person lebt schon in diesem Haushalt."})
        since = since or timezone.localdate()
        current.ends_on = since - timedelta(days=1)
        _stored(current)
    member: HouseholdMember = _stored(
        HouseholdMember(household=household, person=person, relation=relation, starts_on=since)
    )
    return member


def _household_of(person: Person) -> Household:
    """The household in which ``person`` lives today; a new one of which she is the head where there is none."""
    today = timezone.localdate()
    current = HouseholdMember.objects.on(today).filter(person=person).select_related("household").first()
    if current:
        return current.household
    household = Household.objects.create(organisation_id=person.organisation_id, name=f"Haushalt {person.family_name}")
    has_lived_elsewhere = HouseholdMember.objects.filter(person=person).exists()
    _stored(
        HouseholdMember(
            household=household,
            person=person,
            relation=HouseholdRelation.HEAD,
            starts_on=today if has_lived_elsewhere else None,
        )
    )
    return household


@transaction.atomic
def connect_household(
    case: Case, *, actor: User, family_member: Case, relation: str = "", since: date | None = None
) -> HouseholdMember:
    """Let the person of ``case`` live with that of ``family_member``.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.edit_person", case)
    demand_open(case)
    if family_member.person_id == case.person_id:
        raise ValidationError({"family_case": "Das ist dieser Fall selbst."})
    return join_household(case.person, family_member, relation, since)


@transaction.atomic
def add_relative(
    case: Case, *, actor: User, relation: str, since: date | None = None, **values: Any
) -> HouseholdMember:
    """Record somebody without a case of her own, a small child for example, in the household of ``case``.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    person = _locked_person(case, actor)
    relative = record_person(case.organisation, is_invented=person.is_invented, **values)
    return join_household(relative, case, relation, since)


@transaction.atomic
def change_member(
    case: Case, member: HouseholdMember, *, actor: User, relation: str, since: date | None, seen: Seen = NOTHING_SEEN
) -> None:
    """Correct what somebody is in the household of ``case``, and since when; ``seen`` is what a form showed of it.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    _demand_same_household(_locked_person(case, actor), member)
    member = HouseholdMember.objects.select_for_update().get(pk=member.pk)
    demand_seen(member, seen)
    member.relation, member.starts_on = relation, since
    _stored(member)


@transaction.atomic
def leave_household(case: Case, member: HouseholdMember, *, actor: User, ends_on: date) -> None:
    """Say that somebody lived in the household of ``case`` until ``ends_on``, the last day.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    _demand_same_household(_locked_person(case, actor), member)
    member.ends_on = ends_on
    _stored(member)


def _demand_same_household(person: Person, member: HouseholdMember) -> None:
    lives_there = HouseholdMember.objects.filter(running_on(timezone.localdate()), person=person)
    if not lives_there.filter(household=member.household_id).exists():
        raise ValidationError("Diese Person lebt nicht in diesem Haushalt.")
