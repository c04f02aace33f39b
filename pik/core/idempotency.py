"""A double click stores once: each form that creates something carries a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from pik.core.models import Submission


@transaction.atomic
def store_once(key: UUID, store: Callable[[], str]) -> str:
    """Run ``store`` for the first submission with ``key`` and return the address it gives.

    Any further submission with the same key gets the first one's address and stores nothing; of two at
    once the second waits for the first (unique key). When ``store`` raises, the key is free again.
    """
    submission, is_first = Submission.objects.get_or_create(key=key)
    if is_first:
        submission.location = store()
        submission.save(update_fields=["location"])
    return submission.location


def is_stored(key: UUID) -> bool:
    """Whether a submission with ``key`` has been stored."""
    return Submission.objects.filter(key=key).exclude(location="").exists()
