"""Factories of the team's settings and of imports."""

from __future__ import annotations

import hashlib

import factory
from factory.django import DjangoModelFactory

from cases.enums import ImportState, Verdict
from cases.models import ImportedCase, ImportRow, ImportRun, TeamMember, TeamSettings
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory


class TeamSettingsFactory(DjangoModelFactory[TeamSettings]):
    """The proposal, as an organisation took it."""

    class Meta:
        model = TeamSettings

    organisation = factory.SubFactory(OrganisationFactory)
    changed_by = factory.LazyAttribute(lambda o: user_with_role(Role.TEAMLEITUNG, o.organisation))


class TeamMemberFactory(DjangoModelFactory[TeamMember]):
    """Somebody with half a post who also speaks Dari."""

    class Meta:
        model = TeamMember

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.organisation))
    share = "0.50"
    languages = ["Dari"]


class ImportRunFactory(DjangoModelFactory[ImportRun]):
    """A file that was read and checked."""

    class Meta:
        model = ImportRun

    organisation = factory.SubFactory(OrganisationFactory)
    uploaded_by = factory.LazyAttribute(lambda o: user_with_role(Role.TEAMLEITUNG, o.organisation))
    actor_label = factory.LazyAttribute(lambda o: o.uploaded_by.acting_label)
    filename = "Fälle 2026.xlsx"
    sha256 = hashlib.sha256(b"invented").hexdigest()
    state = ImportState.CHECKED
    progress = 100
    row_count = 1


class ImportRowFactory(DjangoModelFactory[ImportRow]):
    """A line that can be taken over."""

    class Meta:
        model = ImportRow

    run = factory.SubFactory(ImportRunFactory)
    line = factory.Sequence(lambda n: n + 2)
    cells = factory.LazyFunction(
        lambda: {"family_name": "Rahimi", "given_name": "Zahra", "nationalities": "Afghanistan"}
    )
    key = factory.LazyAttribute(lambda o: hashlib.sha256(str(o.line).encode()).hexdigest())
    verdict = Verdict.GOOD


class ImportedCaseFactory(DjangoModelFactory[ImportedCase]):
    """A case that came out of a file."""

    class Meta:
        model = ImportedCase

    case = factory.SubFactory(CaseFactory)
    run = factory.SubFactory(ImportRunFactory, organisation=factory.SelfAttribute("..case.organisation"))
    key = factory.Sequence(lambda n: hashlib.sha256(f"case {n}".encode()).hexdigest())
