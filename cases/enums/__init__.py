"""Words of counselling, one file per aggregate. Each choice carries what pages need to show it."""

from cases.enums.case import CaseStatus, ClosingReason
from cases.enums.offers import (
    OPEN_REFERRALS,
    PROTECTED_KINDS,
    WITH_PLACE,
    OfferGroup,
    OfferKind,
    PassedOn,
    ReferralReason,
    ReferralResult,
    ReferralStatus,
)
from cases.enums.person import GermanLevel, HouseholdRelation, Sex
from cases.enums.plan import GoalProgress, LifeArea, StepOwner
from cases.enums.sealed import ReadThrough, SealedKind
from cases.enums.session import SessionKind

__all__ = [
    "OPEN_REFERRALS",
    "PROTECTED_KINDS",
    "WITH_PLACE",
    "CaseStatus",
    "ClosingReason",
    "GermanLevel",
    "GoalProgress",
    "HouseholdRelation",
    "LifeArea",
    "OfferGroup",
    "OfferKind",
    "PassedOn",
    "ReadThrough",
    "ReferralReason",
    "ReferralResult",
    "ReferralStatus",
    "SealedKind",
    "SessionKind",
    "Sex",
    "StepOwner",
]
