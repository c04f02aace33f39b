from cases.models.background import (
    Competence,
    Education,
    Employment,
    Measure,
)
from cases.models.case import (
    Case,
    CaseCode,
    CaseCounter,
    CaseTransition,
)
from cases.models.data_sheet import DataSheet
from cases.models.hand_over import HandOver
from cases.models.household import Household, HouseholdMember
from cases.models.language import GermanResult, PersonLanguage
from cases.models.person import Person, PersonName
from cases.models.plan import (
    Goal,
    Integrationsplan,
    PlanPrint,
    Step,
)
from cases.models.responsibility import Absence, Deputy, LeadPeriod
from cases.models.saved_filter import SavedFilter
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.session import FollowUp, Session
from cases.models.stay import (
    Accommodation,
    ContactStop,
    ContactWay,
    ResidenceTitle,
)
from cases.models.term import Extension, ExtensionTransition, Suspension

__all__ = [
    "Absence",
    "Accommodation",
    "Case",
    "CaseCode",
    "CaseCounter",
    "CaseTransition",
    "Competence",
    "ContactStop",
    "ContactWay",
    "DataSheet",
    "Deputy",
    "Education",
    "EmergencyAccess",
    "Employment",
    "Extension",
    "ExtensionTransition",
    "FollowUp",
    "GermanResult",
    "Goal",
    "HandOver",
    "Household",
    "HouseholdMember",
    "Integrationsplan",
    "LeadPeriod",
    "Measure",
    "Person",
    "PersonLanguage",
    "PersonName",
    "PlanPrint",
    "ResidenceTitle",
    "SavedFilter",
    "SealedNote",
    "SealedReading",
    "Session",
    "Step",
    "Suspension",
]
