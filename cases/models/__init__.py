from cases.models.assessment import AreaRating, Assessment
from cases.models.background import (
    Competence,
    Education,
    Employment,
    Measure,
)
from cases.models.case import (
    Case,
    CaseCode,
    CaseCounter,
    CaseTransition,
)
from cases.models.catalogue import (
    CatalogueGoal,
    CatalogueStep,
    PlanTemplate,
    ReviewInterval,
    TemplateGoal,
    TemplateStep,
)
from cases.models.data_sheet import DataSheet
from cases.models.fassung import Fassung, FassungSignature, PlanPrint
from cases.models.follow_up import Appointment, FollowUp
from cases.models.hand_over import HandOver
from cases.models.household import Household, HouseholdMember
from cases.models.imports import ImportedCase, ImportRow, ImportRun
from cases.models.language import GermanResult, PersonLanguage
from cases.models.offer import Offer
from cases.models.person import Person, PersonName
from cases.models.plan import (
    Goal,
    Integrationsplan,
    PlanMember,
    Step,
)
from cases.models.referral import Referral, ReferralTransition
from cases.models.responsibility import Absence, Deputy, LeadPeriod
from cases.models.saved_filter import SavedFilter
from cases.models.sealed import EmergencyAccess, SealedNote, SealedReading
from cases.models.search import DuplicateCandidate, Merge, SearchKey
from cases.models.session import (
    GroupSession,
    Session,
    SessionParticipant,
    SessionTopic,
)
from cases.models.share import CardQuery, ContactCard, Share
from cases.models.stay import (
    Accommodation,
    ContactStop,
    ContactWay,
    ResidenceTitle,
)
from cases.models.team import TeamMember, TeamSettings
from cases.models.term import Extension, ExtensionTransition, Suspension
from cases.models.text_block import TextBlock
from cases.models.timeline_print import TimelinePrint
from cases.models.transfer import Transfer, TransferTransition

__all__ = [
    "Absence",
    "Accommodation",
    "Appointment",
    "AreaRating",
    "Assessment",
    "CardQuery",
    "Case",
    "CaseCode",
    "CaseCounter",
    "CaseTransition",
    "CatalogueGoal",
    "CatalogueStep",
    "Competence",
    "ContactCard",
    "ContactStop",
    "ContactWay",
    "DataSheet",
    "Deputy",
    "DuplicateCandidate",
    "Education",
    "EmergencyAccess",
    "Employment",
    "Extension",
    "ExtensionTransition",
    "Fassung",
    "FassungSignature",
    "FollowUp",
    "GermanResult",
    "Goal",
    "GroupSession",
    "HandOver",
    "Household",
    "HouseholdMember",
    "ImportRow",
    "ImportRun",
    "ImportedCase",
    "Integrationsplan",
    "LeadPeriod",
    "Measure",
    "Merge",
    "Offer",
    "Person",
    "PersonLanguage",
    "PersonName",
    "PlanMember",
    "PlanPrint",
    "PlanTemplate",
    "Referral",
    "ReferralTransition",
    "ResidenceTitle",
    "ReviewInterval",
    "SavedFilter",
    "SealedNote",
    "SealedReading",
    "SearchKey",
    "Session",
    "SessionParticipant",
    "SessionTopic",
    "Share",
    "Step",
    "Suspension",
    "TeamMember",
    "TeamSettings",
    "TemplateGoal",
    "TemplateStep",
    "TextBlock",
    "TimelinePrint",
    "Transfer",
    "TransferTransition",
]
