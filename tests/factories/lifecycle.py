"""Factories of responsibility and terms."""

from __future__ import annotations

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.enums import ExtensionStatus, SuspensionReason
from cases.models import Absence, Deputy, Extension, LeadPeriod, SavedFilter, Suspension
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory


class LeadPeriodFactory(DjangoModelFactory[LeadPeriod]):
    """Somebody led a case before its present lead did; the present period is written by the database itself."""

    class Meta:
        model = LeadPeriod

    case = factory.SubFactory(CaseFactory)
    lead = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.case.organisation))
    starts_at = factory.LazyAttribute(lambda o: o.case.opened_at - timedelta(days=30))
    ends_at = factory.LazyAttribute(lambda o: o.case.opened_at)


class DeputyFactory(DjangoModelFactory[Deputy]):
    """Somebody of the team stands in for the lead, since today."""

    class Meta:
        model = Deputy

    class Params:
        ended = factory.Trait(ended_at=factory.LazyFunction(timezone.now), ended_by=factory.SelfAttribute("named_by"))

    case = factory.SubFactory(CaseFactory)
    user = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.case.organisation))
    named_by = factory.SelfAttribute("case.lead")
    starts_on = factory.LazyFunction(timezone.localdate)


class AbsenceFactory(DjangoModelFactory[Absence]):
    """Somebody is away today and for a week, and a colleague stands in."""

    class Meta:
        model = Absence

    class Params:
        ended = factory.Trait(ended_at=factory.LazyFunction(timezone.now), ended_by=factory.SelfAttribute("user"))

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.organisation))
    substitute = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.organisation))
    entered_by = factory.SelfAttribute("user")
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + timedelta(days=7))


class SuspensionFactory(DjangoModelFactory[Suspension]):
    """Support rested for a month and the clock stood still."""

    class Meta:
        model = Suspension

    case = factory.SubFactory(CaseFactory)
    starts_on = date(2026, 8, 1)
    ends_on = date(2026, 8, 31)
    planned_until = factory.LazyAttribute(lambda o: o.ends_on or o.starts_on + timedelta(days=30))
    reason = SuspensionReason.ABROAD
    stops_clock = True
    recorded_by = factory.SelfAttribute("case.lead")


class ExtensionFactory(DjangoModelFactory[Extension]):
    """Six more months, asked for by the lead."""

    class Meta:
        model = Extension

    class Params:
        granted = factory.Trait(
            status=ExtensionStatus.GRANTED,
            decided_by=factory.LazyAttribute(lambda o: user_with_role(Role.TEAMLEITUNG, o.case.organisation)),
            decided_at=factory.LazyFunction(timezone.now),
            decision="Die Ausbildung endet im Sommer.",
        )

    case = factory.SubFactory(CaseFactory)
    months = 6
    reason = "Die Prüfung zur Pflegefachkraft liegt nach dem Ende der Begleitung."
    asked_by = factory.SelfAttribute("case.lead")


class SavedFilterFactory(DjangoModelFactory[SavedFilter]):
    class Meta:
        model = SavedFilter

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.organisation))
    name = factory.Sequence(lambda n: f"Bald zu Ende {n}")
    query = "wer=meine&endet=3"
