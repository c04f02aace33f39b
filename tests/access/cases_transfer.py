"""Access rows of Überleitung, Mitsicht and Kontaktkarte."""

from __future__ import annotations

from pik.accounts.enums import Role
from tests.access.table import Row
from tests.access.world import World
from tests.factories.accounts import OrganisationFactory
from tests.factories.transfer import (
    CardQueryFactory,
    ContactCardFactory,
    ShareFactory,
    TransferFactory,
    TransferTransitionFactory,
)


def build(world: World) -> None:
    lead = world.users[Role.INTEGRATIONSMANAGER]
    # Neither Ladenburg nor Mauer: what goes over to them exists for them.
    world.elsewhere = OrganisationFactory()
    world.transfer = TransferFactory(case=world.case, receiver=world.elsewhere, sent=True)
    TransferTransitionFactory(subject=world.transfer)
    world.share = ShareFactory(case=world.case, receiver=world.elsewhere)
    ContactCardFactory(case=world.case)
    CardQueryFactory(organisation=world.ladenburg, user=lead)


ROWS: list[Row] = []
