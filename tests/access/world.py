"""The small world in which every address is asked for by every role."""

from __future__ import annotations

from types import SimpleNamespace

from pik.accounts.enums import OrganisationKind, Role
from pik.accounts.models import Organisation, User
from tests.factories.accounts import OrganisationFactory, user_with_role


class World(SimpleNamespace):
    """Ladenburg with all its roles, the same roles in Mauer, the Regierungspräsidium and the Land.

    Apps add their objects as attributes (``tests/access/<app>.py: build(world)``); all belong to Ladenburg.
    """

    land: Organisation
    rp: Organisation
    kreis: Organisation
    ladenburg: Organisation
    mauer: Organisation
    users: dict[Role, User]
    strangers: dict[Role, User]


def build_world() -> World:
    """Create organisations and one user per role, here and elsewhere."""
    land = OrganisationFactory(land=True)
    rp = OrganisationFactory(rp=True, parent=land)
    elsewhere_rp = OrganisationFactory(rp=True, name="Regierungspräsidium Freiburg", parent=land)
    kreis = OrganisationFactory(kreis=True, kreis_key="08226", parent=rp)
    ladenburg = OrganisationFactory(name="Ladenburg", ags="08226038", parent=kreis)
    mauer = OrganisationFactory(name="Mauer", ags="08226048", parent=kreis)
    homes = {
        OrganisationKind.GEMEINDE: ladenburg,
        OrganisationKind.REGIERUNGSPRAESIDIUM: rp,
        OrganisationKind.LAND: land,
    }
    away = {
        OrganisationKind.GEMEINDE: mauer,
        OrganisationKind.REGIERUNGSPRAESIDIUM: elsewhere_rp,
        OrganisationKind.LAND: land,
    }
    return World(
        land=land,
        rp=rp,
        kreis=kreis,
        ladenburg=ladenburg,
        mauer=mauer,
        users={role: user_with_role(role, _home(role, homes)) for role in Role},
        strangers={role: user_with_role(role, _home(role, away)) for role in Role},
    )


def _home(role: Role, homes: dict[OrganisationKind, Organisation]) -> Organisation:
    if OrganisationKind.GEMEINDE in role.organisation_kinds:
        return homes[OrganisationKind.GEMEINDE]
    return homes[role.organisation_kinds[0]]
