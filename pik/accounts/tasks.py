"""Celery's entrances of the access log."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from pik.accounts import access
from pik.accounts.sealing import seal_access_log

LONGEST_PAUSE_SECONDS = 600


# Without an end of trying: an entry that the broker keeps is not lost.
@shared_task(
    name=access.WRITE,
    autoretry_for=access.UNREACHABLE,
    retry_backoff=True,
    retry_backoff_max=LONGEST_PAUSE_SECONDS,
    max_retries=None,
)
def write_access_entries(entries: list[dict[str, Any]]) -> None:
    """Write entries that the request itself could not write; they keep the moment of the look."""
    access.write(entries)


@shared_task(name="accounts.seal_access_log")
def seal_days() -> None:
    """Seal the days that have ended; beat calls it every hour, so that a missed one is caught up."""
    seal_access_log(timezone.localdate())
