"""Entries of the navigation for Überleitung and contact card."""

from __future__ import annotations

from typing import Any

from cases.transfer.queries import waiting_count
from pik.accounts.permissions import PERMISSIONS
from pik.core.navigation import NavItem, register


def waiting(user: Any) -> int:
    """Requests of other offices that nobody has answered."""
    return waiting_count(user)


_ROLES = frozenset(role.value for role in PERMISSIONS["cases.answer_transfer"])

register(
    NavItem(
        "Andere Stellen",
        "cases:transfer_list",
        "switch",
        order=6,
        roles=_ROLES,
        count=waiting,
        section="/andere-stellen/",
    ),
)
