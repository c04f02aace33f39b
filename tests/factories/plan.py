"""Factories of what belongs to a plan: whom it covers, assessments, Fassungen, catalogue and templates."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from cases.enums import DueUnit, LifeArea, SignatureKind, SignerRole, StepOwner
from cases.models import (
    AreaRating,
    Assessment,
    CatalogueGoal,
    CatalogueStep,
    Fassung,
    FassungSignature,
    PlanMember,
    PlanTemplate,
    ReviewInterval,
    TemplateGoal,
    TemplateStep,
)
from cases.plan.calculations import checksum
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import PersonFactory, PlanFactory

#: A signature as the page sends it: two strokes.
DRAWING = "M10 90 L30 40 L60 120 L90 50 L120 110 L150 60 L180 100 L210 80 M240 60 L260 100"


class PlanMemberFactory(DjangoModelFactory[PlanMember]):
    class Meta:
        model = PlanMember

    plan = factory.SubFactory(PlanFactory)
    person = factory.LazyAttribute(lambda o: PersonFactory(organisation=o.plan.case.organisation))
    joined_on = date(2026, 7, 1)


class AssessmentFactory(DjangoModelFactory[Assessment]):
    class Meta:
        model = Assessment

    plan = factory.SubFactory(PlanFactory)
    assessed_on = date(2026, 7, 15)
    created_by = factory.SelfAttribute("plan.case.lead")


class AreaRatingFactory(DjangoModelFactory[AreaRating]):
    class Meta:
        model = AreaRating

    assessment = factory.SubFactory(AssessmentFactory)
    life_area = LifeArea.LANGUAGE
    level = 2


class FassungFactory(DjangoModelFactory[Fassung]):
    """The first Fassung of a plan without goals."""

    class Meta:
        model = Fassung

    plan = factory.SubFactory(PlanFactory)
    number = 1
    agreed_on = date(2026, 9, 1)
    people_present = ["Zahra Rahimi"]
    content = factory.LazyFunction(lambda: {"version": 1, "persons": [], "assessment": None, "areas": []})
    sha256 = factory.LazyAttribute(lambda o: checksum(o.content))
    created_by = factory.SelfAttribute("plan.case.lead")
    author_label = factory.LazyAttribute(lambda o: o.created_by.get_full_name())


class FassungSignatureFactory(DjangoModelFactory[FassungSignature]):
    class Meta:
        model = FassungSignature

    class Params:
        scanned = factory.Trait(kind=SignatureKind.SCAN, drawing="", scan=b"%PDF-1.7 scan", scan_type="application/pdf")

    fassung = factory.SubFactory(FassungFactory)
    name = "Zahra Rahimi"
    role = SignerRole.CLIENT
    kind = SignatureKind.DRAWN
    drawing = DRAWING
    recorded_by = factory.SelfAttribute("fassung.created_by")


class CatalogueGoalFactory(DjangoModelFactory[CatalogueGoal]):
    """An entry of an organisation's own catalogue."""

    class Meta:
        model = CatalogueGoal

    organisation = factory.SubFactory(OrganisationFactory)
    life_area = LifeArea.LANGUAGE
    title = factory.Sequence(lambda n: f"Sprachcafé besuchen {n}")
    criterion = "drei Monate lang jede Woche ein Besuch gelungen ist"


class CatalogueStepFactory(DjangoModelFactory[CatalogueStep]):
    class Meta:
        model = CatalogueStep

    goal = factory.SubFactory(CatalogueGoalFactory)
    text = "Zeiten des Sprachcafés heraussuchen"
    owner = StepOwner.MANAGER


class PlanTemplateFactory(DjangoModelFactory[PlanTemplate]):
    """A template of an organisation's own."""

    class Meta:
        model = PlanTemplate

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Ankommen {n}")


class TemplateGoalFactory(DjangoModelFactory[TemplateGoal]):
    class Meta:
        model = TemplateGoal

    template = factory.SubFactory(PlanTemplateFactory)
    life_area = LifeArea.AUTHORITIES
    title = "Konto eröffnen"
    criterion = "die Bankkarte vorliegt"
    due_in = 1
    due_unit = DueUnit.MONTHS


class TemplateStepFactory(DjangoModelFactory[TemplateStep]):
    class Meta:
        model = TemplateStep

    goal = factory.SubFactory(TemplateGoalFactory)
    text = "Termin bei der Bank vereinbaren"
    owner = StepOwner.CLIENT
    due_in = 2
    due_unit = DueUnit.WEEKS


class ReviewIntervalFactory(DjangoModelFactory[ReviewInterval]):
    class Meta:
        model = ReviewInterval

    organisation = factory.SubFactory(OrganisationFactory)
    changed_by = factory.LazyAttribute(lambda o: user_with_role(Role.TEAMLEITUNG, o.organisation))
