from __future__ import annotations

from typing import Any

from django.utils import timezone

from cases.queries import due_follow_up_count
from pik.accounts.permissions import PERMISSIONS
from pik.core.navigation import NavItem, SearchPlace, register, register_search


def waiting(user: Any) -> int:
    """Wiedervorlagen that are due."""
    return due_follow_up_count(user, timezone.localdate())


_ROLES = frozenset(role.value for role in PERMISSIONS["cases.view_case"])

register(
    NavItem("Mein Tag", "cases:my_day", "day", order=1, roles=_ROLES),
    NavItem("Fälle", "cases:case_list", "cases", order=2, roles=_ROLES),
    NavItem("Wiedervorlagen", "cases:follow_up_list", "bell", order=3, roles=_ROLES, count=waiting),
    NavItem("Team", "cases:team", "users", order=4, roles=frozenset(PERMISSIONS["cases.view_team"])),
    NavItem(
        "Notfallzugriffe",
        "cases:emergency_list",
        "shield",
        order=78,
        roles=frozenset(PERMISSIONS["cases.watch_emergency_access"]),
        group="Datenschutz",
    ),
)
register_search(
    SearchPlace(
        "cases:case_list",
        roles=_ROLES,
        placeholder="Name, Fallnummer, Geburtsdatum …",
        suggests="cases:suggestions",
    )
)
