"""Somebody to invite, and links that open nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pik.accounts.enums import Profession
from pik.accounts.models import User
from tests.factories.accounts import InvitationFactory

PAGE = "https://pik.example/einladung/"
PASSWORD = "korrekt-pferd-batterie"
NEWCOMER: dict[str, Any] = {
    "email": "Lena.Hartmann@example.org",
    "first_name": "Lena",
    "last_name": "Hartmann",
    "profession": Profession.SOCIAL_WORKER,
}


def unusable(kind: str) -> str:
    """A token that opens nothing, for the reason ``kind``."""
    if kind == "unknown":
        return "never-sent"
    if kind == "inviter lost her office":
        invitation = InvitationFactory(token=kind)
        invitation.invited_by.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    elif kind == "inviter is locked":
        User.objects.filter(pk=InvitationFactory(token=kind).invited_by_id).update(is_active=False)
    else:
        InvitationFactory(token=kind, **{kind: True})
    return kind


REASONS = ["unknown", "lapsed", "accepted", "withdrawn", "inviter lost her office", "inviter is locked"]
