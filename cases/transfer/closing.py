"""What a case has going on with other offices ends when the case is closed."""

from __future__ import annotations

from django.utils import timezone

from cases.models import Case, Transfer
from cases.models.transfer import NAMELESS
from cases.transfer.reminders import settle_request
from pik.accounts.models import User
from pik.core.workflow import fire


def end_with_case(case: Case, *, actor: User) -> None:
    """Take back an Überleitung that is under way and end what others see: there is nothing left to consent to.

    To be called with ``case`` locked, in the transaction that closes it; ``actor`` closes it.
    """
    now = timezone.now()
    for transfer in Transfer.objects.filter(case=case, ended_at__isnull=True):
        fire(transfer, "lapse", actor=None, ended_at=now, **NAMELESS)
        settle_request(transfer)
    running = case.shares.filter(revoked_at__isnull=True, ends_on__gte=timezone.localdate())
    running.update(revoked_at=now, revoked_by=actor)
