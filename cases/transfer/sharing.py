"""Showing a case to others without handing it over: the Mitsicht, and the contact card."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.accesses import CASE
from cases.actions import demand_open, demand_permission, lock_case
from cases.enums import ShareItem
from cases.models import CardQuery, Case, ContactCard, ContactWay, Goal, PersonLanguage, Share, Step
from cases.models.share import CARDS_A_DAY
from cases.transfer.queries import possible_receivers
from pik.accounts.access import Subject
from pik.accounts.acting import acting_for
from pik.accounts.models import Organisation, User
from pik.core.formats import period
from pik.core.names import search_key

TOO_OFTEN = f"Mehr als {CARDS_A_DAY} Fragen am Tag sind nicht vorgesehen. Morgen können Sie wieder fragen."
_LIMIT = "54000"  # program_limit_exceeded, raised by cases_contact_card


# --- Mitsicht ---------------------------------------------------------------------------------------


@transaction.atomic
def share_case(
    case: Case,
    *,
    actor: User,
    receiver: Organisation,
    items: Collection[str],
    starts_on: date,
    ends_on: date,
    **consent: Any,
) -> Share:
    """Let ``receiver`` see ``items`` of ``case`` from day to day; it ends by itself.

    Raises ``PermissionDenied`` or ``ValidationError``: for a closed case, a receiver where nobody counsels, a term
    in the past or too long, a consent that is not complete.
    """
    demand_permission(actor, "cases.share_case", case)
    demand_open(case)
    if not possible_receivers(actor).filter(pk=receiver.pk).exists():
        raise ValidationError({"receiver": "Bitte wählen Sie eine andere Stelle, in der jemand berät."})
    if ends_on < timezone.localdate():
        raise ValidationError({"ends_on": "Das Ende liegt in der Vergangenheit."})
    _demand_past(consent)
    share = Share(
        case=case,
        organisation_id=case.organisation_id,
        receiver=receiver,
        items=[item for item in ShareItem.values if item in items],
        starts_on=starts_on,
        ends_on=ends_on,
        created_by=actor,
        **consent,
    )
    share.full_clean()
    share.save()
    return share


@transaction.atomic
def end_share(share: Share, *, actor: User) -> Share:
    """End a Mitsicht now; one that is over stays as it is. Raises ``PermissionDenied``."""
    share = Share.objects.select_for_update(of=("self",)).get(pk=share.pk)
    if not actor.has_perm("cases.share_case", share):
        raise PermissionDenied("cases.share_case")
    if share.revoked_at is None:
        share.revoked_at, share.revoked_by = timezone.now(), actor
        share.save(update_fields=["revoked_at", "revoked_by"])
    return share


def _demand_past(consent: dict[str, Any]) -> None:
    if consent.get("consent_on") and consent["consent_on"] > timezone.localdate():
        raise ValidationError({"consent_on": "Eine Einwilligung liegt nicht in der Zukunft."})


@dataclass(frozen=True)
class Summary:
    """What a Mitsicht shows today: label and text of each fact, and the open goals with their open steps."""

    subject: Subject
    facts: list[tuple[str, str]]
    goals: list[tuple[str, list[str]]]


def summary_of(share: Share) -> Summary:
    """What the receiver of ``share`` sees now, read for it by the product at the owner.

    The row itself exists for the receiver only while the Mitsicht runs (wall of ``Share``): whoever holds it may
    read what it names, and nothing else is read.
    """
    with acting_for(share.organisation_id):
        case = Case.objects.select_related("person", "lead").get(pk=share.case_id)
        goals = _goals(case) if ShareItem.GOALS in share.items else []
        facts = [fact for item in share.items for fact in _facts(item, case)]
    return Summary(Subject(CASE, case.pk, case.number, case.organisation_id), facts, goals)


def _facts(item: str, case: Case) -> list[tuple[str, str]]:
    person = case.person
    if item == ShareItem.NAME:
        return [("Name", str(person)), ("Alter", person.age_text or "nicht bekannt")]
    if item == ShareItem.CONTACT:
        ways = ", ".join(str(way) for way in ContactWay.objects.filter(person=person))
        languages = PersonLanguage.objects.filter(person=person).order_by("pk").values_list("language", flat=True)
        return [("Kontakt", ways or "–"), ("Sprachen", ", ".join(languages) or "–")]
    if item == ShareItem.TERM:
        runs = case.starts_on and case.ends_on
        term = period(case.starts_on, case.ends_on) if runs else "noch nicht begonnen"
        return [("Begleitung", term), ("zuständig", case.lead_name)]
    return []


def _goals(case: Case) -> list[tuple[str, list[str]]]:
    """Open goals with their open steps, in two queries."""
    goals = list(Goal.objects.pursued().filter(plan__case=case).order_by("pk"))
    steps: dict[int, list[str]] = {goal.pk: [] for goal in goals}
    for step in Step.objects.open().filter(goal__in=goals).order_by("due_on", "pk"):
        steps[step.goal_id].append(step.text)
    return [(goal.title, steps[goal.pk]) for goal in goals]


# --- Contact card -----------------------------------------------------------------------------------


@transaction.atomic
def keep_card(case: Case, *, actor: User, **consent: Any) -> ContactCard:
    """Note that the person of ``case`` agreed to the contact card; a consent given anew replaces the one before.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.share_case", case)
    demand_open(case)
    _demand_past(consent)
    card = ContactCard.objects.filter(case=case).first() or ContactCard(case=case, organisation_id=case.organisation_id)
    card.created_at, card.created_by = timezone.now(), actor
    for name, value in consent.items():
        setattr(card, name, value)
    card.full_clean()
    card.save()
    return card


@transaction.atomic
def drop_card(case: Case, *, actor: User) -> None:
    """The consent is withdrawn, whatever state the case is in: nobody elsewhere finds it any more (Art. 7(3) DSGVO).

    Raises ``PermissionDenied``.
    """
    demand_permission(actor, "cases.share_case", case)
    lock_case(case)
    ContactCard.objects.filter(case=case).delete()


@dataclass(frozen=True)
class Card:
    """What a contact card tells: office, who supports and since when. ``subject`` is for the access log alone."""

    subject: Subject
    organisation: str
    address: str
    lead_name: str
    lead_email: str
    supported_since: date


def cards_left(user: User) -> int:
    """How often ``user`` may still ask today."""
    asked = CardQuery.objects.filter(user=user, asked_at__date=timezone.localdate()).count()
    return max(0, CARDS_A_DAY - asked)


@transaction.atomic
def ask_for_card(*, actor: User, family_name: str, given_name: str, birth_date: date) -> list[Card]:
    """The contact cards of who is called so and was born on that day, in other offices; each question counts.

    Raises ``PermissionDenied``, or ``ValidationError`` when asked too often today. The database counts and has the
    last word (``cases_contact_card``).
    """
    if not actor.has_perm("cases.look_up_contact"):
        raise PermissionDenied("cases.look_up_contact")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            key = search_key(f"{family_name} {given_name}")
            cursor.execute("SELECT * FROM cases_contact_card(%s, %s)", [key, birth_date])
            rows = cursor.fetchall()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == _LIMIT:
            raise ValidationError(TOO_OFTEN) from error
        raise
    return [Card(Subject(CASE, row[0], row[1], row[2]), *row[3:]) for row in rows]
