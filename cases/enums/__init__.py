"""Words of counselling, one file per aggregate. Each choice carries what pages need to show it."""

from cases.enums.case import CaseStatus, ClosingReason
from cases.enums.person import GermanLevel, HouseholdRelation, Sex
from cases.enums.plan import (
    DueUnit,
    GoalPriority,
    GoalProgress,
    InterpreterQuality,
    LifeArea,
    SignatureKind,
    SignerRole,
    StepOwner,
    StepState,
)
from cases.enums.sealed import ReadThrough, SealedKind
from cases.enums.session import SessionKind

__all__ = [
    "CaseStatus",
    "ClosingReason",
    "DueUnit",
    "GermanLevel",
    "GoalPriority",
    "GoalProgress",
    "HouseholdRelation",
    "InterpreterQuality",
    "LifeArea",
    "ReadThrough",
    "SealedKind",
    "SessionKind",
    "Sex",
    "SignatureKind",
    "SignerRole",
    "StepOwner",
    "StepState",
]
