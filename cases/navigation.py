from __future__ import annotations

from typing import Any

from django.utils import timezone

from cases.queries import follow_ups_due
from pik.accounts.permissions import PERMISSIONS
from pik.core.navigation import NavItem, SearchPlace, register, register_search


def waiting(user: Any) -> Any:
    """Wiedervorlagen that are due."""
    return follow_ups_due(user, timezone.localdate())


_ROLES = frozenset(role.value for role in PERMISSIONS["cases.view_case"])

register(
    NavItem("Mein Tag", "cases:my_day", "day", order=1, roles=_ROLES),
    NavItem("Fälle", "cases:case_list", "cases", order=2, roles=_ROLES),
    NavItem("Warteliste", "cases:case_waiting", "clock", order=4, roles=_ROLES),
    NavItem("Vertretung", "cases:absence_list", "users", order=6, roles=_ROLES),
    NavItem("Wiedervorlagen", "cases:follow_up_list", "bell", order=3, roles=_ROLES, waiting=waiting),
    NavItem("Team", "cases:team", "users", order=7, roles=frozenset(PERMISSIONS["cases.view_team"])),
    NavItem("Katalog und Vorlagen", "cases:catalogue_list", "book", order=76, roles=_ROLES, group="Nachschlagen"),
    NavItem(
        "Gruppenberatung",
        "cases:group_new",
        "users",
        order=74,
        roles=frozenset(PERMISSIONS["cases.log_session"]),
        group="Nachschlagen",
    ),
    NavItem(
        "Textbausteine",
        "cases:text_block_list",
        "message",
        order=77,
        roles=frozenset(PERMISSIONS["cases.keep_text_block"]),
        group="Nachschlagen",
    ),
    NavItem("Angebote", "cases:offer_list", "compass", order=5, roles=_ROLES),
    # The Land keeps offers too, beside its planning.
    NavItem(
        "Angebote",
        "cases:offer_list",
        "compass",
        order=60,
        roles=frozenset(role.value for role in PERMISSIONS["cases.view_offer"]) - _ROLES,
    ),
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
