from cases.models.case import Case, CaseCode, CaseCounter, CaseTransition
from cases.models.hand_over import HandOver
from cases.models.person import Household, Person
from cases.models.plan import Goal, Integrationsplan, PlanPrint, Step
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.session import FollowUp, Session
from cases.models.share import CardQuery, ContactCard, Share
from cases.models.transfer import Transfer, TransferTransition

__all__ = [
    "CardQuery",
    "Case",
    "CaseCode",
    "CaseCounter",
    "CaseTransition",
    "ContactCard",
    "EmergencyAccess",
    "FollowUp",
    "Goal",
    "HandOver",
    "Household",
    "Integrationsplan",
    "Person",
    "PlanPrint",
    "SealedNote",
    "SealedReading",
    "Session",
    "Share",
    "Step",
    "Transfer",
    "TransferTransition",
]
