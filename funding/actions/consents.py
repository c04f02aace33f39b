"""The binding yes of a partner."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from funding.enums import ApplicationStatus
from funding.models import Application, Consent, Member
from funding.standing import Standing, standing_of

if TYPE_CHECKING:
    from pik.accounts.models import User

CHANGED_MEANWHILE = "Der Antrag hat sich geändert, während Sie ihn gelesen haben. Bitte prüfen Sie ihn noch einmal."


@transaction.atomic
def give_consent(member: Member, *, name: str, seen: str, actor: User) -> Consent:
    """Record the binding yes of a partner to the application as it stands.

    ``seen`` is the fingerprint of what the person had on the screen: a yes to something else is none.
    Raises ``PermissionDenied``, or ``ValidationError`` when the application is no draft any more, has
    changed since, or the yes is there already.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=member.application_id)
    member.refresh_from_db()
    if not actor.has_perm("funding.give_consent", member):
        raise PermissionDenied("funding.give_consent")
    if application.status != ApplicationStatus.DRAFT or member.removed_at is not None:
        raise ValidationError("Diesem Antrag kann nicht mehr zugestimmt werden.")
    if seen != fingerprint(application):
        raise ValidationError(CHANGED_MEANWHILE)
    consent = Consent(member=member, given_by=actor, given_at=timezone.now(), name=name, amount=member.amount)
    consent.full_clean()
    consent.save()
    return consent


def fingerprint(application: Application) -> str:
    """What a consent to ``application`` is about now, as one short text."""
    return fingerprint_of(standing_of(application))


def fingerprint_of(standing: Standing) -> str:
    """Partners, posts and own contribution of a standing as one short text; it changes with each of them."""
    members = sorted((item.member.gemeinde_id, str(item.member.amount)) for item in standing.members)
    posts = [
        (post.pk, post.person_name, post.qualification, post.employer_name, str(post.share), str(post.starts_on))
        for post in standing.posts
    ]
    application = standing.application
    facts = (members, posts, str(application.own_contribution), application.own_contribution_note)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
