"""Factories of Überleitungen, Mitsichten and contact cards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.enums import Consenter, ConsentForm, ShareItem, TransferStatus
from cases.models import CardQuery, ContactCard, Share, Transfer, TransferTransition
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory

CONSENT: dict[str, Any] = {
    "consent_on": date(2026, 11, 2),
    "consent_by": Consenter.PERSON,
    "consent_form": ConsentForm.WRITTEN,
    "consent_kept_at": "Ordner 12",
}


class TransferFactory(DjangoModelFactory[Transfer]):
    """One in preparation, without consent."""

    class Meta:
        model = Transfer

    class Params:
        consented = factory.Trait(status=TransferStatus.CONSENTED, consent_told="Was wohin geht und wozu.", **CONSENT)
        sent = factory.Trait(consented=True, status=TransferStatus.SENT, sent_at=factory.LazyFunction(timezone.now))
        refused = factory.Trait(
            sent=True,
            status=TransferStatus.REFUSED,
            ended_at=factory.LazyFunction(timezone.now),
            person_name="",
            message="",
        )
        accepted = factory.Trait(
            sent=True,
            status=TransferStatus.ACCEPTED,
            ended_at=factory.LazyFunction(timezone.now),
            person_name="",
            message="",
            new_case=factory.SubFactory(CaseFactory, organisation=factory.SelfAttribute("..receiver")),
            new_number=factory.SelfAttribute("new_case.number"),
        )

    case = factory.SubFactory(CaseFactory)
    organisation = factory.SelfAttribute("case.organisation")
    receiver = factory.SubFactory(OrganisationFactory)
    case_number = factory.SelfAttribute("case.number")
    moves_on = date(2026, 12, 1)
    person_name = factory.LazyAttribute(lambda transfer: str(transfer.case.person))
    message = "Umzug zur Arbeit, wir freuen uns über eine Rückmeldung."
    created_by = factory.SelfAttribute("case.lead")


class TransferTransitionFactory(DjangoModelFactory[TransferTransition]):
    class Meta:
        model = TransferTransition

    subject = factory.SubFactory(TransferFactory)
    name = "prepare"
    source = ""
    target = factory.SelfAttribute("subject.status")
    actor = factory.SelfAttribute("subject.created_by")
    actor_label = factory.LazyAttribute(lambda row: row.actor.acting_label)


class ShareFactory(DjangoModelFactory[Share]):
    """One that runs today; everything is shown."""

    class Meta:
        model = Share

    class Params:
        ended = factory.Trait(
            starts_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=40)),
            ends_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)),
        )
        revoked = factory.Trait(
            revoked_at=factory.LazyFunction(timezone.now), revoked_by=factory.SelfAttribute("created_by")
        )

    case = factory.SubFactory(CaseFactory)
    organisation = factory.SelfAttribute("case.organisation")
    receiver = factory.SubFactory(OrganisationFactory)
    items = ShareItem.values
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    created_by = factory.SelfAttribute("case.lead")
    consent_on = CONSENT["consent_on"]
    consent_by = CONSENT["consent_by"]
    consent_form = CONSENT["consent_form"]
    consent_kept_at = CONSENT["consent_kept_at"]


class ContactCardFactory(DjangoModelFactory[ContactCard]):
    class Meta:
        model = ContactCard

    case = factory.SubFactory(CaseFactory)
    organisation = factory.SelfAttribute("case.organisation")
    created_by = factory.SelfAttribute("case.lead")
    consent_on = CONSENT["consent_on"]
    consent_by = CONSENT["consent_by"]
    consent_form = CONSENT["consent_form"]
    consent_kept_at = CONSENT["consent_kept_at"]


class CardQueryFactory(DjangoModelFactory[CardQuery]):
    class Meta:
        model = CardQuery

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.LazyAttribute(lambda query: user_with_role(Role.INTEGRATIONSMANAGER, query.organisation))
