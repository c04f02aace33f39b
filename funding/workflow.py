"""The machine of an application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from funding.enums import ApplicationStatus, Outcome
from funding.models import Application, ApplicationTransition, Decision
from funding.models.decision import FOUR_EYES
from funding.requirements import REQUIREMENTS, Requirement
from funding.standing import standing_of
from pik.core.workflow import Transition, Workflow, register

Status = ApplicationStatus


# Where the first guard of a move leaves what it read, on the application in hand, for the guards after it.
_READING = "_standing_before_submission"


def _guard(requirement: Requirement, *, is_first: bool) -> Callable[[Application, Any], str | None]:
    def holds(application: Application, actor: Any) -> str | None:
        if is_first or _READING not in vars(application):
            setattr(application, _READING, standing_of(application))
        return requirement.check(getattr(application, _READING))

    holds.__doc__ = requirement.check.__doc__
    return holds


def four_eyes(application: Application, actor: Any) -> str | None:
    """The one who drafted can't approve; the database says so too."""
    return objection(application.decisions.open().first(), actor)


def objection(decision: Decision | None, actor: Any) -> str | None:
    """Why ``actor`` can't approve this draft, or None; for the guard and for the page that says it before."""
    return FOUR_EYES if decision is not None and decision.drafted_by_id == actor.pk else None


def outcome_is(outcome: Outcome) -> Callable[[Application, Any], str | None]:
    """Guard: the draft on the table ends in ``outcome``."""

    def holds(application: Application, actor: Any) -> str | None:
        decision = application.decisions.open().first()
        if decision is not None and decision.outcome == outcome:
            return None
        return f"Entworfen ist keine {outcome.label}."

    holds.__doc__ = f"The draft on the table ends in „{outcome.label}“."
    return holds


APPLICATION = register(
    Workflow(
        model=Application,
        log=ApplicationTransition,
        transitions=(
            Transition(
                name="submit",
                label="einreichen",
                sources=(Status.DRAFT,),
                target=Status.SUBMITTED,
                permission="funding.submit_application",
                guards=tuple(_guard(item, is_first=item is REQUIREMENTS[0]) for item in REQUIREMENTS),
            ),
            Transition(
                name="take",
                label="in Prüfung nehmen",
                sources=(Status.SUBMITTED,),
                target=Status.IN_REVIEW,
                permission="funding.take_application",
            ),
            Transition(
                name="draft_decision",
                label="Entscheidung entwerfen",
                sources=(Status.IN_REVIEW,),
                target=Status.DECISION_DRAFTED,
                permission="funding.draft_decision",
            ),
            Transition(
                name="approve",
                label="bewilligen",
                sources=(Status.DECISION_DRAFTED,),
                target=Status.APPROVED,
                permission="funding.approve_decision",
                guards=(outcome_is(Outcome.APPROVE), four_eyes),
            ),
            Transition(
                name="reject",
                label="ablehnen",
                sources=(Status.DECISION_DRAFTED,),
                target=Status.REJECTED,
                permission="funding.approve_decision",
                guards=(outcome_is(Outcome.REJECT), four_eyes),
            ),
            Transition(
                name="return_draft",
                label="Entwurf zurückgeben",
                sources=(Status.DECISION_DRAFTED,),
                target=Status.IN_REVIEW,
                permission="funding.return_draft",
                needs_comment=True,
            ),
            Transition(
                name="withdraw",
                label="zurückziehen",
                sources=(Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.DECISION_DRAFTED),
                target=Status.WITHDRAWN,
                permission="funding.withdraw_application",
            ),
        ),
    )
)
# How a decision's outcome moves the application.
TRANSITION_OF = {Outcome.APPROVE.value: "approve", Outcome.REJECT.value: "reject"}
