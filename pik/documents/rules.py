"""Who may see a document's job: who ordered it, acting for the organisation for which it was ordered."""

from __future__ import annotations

from typing import Any

from pik.accounts.rules import about, allow, is_own_organisation


@about
def is_own_order(user: Any, job: Any) -> bool:
    """The user ordered the document herself."""
    return job.requested_by_id == user.pk


allow("documents.view_job", is_own_order, is_own_organisation)
