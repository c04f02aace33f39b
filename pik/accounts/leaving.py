"""Who leaves hands over first: what still hangs on somebody in an organisation.

Apps say it in ``<app>/leaving.py``: each ``register``s what it has when it is ready, since the accounts know
no cases. Ending the last membership in which the thing can be done is refused while something is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q

from pik.accounts.enums import Role
from pik.accounts.models import Membership
from pik.accounts.why_not import listed, people_in


@dataclass(frozen=True)
class Obligation:
    """What may hang on a person: in which roles, how it is counted, and how it passes to somebody else.

    ``told(user_id, organisation_id)`` returns German words for each sort of thing that is left („3 Fälle“);
    none when nothing is. It must see across row-level security and give nothing but numbers away.
    """

    name: str  # "cases.led"
    roles: frozenset[Role]  # who has none of these roles any more can't do it
    told: Callable[[int, int], list[str]]
    handed_over_by: frozenset[Role]  # who passes it on, besides the person herself
    where: str  # „auf der Seite „Fälle übergeben““


_obligations: dict[str, Obligation] = {}


def register(*obligations: Obligation) -> None:
    """Make obligations known; called once per app when it is ready."""
    for obligation in obligations:
        if _obligations.setdefault(obligation.name, obligation) != obligation:
            raise ValueError(f"Two obligations are called {obligation.name}.")


@dataclass(frozen=True)
class Remainder:
    """What is left on somebody who leaves, and who can take it off her."""

    person: str
    things: list[str]
    people: list[str]  # besides the person herself
    roles: str
    where: str

    def __str__(self) -> str:
        others = f"{self.roles} ({listed(self.people)})" if self.people else f"{self.roles} (zurzeit niemand)"
        return (
            f"{self.person} ist noch zuständig für {listed(self.things)}. Das muss vorher übergeben sein: Übergeben "
            f"kann die Person selbst oder {others}, {self.where}."
        )


def remainders(membership: Membership, ends_on: date) -> list[Remainder]:
    """What would be left on nobody if ``membership`` ended with ``ends_on``; empty while she keeps another role.

    One query per obligation that concerns the role, and one for the names where something is left.
    """
    found = []
    for obligation in _obligations.values():
        if membership.role not in obligation.roles or _keeps_a_role(membership, ends_on, obligation.roles):
            continue
        things = obligation.told(membership.user_id, membership.organisation_id)
        if things:
            found.append(_remainder(membership, obligation, things))
    return found


def demand_handed_over(membership: Membership, ends_on: date) -> None:
    """Raise ``ValidationError`` with the number of things that are left, and with who can take them over."""
    left = remainders(membership, ends_on)
    if left:
        raise ValidationError([str(remainder) for remainder in left])


def _keeps_a_role(membership: Membership, ends_on: date, roles: frozenset[Role]) -> bool:
    """Whether another of her memberships there covers the day after ``ends_on``."""
    after = ends_on + timedelta(days=1)
    others = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=after),
        user=membership.user_id,
        organisation=membership.organisation_id,
        role__in=roles,
        starts_on__lte=after,
    )
    return others.exclude(pk=membership.pk).exists()


def _remainder(membership: Membership, obligation: Obligation, things: list[str]) -> Remainder:
    people = people_in(membership.organisation)
    roles = [role for role in Role if role in obligation.handed_over_by]
    person = membership.user.get_full_name()
    names = dict.fromkeys(name for role in roles for name in people.get(role, ()) if name != person)
    labels = " oder ".join(role.label.split(" (")[0] for role in roles)
    return Remainder(person, things, list(names), f"die {labels}", obligation.where)
