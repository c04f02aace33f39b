from cases.models.case import Case, CaseCode, CaseCounter, CaseTransition
from cases.models.hand_over import HandOver
from cases.models.offer import Offer
from cases.models.person import Household, Person
from cases.models.plan import Goal, Integrationsplan, PlanPrint, Step
from cases.models.referral import Referral, ReferralTransition
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.session import FollowUp, Session

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
    "Integrationsplan",
    "Offer",
    "Person",
    "PlanPrint",
    "Referral",
    "ReferralTransition",
    "SealedNote",
    "SealedReading",
    "Session",
    "Step",
]
