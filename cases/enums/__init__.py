"""Words of counselling, one file per aggregate. Each choice carries what pages need to show it."""

from cases.enums.case import CaseStatus, ClosingReason
from cases.enums.person import GermanLevel, HouseholdRelation, Sex
from cases.enums.plan import GoalProgress, LifeArea, StepOwner
from cases.enums.sealed import ReadThrough, SealedKind
from cases.enums.search import DuplicateSign, DuplicateVerdict, KeyKind, KeySource
from cases.enums.session import SessionKind

__all__ = [
    "CaseStatus",
    "ClosingReason",
    "DuplicateSign",
    "DuplicateVerdict",
    "GermanLevel",
    "GoalProgress",
    "HouseholdRelation",
    "KeyKind",
    "KeySource",
    "LifeArea",
    "ReadThrough",
    "SealedKind",
    "SessionKind",
    "Sex",
    "StepOwner",
]
