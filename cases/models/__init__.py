from cases.models.case import Case, CaseCode, CaseCounter, CaseTransition
from cases.models.hand_over import HandOver
from cases.models.person import Household, Person
from cases.models.plan import Goal, Integrationsplan, PlanPrint, Step
from cases.models.responsibility import Absence, Deputy, LeadPeriod
from cases.models.saved_filter import SavedFilter
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.session import FollowUp, Session
from cases.models.term import Extension, ExtensionTransition, Suspension

__all__ = [
    "Absence",
    "Case",
    "CaseCode",
    "CaseCounter",
    "CaseTransition",
    "Deputy",
    "EmergencyAccess",
    "Extension",
    "ExtensionTransition",
    "FollowUp",
    "Goal",
    "HandOver",
    "Household",
    "Integrationsplan",
    "LeadPeriod",
    "Person",
    "PlanPrint",
    "SavedFilter",
    "SealedNote",
    "SealedReading",
    "Session",
    "Step",
    "Suspension",
]
