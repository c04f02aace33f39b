"""The machine of the Planungsrahmen: a draft is published once, and ends when the next one is."""

from __future__ import annotations

from pik.core.workflow import Transition, Workflow, register
from planning.enums import PlanungsrahmenStatus
from planning.models import Planungsrahmen, PlanungsrahmenTransition

PLANUNGSRAHMEN = register(
    Workflow(
        model=Planungsrahmen,
        log=PlanungsrahmenTransition,
        transitions=(
            Transition(
                name="publish",
                label="Veröffentlichen",
                sources=(PlanungsrahmenStatus.DRAFT,),
                target=PlanungsrahmenStatus.PUBLISHED,
                permission="planning.publish_planungsrahmen",
            ),
            # Follows from the publication of another one (planning.actions.publish_planungsrahmen).
            Transition(
                name="supersede",
                label="Ersetzen",
                sources=(PlanungsrahmenStatus.PUBLISHED,),
                target=PlanungsrahmenStatus.SUPERSEDED,
                permission=None,
            ),
        ),
    )
)
