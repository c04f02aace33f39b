"""Prints of the Integrationsplan, of a Fassung and of a comparison: kinds, and contexts as plain text and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.accesses import subject_of_plan
from cases.actions import demand_permission
from cases.enums import SignatureKind
from cases.models import Case, Fassung, FassungSignature, Integrationsplan, PlanPrint
from cases.models.fassung import DRAWING_HEIGHT, DRAWING_WIDTH
from cases.plan.calculations import Change, Comparison
from cases.plan.content import content_of
from cases.plan.picture import progress_picture
from cases.plan.queries import Frozen, plan_of
from pik.accounts.models import User
from pik.core.formats import german_date, german_datetime, period
from pik.documents.actions import order_document
from pik.documents.kinds import DocumentKind, register

PLAN = "cases.integrationsplan"
COMPARISON = "cases.plan_comparison"
_PLAN_TEMPLATE = "cases/documents/integrationsplan.html"
NO_PLAN = "Der Fall hat noch keinen Integrationsplan. Legen Sie zuerst ein Ziel an."

register(
    DocumentKind(
        name=PLAN,
        template=_PLAN_TEMPLATE,
        version=2,
        holds_person=True,
        access=lambda plan_id: (subject_of_plan(plan_id), "Integrationsplan"),
    ),
    DocumentKind(
        name=COMPARISON,
        template="cases/documents/plan_comparison.html",
        holds_person=True,
        access=lambda plan_id: (subject_of_plan(plan_id), "Vergleich des Integrationsplans"),
    ),
)


@transaction.atomic
def print_plan(case: Case, *, actor: User) -> PlanPrint:
    """Order the plan as it stands as PDF; the same plan printed twice on a day is one document.

    Raises ``PermissionDenied``, or ``ValidationError`` while the case has no plan.
    """
    demand_permission(actor, "cases.print_plan", case)
    plan = plan_of(case)
    if plan is None:
        raise ValidationError(NO_PLAN)
    return _order(PLAN, plan, f"Integrationsplan {case.number}", plan_context(case, plan), actor=actor)


@transaction.atomic
def print_fassung(fassung: Fassung, *, actor: User) -> PlanPrint:
    """Order a Fassung as PDF, with the signatures it has by now. Raises ``PermissionDenied``."""
    case = fassung.plan.case
    demand_permission(actor, "cases.print_plan", case)
    title = f"Integrationsplan {case.number}, Fassung {fassung.number}"
    return _order(PLAN, fassung.plan, title, fassung_context(case, fassung), actor=actor, fassung=fassung)


@transaction.atomic
def print_comparison(
    plan: Integrationsplan, comparison: Comparison, between: tuple[str, str], *, actor: User
) -> PlanPrint:
    """Order the comparison of two states, named ``between``, as PDF. Raises ``PermissionDenied``."""
    case = plan.case
    demand_permission(actor, "cases.print_plan", case)
    context = {
        **_sheet(case, "Integrationsplan: was sich geändert hat"),
        "between": list(between),
        "is_same": comparison.is_same,
        "persons": asdict(comparison.persons) if comparison.persons else None,
        "areas": [
            {"label": area.label, "goals": changed}
            for area in comparison.areas
            if (changed := [_change(goal) for goal in area.goals if goal.is_change])
        ],
        "assessment": [_change(change) for change in comparison.assessment],
    }
    return _order(COMPARISON, plan, f"Integrationsplan {case.number}, Vergleich", context, actor=actor)


def _order(
    kind: str,
    plan: Integrationsplan,
    title: str,
    context: dict[str, Any],
    *,
    actor: User,
    fassung: Fassung | None = None,
) -> PlanPrint:
    job = order_document(
        kind,
        subject_id=plan.pk,
        organisation=plan.case.organisation,
        requested_by=actor,
        title=title,
        filename=f"{title.replace(', ', '_').replace(' ', '_')}.pdf",
        context=context,
    )
    return PlanPrint.objects.get_or_create(job=job, defaults={"plan": plan, "fassung": fassung})[0]


def plan_context(case: Case, plan: Integrationsplan) -> dict[str, Any]:
    """What stands in the print of the working plan; every value is text, so that the order says what was printed."""
    person = case.person
    return {
        **_sheet(case, "Integrationsplan"),
        "facts": [*_facts(case), {"label": "Stand", "text": f"Arbeitsstand vom {german_date(timezone.localdate())}"}],
        **_body(content_of(plan)),
        "signatures": [f"{person.given_name} {person.family_name}", case.lead_name],
        "signed": [],
    }


def fassung_context(case: Case, fassung: Fassung) -> dict[str, Any]:
    """What stands in the print of a Fassung: its content as it was frozen, and who has signed it by now."""
    return {
        **_sheet(case, f"Integrationsplan, Fassung {fassung.number}"),
        "facts": [*_facts(case), *_fassung_facts(fassung)],
        **_body(fassung.content),
        "signatures": [],
        "signed": [_signature(signature) for signature in fassung.signatures.all()],
        "drawing_box": f"0 0 {DRAWING_WIDTH} {DRAWING_HEIGHT}",
        "sha256": fassung.sha256,
    }


def _sheet(case: Case, title: str) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "title": title,
        "issued_at": today.isoformat(),
        "date": german_date(today),
        "file_number": case.number,
        "issuer": {
            "name": case.organisation.name,
            "unit": "Integrationsmanagement",
            "address": case.organisation.address.splitlines(),
            "contact": [{"label": "Zuständig", "text": case.lead_name}],
        },
    }


def _facts(case: Case) -> list[dict[str, str]]:
    person = case.person
    return [
        {"label": "Name", "text": f"{person.given_name} {person.family_name}"},
        {"label": "Geburtsdatum", "text": person.birth_text or "nicht bekannt"},
        {"label": "Begleitung", "text": period(case.starts_on, case.ends_on)},
    ]


def _fassung_facts(fassung: Fassung) -> list[dict[str, str]]:
    facts = [
        {"label": "Besprochen am", "text": german_date(fassung.agreed_on)},
        {"label": "Anwesend", "text": ", ".join(fassung.people_present)},
    ]
    if fassung.interpreter_language:
        name = f"{fassung.interpreter_name}, " if fassung.interpreter_name else ""
        quality = fassung.get_interpreter_quality_display()
        facts.append({"label": "Gedolmetscht", "text": f"{name}{fassung.interpreter_language}, {quality}"})
    if fassung.next_review_on:
        facts.append({"label": "Nächste Fortschreibung", "text": german_date(fassung.next_review_on)})
    return facts


def _body(content: Mapping[str, Any]) -> dict[str, Any]:
    """Persons, areas and assessment of the plan, with the picture that stands beside the table."""
    assessment = content.get("assessment")
    picture = progress_picture([Frozen(area) for area in assessment["areas"]]) if assessment else None
    return {
        "persons": content["persons"] if len(content["persons"]) > 1 else [],
        "assessment": assessment,
        "picture": _plain(asdict(picture)) if picture else None,
        "areas": content["areas"],
    }


def _plain(picture: dict[str, Any]) -> dict[str, Any]:
    """The picture with lists for tuples, as a stored order keeps it."""
    return {**picture, "columns": [list(column) for column in picture["columns"]]}


def _signature(signature: FassungSignature) -> dict[str, str]:
    is_drawn = signature.kind == SignatureKind.DRAWN
    return {
        "name": signature.name,
        "role": signature.get_role_display(),
        "at": german_datetime(signature.signed_at),
        "drawing": signature.drawing if is_drawn else "",
        "kind": signature.get_kind_display(),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind_name,
        "title": change.title,
        "lines": [asdict(line) for line in change.lines],
        "parts": [_change(part) for part in change.parts if part.is_change],
    }
