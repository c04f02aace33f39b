"""The machine of an Überleitung: prepared, consented to, sent; then accepted, refused or withdrawn."""

from __future__ import annotations

from typing import Any

from cases.enums import TransferStatus
from cases.models import Case, Transfer, TransferTransition
from cases.transfer.queries import counselling_organisations
from pik.core.workflow import Transition, Workflow, register

_DRAFT, _CONSENTED, _SENT = TransferStatus.DRAFT, TransferStatus.CONSENTED, TransferStatus.SENT


def receiver_counsels(transfer: Transfer, actor: Any) -> str | None:
    """The money and the file follow a person to where somebody counsels."""
    if counselling_organisations().filter(pk=transfer.receiver_id).exists():
        return None
    return f"In {transfer.receiver} berät zurzeit niemand mit diesem Programm."


def case_is_open(transfer: Transfer, actor: Any) -> str | None:
    """A case that is closed stays where it is. Read by the sender alone: for others it does not exist."""
    case = Case.objects.filter(pk=transfer.case_id).first()
    return None if case is None or case.is_open else "Der Fall ist abgeschlossen. Nur offene Fälle werden übergeleitet."


TRANSFER = register(
    Workflow(
        model=Transfer,
        log=TransferTransition,
        transitions=(
            Transition(
                "record_consent",
                "Einwilligung festhalten",
                (_DRAFT,),
                _CONSENTED,
                "cases.transfer_case",
                guards=(case_is_open,),
            ),
            # Who agreed, agreed to these parts and this place: another choice needs another consent.
            Transition("change", "Auswahl ändern", (_CONSENTED,), _DRAFT, "cases.transfer_case"),
            Transition(
                "send",
                "Anfrage senden",
                (_CONSENTED,),
                _SENT,
                "cases.transfer_case",
                guards=(case_is_open, receiver_counsels),
            ),
            Transition(
                "withdraw",
                "Zurückziehen",
                (_DRAFT, _CONSENTED, _SENT),
                TransferStatus.WITHDRAWN,
                "cases.transfer_case",
            ),
            # Fired when the case is closed: nobody waits any more for an answer about it.
            Transition("lapse", "Mit dem Fall beendet", (_DRAFT, _CONSENTED, _SENT), TransferStatus.WITHDRAWN, None),
            Transition("accept", "Übernehmen", (_SENT,), TransferStatus.ACCEPTED, "cases.answer_transfer"),
            Transition(
                "refuse",
                "Ablehnen",
                (_SENT,),
                TransferStatus.REFUSED,
                "cases.answer_transfer",
                needs_comment=True,
            ),
        ),
    )
)
