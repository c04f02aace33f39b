"""Writing and reading sealed notes, and the access in an emergency. Texts pass through here and stay nowhere."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from cases.actions import demand_open, demand_permission, demand_takes_sessions, lock_case
from cases.announcements import announce
from cases.enums import ReadThrough, SealedKind
from cases.lifecycle.responsibility import duty_of
from cases.models import Case, EmergencyAccess, SealedNote, SealedReading, Session
from cases.models.sealed import EMERGENCY_LASTS, SEALED_NOTE
from cases.rules import reads_by_duty
from pik.accounts.models import User
from pik.accounts.sealing import open_field, seal_field

IS_RUNNING = "Ihr Notfallzugriff auf diesen Fall läuft schon."


# --- Which notes there are for whom ---------------------------------------------------------------


def notes_known_to(user: User, case: Case) -> list[SealedNote]:
    """The notes of ``case`` that ``user`` may read; of the others she knows the number alone."""
    notes = case.sealed_notes.select_related("author", "corrects").defer("sealed")
    if EmergencyAccess.objects.running(user, case.pk).exists():
        return list(notes)
    duty = duty_of(case, timezone.localdate())
    return [note for note in notes if reads_by_duty(user.pk, kind=note.kind, author_id=note.author_id, duty=duty)]


def is_by_duty(note: SealedNote, case: Case, user: User) -> bool:
    """Whether ``user`` reads ``note`` without an emergency."""
    duty = duty_of(case, timezone.localdate())
    return reads_by_duty(user.pk, kind=note.kind, author_id=note.author_id, duty=duty)


def readings_of(notes: list[SealedNote]) -> QuerySet[SealedReading]:
    """Who read these notes, newest first."""
    return SealedReading.objects.filter(note__in=notes).select_related("reader", "note").order_by("-read_at", "-pk")


# --- Writing and reading --------------------------------------------------------------------------


@sensitive_variables("text")
@transaction.atomic
def write_note(
    case: Case,
    *,
    actor: User,
    kind: str,
    text: str,
    session: Session | None = None,
    corrects: SealedNote | None = None,
) -> SealedNote:
    """Seal ``text`` as a note of ``case``; ``corrects`` names the note that it puts right.

    Raises ``PermissionDenied``, or ``ValidationError`` for a closed case, an empty text, or a correction of
    a note of another case or kind.
    """
    demand_permission(actor, "cases.write_sealed_note", case)
    if session:
        demand_takes_sessions(case)  # what was said in it belongs to it, in after-care too
    else:
        demand_open(case)
    if not text.strip():
        raise ValidationError({"text": "Bitte schreiben Sie, was versiegelt werden soll."})
    if corrects is not None:
        _demand_correctable(corrects, case, actor, kind)
    note = SealedNote(
        case=case, organisation_id=case.organisation_id, session=session, kind=kind, author=actor, corrects=corrects
    )
    seal_field(SEALED_NOTE, note, text.strip())
    note.full_clean()
    note.save()
    return note


def _demand_correctable(note: SealedNote, case: Case, actor: User, kind: str) -> None:
    if not is_by_duty(note, case, actor):
        raise PermissionDenied("cases.read_sealed_note")
    if note.case_id != case.pk or note.kind != kind:
        raise ValidationError("Eine Berichtigung gehört zu demselben Fall und hat dieselbe Art.")


@sensitive_variables()
@transaction.atomic
def read_note(note: SealedNote, reader: User) -> str:
    """The text of ``note`` for ``reader``; that she read it is written in the same transaction.

    Raises ``PermissionDenied``, or ``SealBroken`` when the note was altered or moved.
    """
    lock_case(note.case)
    demand_permission(reader, "cases.read_sealed_note", note)  # type: ignore[arg-type]
    emergency = None
    if not is_by_duty(note, note.case, reader):
        emergency = EmergencyAccess.objects.running(reader, note.case_id).first()
        if emergency is None:
            raise PermissionDenied("cases.read_sealed_note")
    text = open_field(SEALED_NOTE, note)
    SealedReading.objects.create(
        note=note,
        kind=SealedKind(note.kind),
        reader=reader,
        through=ReadThrough.EMERGENCY if emergency else ReadThrough.DUTY,
        emergency=emergency,
    )
    return text


# --- In an emergency ------------------------------------------------------------------------------


@transaction.atomic
def take_emergency_access(case: Case, *, actor: User, reason: str) -> EmergencyAccess:
    """Let ``actor`` read all sealed notes of ``case`` for an hour; lead and Datenschutz are told at once.

    Raises ``PermissionDenied``, or ``ValidationError`` without a reason or while one is running.
    """
    demand_permission(actor, "cases.take_emergency_access", case)
    lock_case(case)
    if EmergencyAccess.objects.running(actor, case.pk).exists():
        raise ValidationError(IS_RUNNING)
    now = timezone.now()
    access = EmergencyAccess(
        case=case,
        organisation_id=case.organisation_id,
        case_number=case.number,
        user=actor,
        reason=reason.strip(),
        starts_at=now,
        ends_at=now + EMERGENCY_LASTS,
    )
    access.full_clean()
    access.save()
    announce(access)
    return access


@transaction.atomic
def end_emergency_access(case: Case, *, actor: User) -> None:
    """End the running access of ``actor`` to ``case`` now; without one nothing happens. Raises ``PermissionDenied``."""
    demand_permission(actor, "cases.take_emergency_access", case)
    for access in EmergencyAccess.objects.select_for_update().running(actor, case.pk):
        access.ends_at = timezone.now()
        access.save(update_fields=["ends_at"])


@transaction.atomic
def acknowledge(access: EmergencyAccess, *, actor: User) -> EmergencyAccess:
    """Datenschutz takes note; what somebody took note of already stays as it is. Raises ``PermissionDenied``."""
    if not actor.has_perm("cases.watch_emergency_access", access):
        raise PermissionDenied("cases.watch_emergency_access")
    access = EmergencyAccess.objects.select_for_update().get(pk=access.pk)
    if access.acknowledged_at is None:
        access.acknowledged_at, access.acknowledged_by = timezone.now(), actor
        access.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return access
