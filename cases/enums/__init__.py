"""Words of counselling, one file per aggregate. Each choice carries what pages need to show it."""

from cases.enums.case import (
    BEFORE_SUPPORT,
    IN_SUPPORT,
    OPEN_STATUSES,
    REASONS_AFTER_SUPPORT,
    REASONS_BEFORE_SUPPORT,
    CaseStatus,
    ClosingReason,
    ExtensionStatus,
    SuspensionReason,
    WaitingPriority,
)
from cases.enums.person import GermanLevel, HouseholdRelation, Sex
from cases.enums.plan import GoalProgress, LifeArea, StepOwner
from cases.enums.sealed import ReadThrough, SealedKind
from cases.enums.session import SessionKind

__all__ = [
    "BEFORE_SUPPORT",
    "IN_SUPPORT",
    "OPEN_STATUSES",
    "REASONS_AFTER_SUPPORT",
    "REASONS_BEFORE_SUPPORT",
    "CaseStatus",
    "ClosingReason",
    "ExtensionStatus",
    "GermanLevel",
    "GoalProgress",
    "HouseholdRelation",
    "LifeArea",
    "ReadThrough",
    "SealedKind",
    "SessionKind",
    "Sex",
    "StepOwner",
    "SuspensionReason",
    "WaitingPriority",
]
