"""The Bescheid as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from funding.models import Decision

if TYPE_CHECKING:
    from pik.accounts.models import User


def order_bescheid(decision: Decision, *, requested_by: User) -> None:
    """Order the Bescheid."""
