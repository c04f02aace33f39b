"""What changes offers and referrals. Who takes a place locks the case first, then the offer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from cases.actions import demand_open, demand_permission, lock_case
from cases.enums import OPEN_REFERRALS, ReferralReason, ReferralStatus, SealedKind
from cases.models import Case, Offer, Referral, ReferralTransition, Session, Step
from cases.offers.reminders import announce_free_places, settle_place_free
from cases.offers.workflow import ENDS_OF_ATTENDING
from cases.sealed import write_note
from pik.accounts.models import User
from pik.core.conflicts import demand_seen
from pik.core.workflow import fire

HAS_ENDED = "Das Angebot ist abgelaufen; vermittelt wird nur in laufende Angebote."
OF_ANOTHER_CASE = "Beratung und Schritt gehören zu einem anderen Fall."
ALREADY_THERE = "In dieses Angebot ist die Person schon vermittelt."
PROTECTED_FOR_GOOD = (
    "Ein geschütztes Programm bleibt eines und ein anderes Angebot wird keines: Bitte legen Sie ein neues an."
)

# --- The directory --------------------------------------------------------------------------------


@transaction.atomic
def create_offer(*, actor: User, **values: Any) -> Offer:
    """Add an offer of the organisation for which ``actor`` acts; she has checked it today.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    membership = actor.membership
    if membership is None or not actor.has_perm("cases.edit_offer"):
        raise PermissionDenied("cases.edit_offer")
    offer = Offer(organisation=membership.organisation, checked_by=actor, **values)
    return _stored(offer)


@transaction.atomic
def update_offer(offer: Offer, *, actor: User, seen: Mapping[str, str], **values: Any) -> Offer:
    """Change an offer; whoever does has looked at it, so that it counts as checked today.

    ``seen`` is what the form showed (``ConflictMixin.seen``). Raises ``PermissionDenied``, or ``ValidationError``, with
    the code ``conflict`` when somebody stored meanwhile.
    """
    offer = _locked(offer, actor)
    demand_seen(offer, seen)
    was_protected = offer.is_protected
    for name, value in values.items():
        setattr(offer, name, value)
    if offer.is_protected != was_protected:
        raise ValidationError({"kind": PROTECTED_FOR_GOOD})
    return _stored(_checked(offer, actor))


@transaction.atomic
def check_offer(offer: Offer, *, actor: User) -> Offer:
    """Say that all of it is still true today. Raises ``PermissionDenied``."""
    return _stored(_checked(_locked(offer, actor), actor))


@transaction.atomic
def end_offer(offer: Offer, *, actor: User, on: date) -> Offer:
    """Let the offer end with the day ``on``; who was referred stays so. Raises ``PermissionDenied``."""
    offer = _locked(offer, actor)
    offer.valid_until = on
    return _stored(_checked(offer, actor))


def _locked(offer: Offer, actor: User) -> Offer:
    if not actor.has_perm("cases.edit_offer", offer):
        raise PermissionDenied("cases.edit_offer")
    return Offer.objects.select_for_update().get(pk=offer.pk)


def _checked(offer: Offer, actor: User) -> Offer:
    offer.checked_on, offer.checked_by = timezone.localdate(), actor
    return offer


def _stored(offer: Offer) -> Offer:
    offer.set_keys()
    offer.full_clean()
    offer.save()
    return offer


# --- Referrals ------------------------------------------------------------------------------------


@sensitive_variables("note")
@transaction.atomic
def refer(
    case: Case,
    offer: Offer,
    *,
    actor: User,
    session: Session | None = None,
    step: Step | None = None,
    note: str = "",
    passed_on: list[str] | None = None,
    consented_on: date | None = None,
) -> Referral:
    """Offer ``offer`` to the person of ``case``, agreed in ``session`` and for ``step`` of the plan, if any.

    Into a protected programme nothing but the referral itself is stored: session and step are left out, and ``note``
    becomes a sealed note. Raises ``PermissionDenied`` (there: whoever does not answer for the case) or
    ``ValidationError``.
    """
    demand_permission(actor, "cases.refer_protected" if offer.is_protected else "cases.refer_person", case)
    demand_open(case)
    _demand_fitting(case, offer, actor, session, step)
    referral = Referral(
        case=case,
        organisation_id=case.organisation_id,
        offer=offer,
        is_protected=offer.is_protected,
        referred_by=actor,
        passed_on=passed_on or [],
        consented_on=consented_on,
    )
    if not offer.is_protected:
        referral.session, referral.step, referral.note = session, step, note.strip()
    elif note.strip():
        referral.sealed_note = write_note(case, actor=actor, kind=SealedKind.REFERRAL, text=note)
    return _begun(referral)


def _begun(referral: Referral) -> Referral:
    """Store a new referral and the first line of its log."""
    referral.full_clean()
    referral.save()
    actor = referral.referred_by
    ReferralTransition.objects.create(
        subject=referral, name="refer", target=referral.status, actor=actor, actor_label=actor.acting_label
    )
    return referral


def _demand_fitting(case: Case, offer: Offer, actor: User, session: Session | None, step: Step | None) -> None:
    """Raise ``ValidationError`` unless the offer is open and not yet taken up, and all of it is about this case."""
    if not Offer.objects.visible_to(actor).filter(pk=offer.pk).exists():
        raise PermissionDenied("cases.view_offer")
    if offer.is_expired:
        raise ValidationError({"offer": HAS_ENDED})
    if (session and session.case_id != case.pk) or (step and step.goal.plan.case_id != case.pk):
        raise ValidationError(OF_ANOTHER_CASE)
    if Referral.objects.filter(case=case, offer=offer, status__in=OPEN_REFERRALS).exists():
        raise ValidationError({"offer": ALREADY_THERE})


@transaction.atomic
def move(referral: Referral, name: str, *, actor: User, comment: str = "", **changes: Any) -> Referral:
    """Move ``referral`` along the transition ``name``, with the days and words that belong to it.

    Case and offer are locked first: of two people who take the last place at once the second is refused. A protected
    referral moves without reason, result and comment. Who attends goes on when the case is closed, and comes to an end
    there too: the place is another's then. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.move_referral", referral)  # type: ignore[arg-type]
    if name in ENDS_OF_ATTENDING:
        lock_case(referral.case)
    else:
        demand_open(referral.case)
    Offer.objects.select_for_update().get(pk=referral.offer_id)
    if referral.is_protected:
        changes = {key: value for key, value in changes.items() if key in {"accepted_on", "starts_on", "ended_on"}}
        comment = ""
    if name == "wait":
        changes["waiting_at"] = timezone.now()
    fire(referral, name, actor=actor, comment=comment, **changes)
    _remind(referral)
    return referral


def lapse_referrals(case: Case) -> None:
    """Nobody waits any more for whom the case has ended: the places go on to others. Whoever attends goes on attending.

    Protected ones have no place in a line; they stay as they are.
    """
    not_begun = (ReferralStatus.OFFERED, ReferralStatus.WAITING, ReferralStatus.ACCEPTED)
    waiting = case.referrals.ordinary().filter(status__in=not_begun).select_related("offer", "case")
    # In one order for all: of two cases that wait for the same offers none waits for the other.
    list(Offer.objects.select_for_update().filter(pk__in=waiting.values("offer")).order_by("pk").values_list("pk"))
    for referral in waiting.order_by("offer", "pk"):
        fire(referral, "lapse", actor=None, reason=ReferralReason.CASE_ENDED, ended_on=timezone.localdate())
        _remind(referral)


def _remind(referral: Referral) -> None:
    """Whoever waits no longer needs no reminder; a place that came free is told to the next in line at once."""
    if referral.is_protected:
        return
    settle_place_free(referral)
    if not referral.is_open:
        announce_free_places(referral)
