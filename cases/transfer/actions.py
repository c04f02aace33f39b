"""What moves a case to another organisation: preparing, consent, sending, and the answer of the other side."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission, lock_case
from cases.enums import TransferPart, TransferStatus
from cases.models import Case, CaseTransition, Person, Transfer, TransferTransition
from cases.models.transfer import NAMELESS
from cases.search.keys import refresh_all, with_names
from cases.team.queries import team_of
from cases.transfer.copying import Copy, copy_file
from cases.transfer.files import chosen_file, whole_file
from cases.transfer.queries import possible_receivers
from cases.transfer.reducing import reduce_file
from cases.transfer.reminders import announce_answer, announce_request, settle_request
from cases.transfer.telling import told
from pik.accounts.acting import acting_for
from pik.accounts.models import Organisation, User
from pik.core.workflow import TransitionRefused, fire, reasons_against

# --- The sender -------------------------------------------------------------------------------------


@transaction.atomic
def prepare_transfer(
    case: Case, *, actor: User, receiver: Organisation, moves_on: date, parts: Collection[str], message: str = ""
) -> Transfer:
    """Begin an Überleitung of ``case``: where to, when, and what goes along. Nobody else sees it yet.

    Raises ``PermissionDenied`` or ``ValidationError``: for a closed case, a receiver where nobody counsels, or
    while another one is under way.
    """
    demand_permission(actor, "cases.transfer_case", case)
    demand_open(case)
    transfer = Transfer(
        case=case,
        organisation_id=case.organisation_id,
        case_number=case.number,
        person_name=str(case.person),
        created_by=actor,
    )
    _choose(transfer, actor, receiver=receiver, moves_on=moves_on, parts=parts, message=message)
    TransferTransition.objects.create(
        subject=transfer, name="prepare", target=transfer.status, actor=actor, actor_label=actor.acting_label
    )
    return transfer


@transaction.atomic
def change_transfer(
    transfer: Transfer,
    *,
    actor: User,
    receiver: Organisation,
    moves_on: date,
    parts: Collection[str],
    message: str = "",
) -> Transfer:
    """Choose anew before it is sent; a consent that was recorded already counted for the old choice and is dropped.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    if transfer.status == TransferStatus.CONSENTED:
        dropped = dict.fromkeys(("consent_by", "consent_by_name", "consent_form", "consent_kept_at"), "")
        fire(transfer, "change", actor=actor, consent_on=None, consent_witness="", consent_told="", **dropped)
    transfer.refresh_from_db(from_queryset=Transfer.objects.select_for_update(of=("self",)))
    if not actor.has_perm("cases.transfer_case", transfer):
        raise PermissionDenied("cases.transfer_case")
    if transfer.status != TransferStatus.DRAFT:
        raise ValidationError("Was angefragt ist, ändert sich nicht mehr. Ziehen Sie die Anfrage zurück.")
    _choose(transfer, actor, receiver=receiver, moves_on=moves_on, parts=parts, message=message)
    return transfer


def _choose(transfer: Transfer, actor: User, *, receiver: Organisation, parts: Collection[str], **values: Any) -> None:
    if not possible_receivers(actor).filter(pk=receiver.pk).exists():
        raise ValidationError({"receiver": "Bitte wählen Sie eine andere Stelle, in der jemand berät."})
    chosen = {TransferPart.PERSON, *parts}
    transfer.receiver = receiver
    transfer.parts = [part for part in TransferPart.values if part in chosen]
    for name, value in values.items():
        setattr(transfer, name, value)
    transfer.full_clean()
    transfer.save()


@transaction.atomic
def record_consent(transfer: Transfer, *, actor: User, **consent: Any) -> Transfer:
    """Record who consented, when and how; what she was told is kept with it, word by word.

    Raises ``PermissionDenied``, ``TransitionRefused`` or ``ValidationError``.
    """
    if consent["consent_on"] > timezone.localdate():
        raise ValidationError({"consent_on": "Eine Einwilligung liegt nicht in der Zukunft."})
    fire(transfer, "record_consent", actor=actor, consent_told=told(transfer), **consent)
    return transfer


@transaction.atomic
def send_transfer(transfer: Transfer, *, actor: User) -> Transfer:
    """Ask the receiver. It reads name, parts and message; everything else stays with the sender until it accepts.

    Raises ``PermissionDenied`` or ``TransitionRefused``.
    """
    demand_open(Case.objects.get(pk=transfer.case_id))
    fire(transfer, "send", actor=actor, sent_at=timezone.now())
    announce_request(transfer)
    return transfer


@transaction.atomic
def withdraw_transfer(transfer: Transfer, *, actor: User) -> Transfer:
    """Take it back before it is answered: everything stays as it was.

    Raises ``PermissionDenied`` or ``TransitionRefused``.
    """
    fire(transfer, "withdraw", actor=actor, ended_at=timezone.now(), **NAMELESS)
    settle_request(transfer)
    return transfer


# --- The receiver -----------------------------------------------------------------------------------


@transaction.atomic
def refuse_transfer(transfer: Transfer, *, actor: User, reason: str) -> Transfer:
    """Refuse for ``reason``; the sender keeps the case and is told.

    Raises ``PermissionDenied`` or ``TransitionRefused``.
    """
    fire(transfer, "refuse", actor=actor, comment=reason, ended_at=timezone.now(), **NAMELESS)
    settle_request(transfer)
    announce_answer(transfer)
    return transfer


@transaction.atomic
def accept_transfer(transfer: Transfer, *, actor: User, lead: User | None) -> Case:
    """Take the case over: the chosen rows are copied here, then the sender's are reduced to what its statistics need.

    All in one transaction: where anything goes wrong the sender has everything as before. ``lead`` leads the new
    case; None leaves it on the list of cases without a lead. Returns the new case. Raises ``PermissionDenied``,
    ``TransitionRefused``, ``ValidationError`` for a lead of elsewhere, or ``TransferBroken``.
    """
    _lock(transfer)
    if not actor.has_perm("cases.answer_transfer", transfer):
        raise PermissionDenied("cases.answer_transfer")
    if reasons := reasons_against(transfer, "accept", actor):
        raise TransitionRefused(reasons)
    if lead is not None and not team_of(transfer.receiver).filter(pk=lead.pk).exists():
        raise ValidationError({"lead": "Zuständig sein kann nur, wer heute in Ihrer Organisation berät."})
    copy = _copied(transfer, actor, lead)
    new_case = Case.objects.get(pk=copy.keys[Case][transfer.case_id])
    fire(
        transfer,
        "accept",
        actor=actor,
        ended_at=timezone.now(),
        new_case=new_case,
        new_number=new_case.number,
        receipt=copy.receipt,
        **NAMELESS,
    )
    refresh_all(with_names(Person.objects.filter(pk__in=copy.keys[Person].values())))
    _begin_here(transfer, new_case, actor)
    _leave_there(transfer)
    settle_request(transfer)
    announce_answer(transfer)
    return new_case


def _lock(transfer: Transfer) -> None:
    """First the case, then its Überleitung, as the sender does: neither side ever waits for the other in a circle."""
    with acting_for(transfer.organisation_id):
        lock_case(transfer.case)
    transfer.refresh_from_db(from_queryset=Transfer.objects.select_for_update(of=("self",)))


def _copied(transfer: Transfer, actor: User, lead: User | None) -> Copy:
    with acting_for(transfer.organisation_id):
        case = Case.objects.get(pk=transfer.case_id)
        # Whoever is writing to the case there ends first; afterwards nobody begins.
        demand_open(case)
        file = chosen_file(case, transfer.parts)
    return copy_file(
        file,
        transfer.parts,
        sender_id=transfer.organisation_id,
        receiver=transfer.receiver,
        lead=lead,
        actor=actor,
    )


def _begin_here(transfer: Transfer, case: Case, actor: User) -> None:
    """The first line in the Verlauf of the new case: where it comes from."""
    CaseTransition.objects.create(
        subject=case,
        name="arrive",
        target=case.status,
        actor=actor,
        actor_label=actor.acting_label,
        comment=f"Übergeleitet von {transfer.organisation}, dort {transfer.case_number}",
    )


def _leave_there(transfer: Transfer) -> None:
    with acting_for(transfer.organisation_id):
        case = Case.objects.get(pk=transfer.case_id)
        # First the state, then the rest: what a state has to hold (since when it rests) is emptied with the others.
        fire(case, "transfer", actor=None, closed_on=timezone.localdate(), resting_since=None, rests_until=None)
        reduce_file(whole_file(case), organisation_id=transfer.organisation_id)
