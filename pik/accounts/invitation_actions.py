"""Inviting people, and accepting an invitation.

The link carries a random token, of which only the SHA-256 is stored. It stands in the *fragment* of the
address, which browsers send neither to a server (access logs) nor to anybody else (Referer); from there on it
travels in the body of POST requests alone.
"""

from __future__ import annotations

import logging
import secrets
from smtplib import SMTPException
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from pik.accounts.acting import acting_for
from pik.accounts.actions import NOT_ONES_OWN, add_membership, new_user
from pik.accounts.administration import lock_people_of
from pik.accounts.enums import MembershipEvent
from pik.accounts.grants import may_give
from pik.accounts.models import Invitation, Membership, Organisation, User
from pik.accounts.models.invitation import VALID_FOR, hash_of

logger = logging.getLogger(__name__)

#: The same for a link that has expired, was used or withdrawn, or never existed: who tries learns nothing.
NOT_VALID = (
    "Diese Einladung gilt nicht oder nicht mehr. Vielleicht ist sie abgelaufen, schon angenommen oder durch eine "
    "neuere ersetzt. Bitten Sie die Stelle, die Sie eingeladen hat, um einen neuen Link."
)
SUBJECT = "Einladung zum Integrationsmanagement"
NO_LONGER_OPEN = "Diese Einladung ist schon beantwortet oder zurückgezogen."


@transaction.atomic
def invite(*, actor: User, organisation: Organisation, email: str, role: str, page: str, **person: Any) -> Invitation:
    """Invite somebody to ``role`` in ``organisation`` and send her the link once the invitation is stored.

    ``person``: first_name, last_name, profession. ``page`` is the full address of the page for those invited.
    Raises ``PermissionDenied`` when the actor may not give that role there, or ``ValidationError``.
    """
    _demand_grant(actor, role, organisation)
    email = email.strip().lower()
    if email == actor.email:
        raise ValidationError({"email": NOT_ONES_OWN})
    if Membership.objects.current().filter(user__email=email, organisation=organisation, role=role).exists():
        raise ValidationError({"email": "Diese Person hat diese Rolle hier schon."})
    invitation = Invitation(organisation=organisation, email=email, role=role, **person)
    token = _renew(invitation, actor)
    _send_after_commit(invitation, token, page)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, actor: User, page: str) -> Invitation:
    """Send a new link; the old one is dead from here on. Raises ``PermissionDenied`` or ``ValidationError``."""
    invitation = _open_for(invitation, actor)
    _send_after_commit(invitation, _renew(invitation, actor), page)
    return invitation


@transaction.atomic
def show_link(invitation: Invitation, *, actor: User, page: str) -> str:
    """Make a new link to pass on by hand, where no mail arrives; shown once, the old one is dead from here on.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    invitation = _open_for(invitation, actor)
    return link_of(_renew(invitation, actor), page)


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User) -> None:
    """Let the link open nothing any more. Raises ``PermissionDenied`` or ``ValidationError``."""
    invitation = _open_for(invitation, actor)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])


def _demand_grant(actor: User, role: str, organisation: Organisation) -> None:
    """An invitation is a grant: it asks the same table."""
    if not actor.has_perm("accounts.invite_member") or not may_give(actor.membership, role, organisation):
        raise PermissionDenied("accounts.invite_member")


def _open_for(invitation: Invitation, actor: User) -> Invitation:
    """The invitation, locked and unanswered, for somebody who could have sent it herself."""
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    _demand_grant(actor, locked.role, locked.organisation)
    if not locked.is_unanswered:
        raise ValidationError(NO_LONGER_OPEN)
    return locked


def _renew(invitation: Invitation, actor: User) -> str:
    """Store the invitation with a fresh token and term, answered for by ``actor``; returns the token."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    invitation.token_hash = hash_of(token)
    invitation.invited_at, invitation.expires_at, invitation.unsent_at = now, now + VALID_FOR, None
    invitation.invited_by, invitation.invited_by_label = actor, actor.acting_label
    invitation.full_clean()
    invitation.save()
    return token


def link_of(token: str, page: str) -> str:
    """The link that opens an invitation."""
    return f"{page}#{token}"


def _send_after_commit(invitation: Invitation, token: str, page: str) -> None:
    transaction.on_commit(lambda: send(invitation, link_of(token, page)))


def send(invitation: Invitation, link: str) -> bool:
    """Send the mail now; ``False`` when it can't be sent, which the invitation then shows to whoever invited.

    Neither the link nor the address reaches the log.
    """
    context = {"invitation": invitation, "link": link, "days": VALID_FOR.days}
    body = render_to_string("accounts/emails/invitation.txt", context)
    try:
        send_mail(SUBJECT, body, None, [invitation.email])
    except (SMTPException, OSError) as error:
        logger.warning("Die Einladung %s ließ sich nicht senden: %s", invitation.pk, type(error).__name__)
        # The request and who acted in it are over.
        with acting_for(invitation.organisation_id):
            sent = Invitation.objects.filter(pk=invitation.pk, token_hash=invitation.token_hash)
            sent.update(unsent_at=timezone.now())
        return False
    return True


# --- Accepting ----------------------------------------------------------------------------------


def usable_invitation(token_hash: str) -> Invitation | None:
    """The invitation whose link opens something now; None for any other, whatever the reason."""
    return _usable(token_hash).first()


def _usable(token_hash: str) -> QuerySet[Invitation]:
    """Whoever follows a link acts for nobody yet: knowing its token is what lets her see this one row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pik.invitation', %s, true)", [token_hash])
    usable = Invitation.objects.usable(timezone.now()).select_related("organisation", "invited_by")
    return usable.filter(token_hash=token_hash)


@transaction.atomic
def accept_as_newcomer(token_hash: str, *, password: str, first_name: str, last_name: str) -> Membership:
    """Create the account that the invitation is for, with its membership from today on.

    Never for an address that has an account: a link must not set somebody's password. Raises ``ValidationError``.
    """
    person = {"first_name": first_name, "last_name": last_name}
    invitation = _found(token_hash)
    with acting_for(invitation.organisation_id):
        invitation = _locked(token_hash)
        user = new_user(invitation.email, password=password, profession=invitation.profession, **person)
        return _join(invitation, user)


@transaction.atomic
def accept_as(user: User, token_hash: str) -> Membership:
    """Add the membership of the invitation to ``user``, who is signed in under the address that was invited.

    Raises ``ValidationError``, for the invitation of somebody else as for none.
    """
    invitation = _found(token_hash)
    if invitation.email != user.email:
        raise ValidationError(NOT_VALID)
    with acting_for(invitation.organisation_id):
        return _join(_locked(token_hash), user)


def _found(token_hash: str) -> Invitation:
    """The usable invitation. Joining is the product's work from here on: who follows a link acts for nobody."""
    invitation = usable_invitation(token_hash)
    if invitation is None:
        raise ValidationError(NOT_VALID)
    return invitation


def _locked(token_hash: str) -> Invitation:
    """The usable invitation, locked: of two who accept at once the second finds it answered."""
    invitation = _usable(token_hash).select_for_update(of=("self",)).first()
    if invitation is None:
        raise ValidationError(NOT_VALID)
    return invitation


def _join(invitation: Invitation, user: User) -> Membership:
    lock_people_of(invitation.organisation_id)
    membership = add_membership(
        user,
        organisation=invitation.organisation,
        role=invitation.role,
        starts_on=timezone.localdate(),
        event=MembershipEvent.INVITED,
        actor=invitation.invited_by,
        actor_label=invitation.invited_by_label,
    )
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return membership
