"""Überleitungen, Mitsichten and contact cards of the demo: one asked of us, one sent, one finished, some shown."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.enums import Consenter, ConsentForm, ShareItem, TransferPart, TransferStatus
from cases.models import Case, ContactCard, Share, Transfer, TransferTransition
from cases.transfer.actions import accept_transfer
from cases.transfer.telling import told
from pik.accounts.acting import acting_as
from pik.accounts.models import Organisation, User

_PARTS = [
    TransferPart.PERSON,
    TransferPart.HOUSEHOLD,
    TransferPart.PLAN,
    TransferPart.ASSESSMENTS,
    TransferPart.SESSIONS,
]
#: Every so manieth case has a contact card.
_EVERY = 6


def fill(today: date) -> None:
    """What moves between Ladenburg, Sinsheim and Mauer. Cases of families with a story of their own stay."""
    places = {o.name: o for o in Organisation.objects.gemeinden().filter(name__in=["Ladenburg", "Sinsheim", "Mauer"])}
    ladenburg, sinsheim, mauer = (places[name] for name in ("Ladenburg", "Sinsheim", "Mauer"))
    ours, more, *_ = _movable(ladenburg, 2)
    theirs, shown, *_ = _movable(mauer, 2)
    _sent(ours, sinsheim, today, days_ago=9, message="Die Familie hat ab Januar eine Wohnung in Ihrer Stadt.")
    _sent(theirs, ladenburg, today, days_ago=2, message="Neue Arbeit bei Ihnen. Wir freuen uns auf Ihre Antwort.")
    _finished(_sent(more, mauer, today, days_ago=20, message="Umzug zu Verwandten."))
    _share(shown, ladenburg, [ShareItem.NAME, ShareItem.GOALS, ShareItem.TERM], today)
    _share(_movable(ladenburg, 1)[0], mauer, [ShareItem.NAME, ShareItem.CONTACT], today)
    _cards(today)


def _movable(organisation: Organisation, count: int) -> list[Case]:
    """Active cases with nothing under way, the youngest first."""
    found = Case.objects.active().filter(organisation=organisation, transfers__isnull=True, arrival__isnull=True)
    return list(found.exclude(person__family_name="Rahimi").select_related("person", "lead").order_by("-pk")[:count])


def _consent(on: date) -> dict[str, Any]:
    return {
        "consent_on": on,
        "consent_by": Consenter.PERSON,
        "consent_form": ConsentForm.WRITTEN,
        "consent_kept_at": "Ordner Einwilligungen 2026",
    }


def _sent(case: Case, receiver: Organisation, today: date, *, days_ago: int, message: str) -> Transfer:
    day = today - timedelta(days=days_ago)
    actor = _acting(case.lead, case.organisation_id)
    transfer = Transfer(
        case=case,
        organisation_id=case.organisation_id,
        receiver=receiver,
        case_number=case.number,
        person_name=str(case.person),
        created_by=actor,
        created_at=_at(day, 9),
        moves_on=today + timedelta(days=30),
        parts=_PARTS,
        message=message,
        status=TransferStatus.SENT,
        sent_at=_at(day, 11),
        **_consent(day),
    )
    transfer.consent_told = told(transfer)
    transfer.save()
    steps = (
        ("prepare", "", "draft", 9),
        ("record_consent", "draft", "consented", 10),
        ("send", "consented", "sent", 11),
    )
    TransferTransition.objects.bulk_create(
        TransferTransition(
            subject=transfer,
            name=name,
            source=source,
            target=target,
            actor=actor,
            actor_label=actor.acting_label,
            happened_at=_at(day, hour),
        )
        for name, source, target, hour in steps
    )
    return transfer


def _finished(transfer: Transfer) -> None:
    """Taken over for real, so that both sides show what is left and what arrived."""
    lead = Case.objects.filter(organisation=transfer.receiver, lead__isnull=False).order_by("pk")[0].lead
    taker = _acting(lead, transfer.receiver_id)
    with acting_as(taker):
        accept_transfer(Transfer.objects.get(pk=transfer.pk), actor=taker, lead=taker)


def _acting(user: User | None, organisation_id: int) -> User:
    """The lead in her membership there."""
    if user is None:
        raise ValueError("A case of the demo that moves has a lead.")
    user.act_as(user.memberships.select_related("organisation").get(organisation=organisation_id))
    return user


def _share(case: Case, receiver: Organisation, items: list[str], today: date) -> None:
    Share.objects.create(
        case=case,
        organisation_id=case.organisation_id,
        receiver=receiver,
        items=items,
        starts_on=today - timedelta(days=5),
        ends_on=today + timedelta(days=25),
        created_by=case.lead,
        **_consent(today - timedelta(days=5)),
    )


def _cards(today: date) -> None:
    cases = Case.objects.active().filter(lead__isnull=False, contact_card__isnull=True).order_by("pk")
    ContactCard.objects.bulk_create(
        ContactCard(
            case=case,
            organisation_id=case.organisation_id,
            created_by_id=case.lead_id,
            **_consent(case.starts_on or today),
        )
        for number, case in enumerate(cases)
        if number % _EVERY == 0
    )


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
