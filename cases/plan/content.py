"""A plan as structured text: what a Fassung freezes, what a print shows, what two states are compared by."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.models import Goal, Integrationsplan, Step
from cases.plan.queries import Assessed, areas_of, assessments_of, persons_of, standings_of
from pik.core.formats import german_date

#: Raise it when a name below changes; readers of old Fassungen ask it.
VERSION = 1


def content_of(plan: Integrationsplan) -> dict[str, Any]:
    """The whole plan as it stands now, with its assessment; days and states as people read them.

    ``plan`` comes from ``queries.plan_of``: goals and steps are there already.
    """
    assessments = assessments_of(plan)
    return {
        "version": VERSION,
        "persons": [f"{person.given_name} {person.family_name}" for person in persons_of(plan)],
        "assessment": _assessment(assessments) if assessments else None,
        "areas": [
            {"key": area.key, "label": area.label, "goals": [_goal(goal) for goal in area.goals]}
            for area in areas_of(plan.goals.all())
        ],
    }


def _assessment(assessments: list[Assessed]) -> dict[str, Any]:
    """Each area's latest level, beside the one of the first assessment."""
    return {
        "on": german_date(assessments[-1].assessed_on),
        "first_on": german_date(assessments[0].assessed_on),
        "areas": [
            {
                "key": standing.key,
                "label": standing.label,
                "level": standing.level,
                "level_text": standing.level_text,
                "was": standing.was,
                "difference": standing.difference,
                "situation": standing.rating.situation,
                "resources": standing.rating.resources,
                "wishes": standing.rating.wishes,
            }
            for standing in standings_of(assessments)
        ],
    }


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "id": goal.pk,
        "title": goal.title,
        "criterion": goal.criterion,
        "due": german_date(goal.due_on),
        "priority": goal.get_priority_display(),
        "progress": goal.progress,
        "state": goal.get_progress_display(),
        "outcome_reason": goal.outcome_reason,
        "catalogue_key": goal.catalogue_key,
        "steps": [_step(step) for step in goal.steps.all()],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.pk,
        "text": step.text,
        "who": step.who,
        "due": _day(step.due_on),
        "state": _step_state(step),
        "because": step.dropped_because,
        "offer": step.offer.title if step.offer else "",
        "catalogue_key": step.catalogue_key,
    }


def _step_state(step: Step) -> str:
    day = step.done_on or step.dropped_on
    return f"{step.state.label} am {german_date(day)}" if day else str(step.state.label)


def _day(day: date | None) -> str:
    return german_date(day) if day else ""
