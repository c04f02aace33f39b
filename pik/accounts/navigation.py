from pik.accounts.permissions import PERMISSIONS
from pik.core.navigation import NavItem, register

register(
    NavItem(
        "Mitarbeitende",
        "accounts:member_list",
        "users",
        order=80,
        roles=frozenset(PERMISSIONS["accounts.view_members"]),
        group="Verwaltung",
    ),
    NavItem(
        "Zugriffe",
        "accounts:access_log",
        "eye",
        order=79,
        roles=frozenset(PERMISSIONS["accounts.view_access_log"]),
        group="Datenschutz",
    ),
    NavItem(
        "Organisationen",
        "accounts:organisation_list",
        "building",
        order=81,
        roles=frozenset(PERMISSIONS["accounts.view_organisations"]),
        group="Verwaltung",
    ),
)
