"""What the authority does: take, draft, approve, return."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from funding.derivation import derivation_of
from funding.documents import order_bescheid
from funding.enums import Outcome
from funding.models import Application, Decision
from funding.rules import may_retry_bescheid
from funding.standing import standing_of
from funding.workflow import TRANSITION_OF
from pik.core.workflow import fire
from pik.documents.actions import retry

if TYPE_CHECKING:
    from pik.accounts.models import User

NO_DRAFT = "Zu diesem Antrag liegt kein Entwurf einer Entscheidung vor."
NO_BESCHEID = "Zu diesem Antrag gibt es noch keinen Bescheid."


def take(application: Application, *, actor: User) -> None:
    """Take a submitted application for review; the actor becomes its reviewer."""
    fire(application, "take", actor=actor, reviewer=actor)


@transaction.atomic
def draft_decision(application: Application, *, outcome: str, reasons: str, conditions: str, actor: User) -> Decision:
    """Draft the decision. The amounts are computed here and kept with every line and rule; nobody types them.

    Raises ``PermissionDenied``, ``TransitionRefused``, or ``ValidationError`` when there is nothing to grant.
    """
    fire(application, "draft_decision", actor=actor)
    standing = standing_of(application)
    result = standing.grant
    is_approval = outcome == Outcome.APPROVE
    if is_approval and (result is None or result.amount_year <= 0):
        raise ValidationError({"outcome": "Es gibt keinen Betrag, der bewilligt werden kann."})
    decision = Decision(
        application=application,
        outcome=outcome,
        amount_year=result.amount_year if is_approval and result else Decimal(0),
        amount_total=result.total if is_approval and result else Decimal(0),
        lines=derivation_of(standing),
        reasons=reasons,
        conditions=conditions,
        drafted_by=actor,
        drafted_at=timezone.now(),
    )
    decision.full_clean()
    decision.save()
    return decision


@transaction.atomic
def approve(application: Application, *, actor: User) -> Decision:
    """Approve the drafted decision, whatever its outcome, and order the Bescheid in the same transaction.

    Raises ``PermissionDenied``, or ``TransitionRefused`` with the reason: nobody approves what she drafted,
    and of two people at once the second finds it decided.
    """
    # Locked before the draft is read: what is approved is what lies there now.
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    decision = application.decisions.open().first()
    if decision is None:
        raise ValidationError(NO_DRAFT)
    fire(application, TRANSITION_OF[decision.outcome], actor=actor)
    decision.approved_by, decision.approved_at = actor, timezone.now()
    decision.full_clean()
    decision.save()
    order_bescheid(decision, requested_by=actor)
    return decision


@transaction.atomic
def return_draft(application: Application, *, comment: str, actor: User) -> None:
    """Give the draft back to the review with a comment; it stays as history."""
    fire(application, "return_draft", actor=actor, comment=comment)
    for decision in application.decisions.open():
        decision.returned_at, decision.return_reason = timezone.now(), comment.strip()
        decision.full_clean()
        decision.save()


def retry_bescheid(application: Application, *, actor: User) -> None:
    """Have a Bescheid made again that could not be made; whoever decides at the authority may, not only who ordered it.

    Raises ``PermissionDenied``, or ``ValidationError`` when no decision was approved.
    """
    if not may_retry_bescheid(actor, application):
        raise PermissionDenied("funding.draft_decision")
    decision = application.decisions.approved().select_related("document_job").first()
    if decision is None or decision.document_job is None:
        raise ValidationError(NO_BESCHEID)
    retry(decision.document_job)
