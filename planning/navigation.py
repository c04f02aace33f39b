"""Planning comes first for the Landesplanung; for everyone else the Planungsrahmen is something to look up."""

from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from pik.core.navigation import NavItem, SearchPlace, register, register_search

_PLANNERS = frozenset(PERMISSIONS["planning.compute_planungsrahmen"])
_SECTION = "/planung/planungsrahmen/"

register(
    NavItem("Planungsrahmen", "planning:planungsrahmen", "map", order=10, roles=_PLANNERS, section=_SECTION),
    NavItem(
        "Erhebungen",
        "planning:head_count_list",
        "table",
        order=11,
        roles=frozenset(PERMISSIONS["planning.upload_head_count"]),
    ),
    NavItem(
        "Planungsrahmen",
        "planning:planungsrahmen",
        "map",
        order=70,
        roles=frozenset(Role) - _PLANNERS,
        section=_SECTION,
    ),
)
# Who counsels searches people; everyone else looks up municipalities.
register_search(
    SearchPlace(
        "planning:planungsrahmen",
        "Gemeinde oder Gemeindeschlüssel …",
        roles=frozenset(Role) - PERMISSIONS["cases.view_case"],
    )
)
