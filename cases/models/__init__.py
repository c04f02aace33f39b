from cases.models.case import Case, CaseCode, CaseCounter, CaseTransition
from cases.models.hand_over import HandOver
from cases.models.imports import ImportedCase, ImportRow, ImportRun
from cases.models.person import Household, Person
from cases.models.plan import Goal, Integrationsplan, PlanPrint, Step
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.session import FollowUp, Session
from cases.models.team import TeamMember, TeamSettings

__all__ = [
    "Case",
    "CaseCode",
    "CaseCounter",
    "CaseTransition",
    "EmergencyAccess",
    "FollowUp",
    "Goal",
    "HandOver",
    "Household",
    "ImportRow",
    "ImportRun",
    "ImportedCase",
    "Integrationsplan",
    "Person",
    "PlanPrint",
    "SealedNote",
    "SealedReading",
    "Session",
    "Step",
    "TeamMember",
    "TeamSettings",
]
