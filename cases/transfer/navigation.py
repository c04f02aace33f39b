"""Entries of the navigation for Überleitung and contact card."""

from __future__ import annotations

from cases.transfer.queries import requests_waiting
from pik.accounts.permissions import PERMISSIONS
from pik.core.navigation import NavItem, register

_ROLES = frozenset(role.value for role in PERMISSIONS["cases.answer_transfer"])

register(
    NavItem(
        "Andere Stellen",
        "cases:transfer_list",
        "switch",
        order=8,
        roles=_ROLES,
        waiting=requests_waiting,
        section="/andere-stellen/",
    ),
)
