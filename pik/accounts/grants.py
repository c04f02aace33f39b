"""Who may give and take which role: the one table. „Nobody can give rights they don't have.“

The decision behind each row: docs/adr/0007-who-gives-which-role.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pik.accounts.enums import Role

if TYPE_CHECKING:
    from pik.accounts.models import Membership, Organisation, User


@dataclass(frozen=True)
class Grant:
    """What somebody in a role may give to others and take from them, and how far that reaches."""

    gives: frozenset[Role]
    takes: frozenset[Role]
    anywhere: bool  # False: in the organisation of her own membership only


# The role that reaches into every organisation comes from those who have it, and from nobody else.
_OF_AN_ORGANISATION = frozenset(Role) - {Role.SYSTEMVERWALTUNG}

GRANTS: Mapping[Role, Grant] = {
    Role.ORGANISATIONSVERWALTUNG: Grant(gives=_OF_AN_ORGANISATION, takes=_OF_AN_ORGANISATION, anywhere=False),
    # No casework, no decisions, no planning: she puts somebody in charge, who gives the rest. Taking gives
    # nobody anything, and somebody must be able to stop a misused access in an organisation without a head.
    Role.SYSTEMVERWALTUNG: Grant(
        gives=frozenset({Role.ORGANISATIONSVERWALTUNG, Role.SYSTEMVERWALTUNG}), takes=frozenset(Role), anywhere=True
    ),
}


def may_give(giver: Membership | None, role: str, organisation: Organisation) -> bool:
    """Whether whoever acts in ``giver`` may give ``role`` in ``organisation``, where that role must exist."""
    grant = _grant(giver, organisation.pk)
    return grant is not None and role in grant.gives and organisation.kind in Role(role).organisation_kinds


def may_take(taker: Membership | None, membership: Membership) -> bool:
    """Whether whoever acts in ``taker`` may end ``membership``."""
    grant = _grant(taker, membership.organisation_id)
    return grant is not None and membership.role in grant.takes


def roles_to_give(giver: Membership | None, organisation: Organisation) -> list[Role]:
    """The roles that whoever acts in ``giver`` may give in ``organisation``, in the order of the enumeration."""
    return [role for role in Role if may_give(giver, role, organisation)]


def is_the_persons_own(actor: User, person: User) -> bool:
    """Whether somebody is about to change her own rights; nobody does, in either direction."""
    return actor.pk == person.pk


def _grant(membership: Membership | None, organisation_id: int) -> Grant | None:
    """What ``membership`` may give and take in the organisation; None where it reaches no further than itself."""
    grant = GRANTS.get(Role(membership.role)) if membership else None
    if grant is None or membership is None:
        return None
    return grant if grant.anywhere or membership.organisation_id == organisation_id else None
