"""Ladenburg gives, Mauer takes: one who counsels in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from cases.enums import TransferPart
from cases.models import Case, Transfer
from cases.transfer import actions
from pik.accounts.acting import acting_as
from pik.accounts.enums import Role
from pik.accounts.models import Organisation, User
from pik.regulations.reference import load_regulations
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.transfer import CONSENT


@dataclass
class Sides:
    """Both offices, who works there, and the case that moves."""

    ladenburg: Organisation
    mauer: Organisation
    giver: User
    taker: User
    case: Case

    def prepare(self, *parts: str, **values: Any) -> Transfer:
        """An Überleitung with consent, as the giver prepares it."""
        with acting_as(self.giver):
            transfer = actions.prepare_transfer(
                self.case, actor=self.giver, receiver=self.mauer, moves_on=date(2026, 12, 1), parts=parts, **values
            )
            return actions.record_consent(transfer, actor=self.giver, **consent())

    def send(self, *parts: str) -> Transfer:
        """The same, sent."""
        transfer = self.prepare(*parts)
        with acting_as(self.giver):
            return actions.send_transfer(transfer, actor=self.giver)

    def accept(self, transfer: Transfer, lead: User | None = None) -> Case:
        """The taker takes the case over."""
        with acting_as(self.taker):
            return actions.accept_transfer(Transfer.objects.get(pk=transfer.pk), actor=self.taker, lead=lead)


def consent(**other: Any) -> dict[str, Any]:
    """A consent on paper, given by the person herself."""
    return {**CONSENT, "consent_by_name": "", "consent_witness": "", **other}


def made_sides() -> Sides:
    """Both offices with their people, and a case in Ladenburg."""
    load_regulations()
    ladenburg, mauer = OrganisationFactory(name="Ladenburg"), OrganisationFactory(name="Mauer")
    giver = user_with_role(Role.INTEGRATIONSMANAGER, ladenburg)
    taker = user_with_role(Role.TEAMLEITUNG, mauer)
    case = CaseFactory(organisation=ladenburg, lead=giver, person__birth_date=date(1977, 7, 17))
    return Sides(ladenburg, mauer, giver, taker, case)


@pytest.fixture
def sides(db: None) -> Sides:
    return made_sides()


ALL_PARTS = [part.value for part in TransferPart if part != TransferPart.PERSON]
