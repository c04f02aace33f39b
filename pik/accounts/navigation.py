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
        "Anmeldung",
        "accounts:sign_in_policy",
        "shield",
        order=82,
        roles=frozenset(PERMISSIONS["accounts.set_sign_in_policy"]),
        group="Verwaltung",
    ),
    NavItem(
        "Datenfelder",
        "accounts:declaration_list",
        "shield",
        order=85,
        roles=frozenset(PERMISSIONS["accounts.view_declarations"]),
        group="Verwaltung",
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
