"""The first gate of the funding: which application exists for whom."""

from __future__ import annotations

from types import SimpleNamespace

from funding.actions import applications
from funding.models import Application
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.funding import draft_of, submitted_of


def test_draft_is_visible_to_lead_and_partner_alone(world: SimpleNamespace) -> None:
    draft_of(world.angelbachtal, world.round, partners=[world.mauer])
    everyone = [*world.applicants.values(), world.reviewer, world.decider]

    seeing = [user for user in everyone if Application.objects.visible_to(user).exists()]

    assert seeing == [world.applicants["angelbachtal"], world.applicants["mauer"]]


def test_submitted_application_is_visible_to_its_authority(world: SimpleNamespace) -> None:
    submitted_of(world.ladenburg, world.round)
    elsewhere = user_with_role(
        Role.RP_SACHBEARBEITUNG, OrganisationFactory(rp=True, name="Regierungspräsidium Freiburg")
    )

    counts = [Application.objects.visible_to(user).count() for user in (world.reviewer, world.decider, elsewhere)]

    assert counts == [1, 1, 0]


def test_removed_partner_sees_the_application_no_more(world: SimpleNamespace) -> None:
    application = draft_of(world.angelbachtal, world.round, partners=[world.mauer])

    applications.remove_partner(application.members.get(gemeinde=world.mauer), actor=world.applicants["angelbachtal"])

    assert not Application.objects.visible_to(world.applicants["mauer"]).exists()
