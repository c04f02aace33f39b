"""Words of counselling, one file per aggregate. Each choice carries what pages need to show it."""

from cases.enums.case import CaseStatus, ClosingReason
from cases.enums.person import GermanLevel, HouseholdRelation, Sex
from cases.enums.plan import GoalProgress, LifeArea, StepOwner
from cases.enums.sealed import ReadThrough, SealedKind
from cases.enums.session import Interpreter, SessionKind, SessionStatus, Understanding

__all__ = [
    "CaseStatus",
    "ClosingReason",
    "GermanLevel",
    "GoalProgress",
    "HouseholdRelation",
    "Interpreter",
    "LifeArea",
    "ReadThrough",
    "SealedKind",
    "SessionKind",
    "SessionStatus",
    "Sex",
    "StepOwner",
    "Understanding",
]
