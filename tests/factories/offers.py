"""Factories of offers and referrals; providers and people are invented."""

from __future__ import annotations

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.enums import LifeArea, OfferKind, ReferralReason, ReferralResult, ReferralStatus
from cases.models import Offer, Referral, ReferralTransition
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory


class OfferFactory(DjangoModelFactory[Offer]):
    """An Elternkurs of the organisation, without a limit of places."""

    class Meta:
        model = Offer

    class Params:
        protected = factory.Trait(
            kind=OfferKind.QUEER, title="Beratungsstelle Regenbogen (erfunden)", life_areas=[LifeArea.PARTICIPATION]
        )
        expired = factory.Trait(valid_until=date(2026, 1, 31))

    organisation = factory.SubFactory(OrganisationFactory)
    kind = OfferKind.LANGUAGE_PARENTS
    title = factory.Sequence(lambda n: f"Elternkurs Deutsch {n}")
    provider = "Volkshochschule (erfunden)"
    life_areas = [LifeArea.LANGUAGE]
    place = "Ladenburg"
    checked_by = factory.LazyAttribute(lambda offer: user_with_role(Role.INTEGRATIONSMANAGER, offer.organisation))
    is_invented = True


class ReferralFactory(DjangoModelFactory[Referral]):
    """A referral that has just been offered; traits move it on."""

    class Meta:
        model = Referral

    class Params:
        protected = factory.Trait(
            offer=factory.SubFactory(
                OfferFactory, protected=True, organisation=factory.SelfAttribute("..case.organisation")
            ),
            is_protected=True,
        )
        waiting = factory.Trait(status=ReferralStatus.WAITING, waiting_at=factory.LazyFunction(timezone.now))
        accepted = factory.Trait(status=ReferralStatus.ACCEPTED, accepted_on=date(2026, 9, 10))
        attending = factory.Trait(status=ReferralStatus.ATTENDING, starts_on=date(2026, 9, 14))
        finished = factory.Trait(
            status=ReferralStatus.FINISHED,
            starts_on=date(2026, 9, 14),
            ended_on=date(2026, 11, 13),
            result=ReferralResult.CERTIFICATE,
        )
        broken_off = factory.Trait(
            status=ReferralStatus.BROKEN_OFF,
            starts_on=date(2026, 9, 14),
            ended_on=date(2026, 10, 1),
            reason=ReferralReason.TIMES,
        )
        declined = factory.Trait(
            status=ReferralStatus.DECLINED, ended_on=date(2026, 10, 1), reason=ReferralReason.OWN_WISH
        )

    case = factory.SubFactory(CaseFactory)
    offer = factory.SubFactory(OfferFactory, organisation=factory.SelfAttribute("..case.organisation"))
    referred_by = factory.SelfAttribute("case.lead")
    referred_on = date(2026, 9, 7)


class ReferralTransitionFactory(DjangoModelFactory[ReferralTransition]):
    class Meta:
        model = ReferralTransition

    subject = factory.SubFactory(ReferralFactory)
    name = "refer"
    source = ""
    target = ReferralStatus.OFFERED
    actor = factory.SelfAttribute("subject.referred_by")
    actor_label = "Miriam Vogt"
