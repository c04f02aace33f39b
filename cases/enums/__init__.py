"""Words of counselling, one file per aggregate. Each choice carries what pages need to show it."""

from cases.enums.case import CaseStatus, ClosingReason
from cases.enums.imports import AT_WORK, ImportState, Verdict
from cases.enums.person import GermanLevel, HouseholdRelation, Sex
from cases.enums.plan import GoalProgress, LifeArea, StepOwner
from cases.enums.sealed import ReadThrough, SealedKind
from cases.enums.session import SessionKind
from cases.enums.team import NeedLevel

__all__ = [
    "AT_WORK",
    "CaseStatus",
    "ClosingReason",
    "GermanLevel",
    "GoalProgress",
    "HouseholdRelation",
    "ImportState",
    "LifeArea",
    "NeedLevel",
    "ReadThrough",
    "SealedKind",
    "SessionKind",
    "Sex",
    "StepOwner",
    "Verdict",
]
