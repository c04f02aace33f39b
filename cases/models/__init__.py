from cases.models.assessment import AreaRating, Assessment
from cases.models.case import Case, CaseCode, CaseCounter, CaseTransition
from cases.models.catalogue import (
    CatalogueGoal,
    CatalogueStep,
    PlanTemplate,
    ReviewInterval,
    TemplateGoal,
    TemplateStep,
)
from cases.models.fassung import Fassung, FassungSignature, PlanPrint
from cases.models.hand_over import HandOver
from cases.models.person import Household, Person
from cases.models.plan import Goal, Integrationsplan, PlanMember, Step
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.session import FollowUp, Session

__all__ = [
    "AreaRating",
    "Assessment",
    "Case",
    "CaseCode",
    "CaseCounter",
    "CaseTransition",
    "CatalogueGoal",
    "CatalogueStep",
    "EmergencyAccess",
    "Fassung",
    "FassungSignature",
    "FollowUp",
    "Goal",
    "HandOver",
    "Household",
    "Integrationsplan",
    "Person",
    "PlanMember",
    "PlanPrint",
    "PlanTemplate",
    "ReviewInterval",
    "SealedNote",
    "SealedReading",
    "Session",
    "Step",
    "TemplateGoal",
    "TemplateStep",
]
