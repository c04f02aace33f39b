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
from cases.enums import SealedKind, TransferPart
from cases.numbers import next_number
from pik.accounts.models import Organisation
from pik.core.declarations import declaration_of

Model = type[models.Model]
#: At the sender the value stays, though erasure would delete it: it is the row's own mark and tells of no person.
AS_IT_IS = object()


@dataclass(frozen=True)
class Entry:
    """What happens to the rows of one model.

    ``ways`` are the lookups that lead from a row to the case or the person, when the foreign keys don't tell by
    themselves. Of those found, ``only`` travel. ``anew`` makes values that may not stand twice; ``to_lead`` names who
    works on the row, at the receiver its lead; ``without`` names references to what is the sender's own.
    ``remains`` says whether rows stay at the sender (None: as declared), ``remains_as`` with which values.
    """

    part: TransferPart | None
    reason: str = ""
    also: tuple[TransferPart, ...] = ()
    ways: tuple[str, ...] = ()
    only: Q = field(default_factory=Q)
    anew: Mapping[str, Callable[[Organisation], Any]] = field(default_factory=dict)
    to_lead: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    subjects: Mapping[str, str] = field(default_factory=dict)  # field with a key that is no reference → model's label
    remains: bool | None = None
    remains_as: Mapping[str, Any] = field(default_factory=dict)


def travels(part: TransferPart, **more: Any) -> Entry:
    """Rows that go along when ``part`` is chosen."""
    return Entry(part, **more)


def stays(reason: str, **more: Any) -> Entry:
    """Rows that never go along, for ``reason``."""
    return Entry(None, reason, **more)


_OWN_TRACE = "Sagt, was bei der abgebenden Stelle geschah; bei der aufnehmenden beginnt der Verlauf mit der Übernahme."

PARTS: Mapping[str, Entry] = {
    # The person and the case.
    "cases.Person": travels(
        TransferPart.PERSON,
        remains_as={
            "family_name": "übergeleitet",
            "given_name": "–",
            "sort_key": "ubergeleitet",
            "nationalities": ["ZZ"],
        },
    ),
    "cases.Case": travels(
        TransferPart.PERSON,
        anew={"number": lambda receiver: next_number(receiver, timezone.localdate().year)},
        to_lead=("lead",),
        remains_as={"number": AS_IT_IS},
    ),
    "cases.CaseTransition": stays(_OWN_TRACE, remains=True),
    "cases.Household": travels(TransferPart.HOUSEHOLD),
    # Plan.
    "cases.Integrationsplan": travels(TransferPart.PLAN),
    "cases.Goal": travels(TransferPart.PLAN),
    "cases.Step": travels(TransferPart.PLAN),
    # Sessions.
    "cases.Session": travels(TransferPart.SESSIONS),
    "cases.FollowUp": travels(TransferPart.SESSIONS, to_lead=("assigned_to",)),
    # Documents.
    "documents.Job": travels(
        TransferPart.DOCUMENTS,
        also=(TransferPart.PLAN,),
        ways=("plan_print__plan__case",),
        anew={"key": lambda receiver: secrets.token_hex(32)},
        subjects={"subject_id": "cases.Integrationsplan"},
    ),
    "documents.Document": travels(
        TransferPart.DOCUMENTS, also=(TransferPart.PLAN,), ways=("job__plan_print__plan__case",)
    ),
    "cases.PlanPrint": travels(TransferPart.DOCUMENTS, also=(TransferPart.PLAN,)),
    # Sealed notes.
    "cases.SealedNote": travels(TransferPart.SEALED, only=~Q(kind=SealedKind.PRIVATE)),
    "cases.SealedReading": stays("Wer bei der abgebenden Stelle gelesen hat, geht die aufnehmende nichts an."),
    "cases.EmergencyAccess": stays(
        "Ein Notfallzugriff ist Sache der Aufsicht dort, wo er genommen wurde.",
        remains=True,
        remains_as={"case_number": AS_IT_IS, "reason": "Der Grund wurde mit der Überleitung des Falls gelöscht."},
    ),
    # Showing to others: each needs a consent of its own.
    "cases.Transfer": stays(
        "Die Überleitung selbst: beide Stellen lesen dieselbe Zeile.", ways=("case",), remains=True
    ),
    "cases.TransferTransition": stays("Gehört zur Überleitung.", ways=("subject__case",), remains=True),
    "cases.Share": stays("Gilt für die Stelle, der sie erteilt wurde, und endet mit der Überleitung."),
    "cases.ContactCard": stays("Die Einwilligung nennt die abgebende Stelle."),
}

#: What names the case without a reference to it: found by the public id in an address.
LOOSE: Mapping[str, Callable[[str], Q]] = {
    "reminders.Reminder": lambda public_id: Q(url__contains=public_id),
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
    return others & set(entries)  # type: ignore[operator]


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
