from cases.models.case import Case, CaseCode, CaseCounter, CaseTransition
from cases.models.hand_over import HandOver
from cases.models.person import Household, Person
from cases.models.plan import Goal, Integrationsplan, PlanPrint, Step
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.search import DuplicateCandidate, Merge, SearchKey
from cases.models.session import FollowUp, Session

__all__ = [
    "Case",
    "CaseCode",
    "CaseCounter",
    "CaseTransition",
    "DuplicateCandidate",
    "EmergencyAccess",
    "FollowUp",
    "Goal",
    "HandOver",
    "Household",
    "Integrationsplan",
    "Merge",
    "Person",
    "PlanPrint",
    "SealedNote",
    "SealedReading",
    "SearchKey",
    "Session",
    "Step",
]
