from cases.models.case import Case, CaseCode, CaseCounter, CaseTransition
from cases.models.follow_up import Appointment, FollowUp
from cases.models.hand_over import HandOver
from cases.models.person import Household, Person
from cases.models.plan import Goal, Integrationsplan, PlanPrint, Step
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.session import GroupSession, Session, SessionParticipant, SessionTopic
from cases.models.text_block import TextBlock

__all__ = [
    "Appointment",
    "Case",
    "CaseCode",
    "CaseCounter",
    "CaseTransition",
    "EmergencyAccess",
    "FollowUp",
    "Goal",
    "GroupSession",
    "HandOver",
    "Household",
    "Integrationsplan",
    "Person",
    "PlanPrint",
    "SealedNote",
    "SealedReading",
    "Session",
    "SessionParticipant",
    "SessionTopic",
    "Step",
    "TextBlock",
]
