"""Celery's entrances: pairs that might be one person, and merges that can be undone no more."""

from __future__ import annotations

from celery import shared_task

from cases.search.duplicates import find_candidates
from cases.search.merging import forget_what_was_kept
from pik.accounts.acting import acting_for, organisations_at_work


@shared_task(name="cases.find_duplicates")
def find_duplicates() -> None:
    """Look for possible duplicates, one organisation after the other; beat calls it at night."""
    for organisation_id in organisations_at_work():
        with acting_for(organisation_id):
            find_candidates(organisation_id)


@shared_task(name="cases.forget_merges")
def forget_merges() -> None:
    """Forget what undoing would need, where the time for it is over; beat calls it at night."""
    for organisation_id in organisations_at_work():
        with acting_for(organisation_id):
            forget_what_was_kept(organisation_id)
