"""The print of the Integrationsplan: its kind, and its context as plain text and lists."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.accesses import subject_of_plan
from cases.actions import demand_permission
from cases.models import Case, Goal, Integrationsplan, PlanPrint, Step
from cases.plan.queries import areas_of, plan_of
from pik.accounts.models import User
from pik.core.formats import german_date, period
from pik.documents.actions import order_document
from pik.documents.kinds import DocumentKind, register

PLAN = "cases.integrationsplan"

register(
    DocumentKind(
        name=PLAN,
        template="cases/documents/integrationsplan.html",
        holds_person=True,
        access=lambda plan_id: (subject_of_plan(plan_id), "Integrationsplan"),
    )
)


@transaction.atomic
def print_plan(case: Case, *, actor: User) -> PlanPrint:
    """Order the plan as PDF; the same plan printed twice on a day is one document.

    Raises ``PermissionDenied``, or ``ValidationError`` while the case has no plan.
    """
    demand_permission(actor, "cases.print_plan", case)
    plan = plan_of(case)
    if plan is None:
        raise ValidationError("Der Fall hat noch keinen Integrationsplan. Legen Sie zuerst ein Ziel an.")
    job = order_document(
        PLAN,
        subject_id=plan.pk,
        organisation=case.organisation,
        requested_by=actor,
        title=f"Integrationsplan {case.number}",
        filename=f"Integrationsplan_{case.number}.pdf",
        context=plan_context(case, plan),
    )
    return PlanPrint.objects.get_or_create(job=job, defaults={"plan": plan})[0]


def plan_context(case: Case, plan: Integrationsplan) -> dict[str, Any]:
    """What stands in the print; every value is text, so that the stored order says what was printed."""
    person, today = case.person, timezone.localdate()
    return {
        "title": "Integrationsplan",
        "issued_at": today.isoformat(),
        "date": german_date(today),
        "file_number": case.number,
        "issuer": {
            "name": case.organisation.name,
            "unit": "Integrationsmanagement",
            "address": case.organisation.address.splitlines(),
            "contact": [{"label": "Zuständig", "text": case.lead_name}],
        },
        "facts": [
            {"label": "Name", "text": f"{person.given_name} {person.family_name}"},
            {"label": "Geburtsdatum", "text": person.birth_text or "nicht bekannt"},
            {"label": "Begleitung", "text": period(case.starts_on, case.ends_on)},
        ],
        "areas": [
            {"label": area.label, "goals": [_goal(goal) for goal in area.goals]} for area in areas_of(plan.goals.all())
        ],
        "signatures": [f"{person.given_name} {person.family_name}", case.lead_name],
    }


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "title": goal.title,
        "criterion": goal.criterion,
        "due": german_date(goal.due_on) if goal.due_on else "",
        "progress": goal.get_progress_display(),
        "steps": [_step(step) for step in goal.steps.all()],
    }


def _step(step: Step) -> dict[str, str]:
    return {
        "text": step.text,
        "who": step.who,
        "due": german_date(step.due_on) if step.due_on else "",
        "done": german_date(step.done_on) if step.done_on else "",
    }
