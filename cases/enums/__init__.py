"""Words of counselling, one file per aggregate. Each choice carries what pages need to show it."""

from cases.enums.background import (
    CompetenceKind,
    EducationKind,
    EmploymentKind,
    MeasureKind,
    MeasureResult,
    Recognition,
)
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
from cases.enums.person import (
    BirthPrecision,
    DatePrecision,
    GermanLevel,
    HouseholdRelation,
    LanguageLevel,
    Literacy,
    NameKind,
    ResultBasis,
    Sex,
)
from cases.enums.plan import GoalProgress, LifeArea, StepOwner
from cases.enums.sealed import ReadThrough, SealedKind
from cases.enums.session import SessionKind
from cases.enums.stay import AccommodationKind, ContactKind, ResidenceGroup

__all__ = [
    "BEFORE_SUPPORT",
    "IN_SUPPORT",
    "OPEN_STATUSES",
    "REASONS_AFTER_SUPPORT",
    "REASONS_BEFORE_SUPPORT",
    "AccommodationKind",
    "BirthPrecision",
    "CaseStatus",
    "ClosingReason",
    "CompetenceKind",
    "ContactKind",
    "DatePrecision",
    "EducationKind",
    "EmploymentKind",
    "ExtensionStatus",
    "GermanLevel",
    "GoalProgress",
    "HouseholdRelation",
    "LanguageLevel",
    "LifeArea",
    "Literacy",
    "MeasureKind",
    "MeasureResult",
    "NameKind",
    "ReadThrough",
    "Recognition",
    "ResidenceGroup",
    "ResultBasis",
    "SealedKind",
    "SessionKind",
    "Sex",
    "StepOwner",
    "SuspensionReason",
    "WaitingPriority",
]
