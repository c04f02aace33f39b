"""Words of counselling, one file per aggregate. Each choice carries what pages need to show it."""

from cases.enums.case import CaseStatus, ClosingReason
from cases.enums.person import GermanLevel, HouseholdRelation, Sex
from cases.enums.plan import GoalProgress, LifeArea, StepOwner
from cases.enums.sealed import ReadThrough, SealedKind
from cases.enums.session import SessionKind
from cases.enums.transfer import Consenter, ConsentForm, ShareItem, TransferPart, TransferStatus

__all__ = [
    "CaseStatus",
    "ClosingReason",
    "ConsentForm",
    "Consenter",
    "GermanLevel",
    "GoalProgress",
    "HouseholdRelation",
    "LifeArea",
    "ReadThrough",
    "SealedKind",
    "SessionKind",
    "Sex",
    "ShareItem",
    "StepOwner",
    "TransferPart",
    "TransferStatus",
]
