from cases.models.background import Competence, Education, Employment, Measure
from cases.models.case import Case, CaseCode, CaseCounter, CaseTransition
from cases.models.data_sheet import DataSheet
from cases.models.hand_over import HandOver
from cases.models.household import Household, HouseholdMember
from cases.models.language import GermanResult, PersonLanguage
from cases.models.person import Person, PersonName
from cases.models.plan import Goal, Integrationsplan, PlanPrint, Step
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.session import FollowUp, Session
from cases.models.stay import Accommodation, ContactStop, ContactWay, ResidenceTitle

__all__ = [
    "Accommodation",
    "Case",
    "CaseCode",
    "CaseCounter",
    "CaseTransition",
    "Competence",
    "ContactStop",
    "ContactWay",
    "DataSheet",
    "Education",
    "EmergencyAccess",
    "Employment",
    "FollowUp",
    "GermanResult",
    "Goal",
    "HandOver",
    "Household",
    "HouseholdMember",
    "Integrationsplan",
    "Measure",
    "Person",
    "PersonLanguage",
    "PersonName",
    "PlanPrint",
    "ResidenceTitle",
    "SealedNote",
    "SealedReading",
    "Session",
    "Step",
]
