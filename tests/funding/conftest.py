"""The small world of the funding: three municipalities of a Kreis, the rules of 2018, an open round."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pik.accounts.enums import Role
from pik.regulations.reference import load_regulations
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.funding import authority, round_with


def build_world() -> SimpleNamespace:
    """Ladenburg may apply alone (78 persons, 62,094 €); Angelbachtal, Mauer and Wehr can't."""
    load_regulations()
    rp = authority()
    kreis = OrganisationFactory(kreis=True, kreis_key="08226", parent=rp)
    names = {"ladenburg": "08226038", "angelbachtal": "08226106", "mauer": "08226048", "wehr": "08337116"}
    places = {name: OrganisationFactory(name=name.capitalize(), ags=ags, parent=kreis) for name, ags in names.items()}
    persons = dict(zip(places.values(), (78, 53, 33, 64), strict=True))
    return SimpleNamespace(
        rp=rp,
        kreis=kreis,
        round=round_with(persons),
        applicants={name: user_with_role(Role.ANTRAGSTELLUNG, place) for name, place in places.items()},
        reviewer=user_with_role(Role.RP_SACHBEARBEITUNG, rp),
        decider=user_with_role(Role.RP_ENTSCHEIDUNG, rp),
        other_decider=user_with_role(Role.RP_ENTSCHEIDUNG, rp),
        **places,
    )


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    return build_world()
