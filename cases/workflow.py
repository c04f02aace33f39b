"""The machine of a case: active until it is closed, and again when the Teamleitung reopens it."""

from __future__ import annotations

from typing import Any

from cases.enums import CaseStatus
from cases.models import Case, CaseTransition
from pik.core.workflow import Transition, Workflow, register


def no_other_active_case(case: Case, actor: Any) -> str | None:
    """One active case per person (constraint ``case_one_active``), told before the database refuses."""
    other = Case.objects.active().filter(person=case.person_id).exclude(pk=case.pk).first()
    return f"Die Person hat schon einen aktiven Fall ({other.number})." if other else None


CASE = register(
    Workflow(
        model=Case,
        log=CaseTransition,
        transitions=(
            Transition("close", "Fall abschließen", (CaseStatus.ACTIVE,), CaseStatus.CLOSED, "cases.close_case"),
            Transition(
                "reopen",
                "Fall wieder öffnen",
                (CaseStatus.CLOSED,),
                CaseStatus.ACTIVE,
                "cases.reopen_case",
                guards=(no_other_active_case,),
                needs_comment=True,
            ),
        ),
    )
)
