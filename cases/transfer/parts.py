"""What goes along when a case moves: each model of casework and the part with which it travels, or why it does not.

A test walks the models that hang on a person or a case and fails when one is missing here. What stays at the sender
follows from the declaration of each field (cases/datenschutz): a row that nothing counts is deleted; of one that
counts, what would lead to the person is emptied.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.datenschutz.vocabulary import A_NUMBER
from cases.enums import OPEN_REFERRALS, BirthPrecision, KeyKind, NeedLevel, SealedKind, TransferPart
from cases.models.person import WITHOUT_NAME
from cases.numbers import next_number
from pik.accounts.models import Organisation
from pik.core.declarations import declaration_of

Model = type[models.Model]
#: At the sender the value stays, though erasure would delete it: it is the row's own mark and tells of no person.
AS_IT_IS = object()


@dataclass(frozen=True)
class Entry:
    """What happens to the rows of one model."""

    part: TransferPart | None
    reason: str = ""  # why its rows never go along
    #: Rows that go only when another part is chosen as well.
    guarded: Mapping[TransferPart, Q] = field(default_factory=dict)
    #: Of the rows of the file, those that go along.
    only: Q = field(default_factory=Q)
    #: How a row leads to the case or person, when its references that are never empty don't tell.
    ways: tuple[str, ...] = ()
    #: Models whose rows have to come later, though none of them points here.
    before: tuple[str, ...] = ()
    #: Values that may not stand twice, made for the receiver.
    anew: Mapping[str, Callable[[Organisation], Any]] = field(default_factory=dict)
    #: References: to who works on the row (there its lead); left empty, since they lead to what is the sender's own;
    #: kept, since the receiver may read what they lead to; without which the row makes no sense.
    to_lead: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    #: Columns with the key of a row that are no reference: of which model, by the ``kind`` of the row.
    subjects: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Triggers that would work out a value anew from what the receiver can't see yet; the copy brings it along.
    settled: tuple[str, ...] = ()
    #: At the sender: whether rows stay (None: as their fields are declared), which of them, and with which values.
    remains: bool | None = None
    remains_only: Q = field(default_factory=Q)
    remains_as: Mapping[str, Any] = field(default_factory=dict)


def travels(part: TransferPart, **more: Any) -> Entry:
    """Rows that go along when ``part`` is chosen."""
    return Entry(part, **more)


def stays(reason: str, **more: Any) -> Entry:
    """Rows that never go along, for ``reason``."""
    return Entry(None, reason, **more)


#: What „how many went where“ counts.
_COUNTED_OF_REFERRAL = (
    "status",
    "referred_on",
    "waiting_at",
    "accepted_on",
    "starts_on",
    "ended_on",
    "reason",
    "result",
)
_OWN_TRACE = "Sagt, was bei der abgebenden Stelle geschah; bei der aufnehmenden beginnt der Verlauf mit der Übernahme."
_OWN_STAFF = "Wer bei der abgebenden Stelle zuständig war oder vertrat, sagt deren eigene Zeile."
_MADE_ANEW = "Wird bei der aufnehmenden Stelle aus den Angaben zur Person neu gebildet."
_OWN_WORK = "Arbeit der abgebenden Stelle an ihrem eigenen Bestand."

_PERSON, _PLAN, _SESSIONS = TransferPart.PERSON, TransferPart.PLAN, TransferPart.SESSIONS

PARTS: Mapping[str, Entry] = {
    # --- The case and its term: what was used up counts on. ---
    "cases.Case": travels(
        _PERSON,
        # When support began stays; this row begins with the hand-over.
        anew={
            "number": lambda receiver: next_number(receiver, timezone.localdate().year),
            "opened_at": lambda receiver: timezone.now(),
        },
        to_lead=("lead",),
        remains_as={"number": AS_IT_IS, "need": NeedLevel.REGULAR},
    ),
    "cases.Suspension": travels(_PERSON),
    "cases.Extension": travels(_PERSON),
    "cases.ExtensionTransition": travels(_PERSON),
    "cases.CaseTransition": stays(_OWN_TRACE, remains=True),
    "cases.LeadPeriod": stays(_OWN_STAFF),
    "cases.Deputy": stays(_OWN_STAFF),
    "cases.ImportedCase": stays(_OWN_WORK),
    "cases.ImportRow": stays(_OWN_WORK, ways=("case",)),
    # --- The person. ---
    "cases.Person": travels(
        _PERSON,
        remains_as={
            **WITHOUT_NAME,
            "sort_key": "ubergeleitet",
            "nationalities": ["ZZ"],
            "birth_precision": BirthPrecision.DAY,
        },
    ),
    "cases.PersonName": travels(_PERSON),
    "cases.PersonLanguage": travels(_PERSON),
    "cases.GermanResult": travels(_PERSON),
    "cases.ResidenceTitle": travels(_PERSON),
    "cases.Accommodation": travels(_PERSON),
    "cases.ContactWay": travels(_PERSON),
    "cases.ContactStop": travels(_PERSON),
    "cases.Education": travels(_PERSON),
    "cases.Employment": travels(_PERSON),
    "cases.Competence": travels(_PERSON),
    "cases.Measure": travels(_PERSON),
    # By its number the case is still found where it was.
    "cases.SearchKey": stays(
        _MADE_ANEW, remains=True, remains_only=Q(kind=KeyKind.NUMBER), remains_as={"key": AS_IT_IS}
    ),
    "cases.DuplicateCandidate": stays(_OWN_WORK, ways=("one", "other")),
    "cases.Merge": stays(_OWN_WORK),
    # --- Household. ---
    "cases.Household": travels(TransferPart.HOUSEHOLD),
    "cases.HouseholdMember": travels(TransferPart.HOUSEHOLD),
    # --- Plan. ---
    "cases.Integrationsplan": travels(_PLAN),
    "cases.PlanMember": travels(_PLAN),
    "cases.Goal": travels(_PLAN),
    # An offer of the sender need not exist for the receiver; the words of the step say what was meant.
    "cases.Step": travels(_PLAN, without=("offer",)),
    "cases.Fassung": travels(_PLAN),
    "cases.FassungSignature": travels(_PLAN),
    "cases.Assessment": travels(TransferPart.ASSESSMENTS),
    # Fixed once a Fassung holds the assessment: it has to be there first.
    "cases.AreaRating": travels(TransferPart.ASSESSMENTS, before=("cases.Fassung",)),
    # --- Sessions. ---
    "cases.Session": travels(
        _SESSIONS,
        without=("group",),
        # The same as the counted SessionTopic.
        remains_as={"topics": AS_IT_IS},
    ),
    "cases.SessionTopic": travels(_SESSIONS),
    "cases.SessionParticipant": travels(_SESSIONS, needs=("person",)),
    "cases.FollowUp": travels(_SESSIONS, to_lead=("assigned_to",)),
    "cases.Appointment": travels(_SESSIONS, to_lead=("assigned_to",)),
    # --- Referrals. ---
    "cases.Referral": travels(
        TransferPart.REFERRALS,
        # What a protected programme is about says more than a sealed note.
        guarded={TransferPart.SEALED: Q(is_protected=True)},
        # An offer exists for whoever has referred somebody into it (its wall).
        along=("offer",),
        settled=("referral_protected_by_kind",),
        remains=True,
        remains_only=Q(is_protected=False) & ~Q(status__in=OPEN_REFERRALS),
        remains_as={"offer": AS_IT_IS, "is_protected": AS_IT_IS, **dict.fromkeys(_COUNTED_OF_REFERRAL, AS_IT_IS)},
    ),
    "cases.ReferralTransition": travels(TransferPart.REFERRALS),
    # --- Documents. ---
    "documents.Job": travels(
        TransferPart.DOCUMENTS,
        ways=("plan_print__plan__case", "data_sheet__case", "timeline_print__case"),
        guarded={_PLAN: Q(plan_print__isnull=False)},
        subjects={
            "subject_id": {
                "cases.integrationsplan": "cases.Integrationsplan",
                "cases.plan_comparison": "cases.Integrationsplan",
                "cases.data_sheet": "cases.Case",
                "cases.verlauf": "cases.Case",
            }
        },
        anew={"key": lambda receiver: secrets.token_hex(32)},
    ),
    "documents.Document": travels(
        TransferPart.DOCUMENTS,
        ways=("job__plan_print__plan__case", "job__data_sheet__case", "job__timeline_print__case"),
        guarded={_PLAN: Q(job__plan_print__isnull=False)},
    ),
    "cases.PlanPrint": travels(TransferPart.DOCUMENTS),
    "cases.DataSheet": travels(TransferPart.DOCUMENTS),
    "cases.TimelinePrint": travels(TransferPart.DOCUMENTS),
    # --- Sealed notes. ---
    "cases.SealedNote": travels(TransferPart.SEALED, only=~Q(kind=SealedKind.PRIVATE)),
    "cases.SealedReading": stays("Wer bei der abgebenden Stelle gelesen hat, geht die aufnehmende nichts an."),
    "cases.EmergencyAccess": stays(
        "Ein Notfallzugriff ist Sache der Aufsicht dort, wo er genommen wurde.",
        remains=True,
        remains_as={"case_number": AS_IT_IS, "reason": "Der Grund wurde mit der Überleitung des Falls gelöscht."},
    ),
    # --- Showing to others: each needs a consent of its own. ---
    "cases.Transfer": stays(
        "Die Überleitung selbst: beide Stellen lesen dieselbe Zeile.", ways=("case",), remains=True
    ),
    "cases.TransferTransition": stays("Gehört zur Überleitung.", ways=("subject__case",), remains=True),
    "cases.Share": stays("Gilt für die Stelle, der sie erteilt wurde, und endet mit der Überleitung."),
    "cases.ContactCard": stays("Die Einwilligung nennt die abgebende Stelle."),
}

#: What names the case without a reference to it: found by its public id.
LOOSE: Mapping[str, Callable[[str], Q]] = {
    "reminders.Reminder": lambda public_id: Q(url__contains=public_id),
    "accounts.Draft": lambda public_id: Q(about=public_id),
}


@cache
def table() -> Mapping[Model, Entry]:
    """The models of this installation with their entries, those that are pointed at first."""
    entries = {apps.get_model(label): entry for label, entry in PARTS.items()}
    ordered: list[Model] = []
    while len(ordered) < len(entries):
        ready = [m for m in entries if m not in ordered and all(n in ordered for n in _points_at(m, entries))]
        if not ready:
            raise ValueError(f"References in a circle: {sorted(m._meta.label for m in set(entries) - set(ordered))}")
        ordered += ready
    return {model: entries[model] for model in ordered}


def _points_at(model: Model, entries: Mapping[Model, Entry]) -> set[Model]:
    others = {f.related_model for f in references(model)} - {model}
    others |= {other for other, entry in entries.items() if model._meta.label in entry.before}
    named = {label for kinds in entries[model].subjects.values() for label in kinds.values()}
    others |= {other for other in entries if other._meta.label in named}
    return others & set(entries)


def references(model: Model) -> list[Any]:
    """The foreign keys of ``model``."""
    return [f for f in model._meta.concrete_fields if f.is_relation]


@cache
def ways_to_file(model: Model) -> tuple[tuple[str, Model], ...]:
    """How rows of ``model`` lead to what a file begins with (case, person, household), and to which of them.

    The shortest way over references that are always there, to the case first.
    """
    roots = tuple(apps.get_model(f"cases.{name}") for name in ("Case", "Person", "Household"))
    if model in roots:
        return (("pk", model),)
    entry = table()[model]
    if entry.ways:
        return tuple((way, _end_of(model, way)) for way in entry.ways)
    reached: list[tuple[str, Model]] = [("", model)]
    found: dict[Model, str] = {}
    seen = {model}
    while reached:
        steps = [(f"{way}__{f.name}".lstrip("_"), f.related_model) for way, m in reached for f in _firm(m)]
        for way, end in steps:
            found.setdefault(end, way)
        reached = [(way, end) for way, end in steps if end not in seen and end not in roots]
        seen |= {end for _, end in reached}
    root = next((root for root in roots if root in found), None)
    if root is None:
        raise ValueError(f"{model._meta.label} leads to no case and no person by itself: say ways.")
    return ((found[root], root),)


def _firm(model: Model) -> list[Any]:
    """References to other models of the table that are never empty."""
    return [f for f in references(model) if not f.null and f.related_model in table()]


def _end_of(model: Model, way: str) -> Model:
    for name in way.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model


def remains_at_sender(model: Model) -> bool:
    """Whether rows stay at the sender: they do where a field is declared to be counted without a person."""
    entry = table()[model]
    if entry.remains is not None:
        return entry.remains
    fates = (declaration_of(model, f.name) for f in model._meta.concrete_fields)
    return any(declared is not None and declared.fate == A_NUMBER for declared in fates)
