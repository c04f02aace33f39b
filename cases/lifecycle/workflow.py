"""The machines of a case and of an extension of its term."""

from __future__ import annotations

from typing import Any

from cases.enums import BEFORE_SUPPORT, OPEN_STATUSES, CaseStatus, ExtensionStatus
from cases.models import Case, CaseTransition, Extension, ExtensionTransition
from pik.core.workflow import Transition, Workflow, register


def no_other_open_case(case: Case, actor: Any) -> str | None:
    """One open case per person (constraint ``case_one_open``), told before the database refuses."""
    other = Case.objects.open().filter(person=case.person_id, organisation=case.organisation_id)
    found = other.exclude(pk=case.pk).first()
    return f"Die Person hat schon einen offenen Fall ({found.number})." if found else None


def support_had_begun(case: Case, actor: Any) -> str | None:
    """What never began goes back to the requests."""
    return None if case.starts_on else "Die Begleitung hatte noch nicht begonnen. Nehmen Sie die Anfrage wieder auf."


def support_had_not_begun(case: Case, actor: Any) -> str | None:
    """What had begun is taken up again as an active case."""
    return "Die Begleitung hatte schon begonnen. Öffnen Sie den Fall wieder." if case.starts_on else None


def four_eyes(extension: Extension, actor: Any) -> str | None:
    """Whoever asked for an extension does not decide it (constraint ``extension_four_eyes``)."""
    if actor is not None and extension.asked_by_id == actor.pk:
        return "Über eine Verlängerung entscheidet jemand anderes als die Person, die sie beantragt hat."
    return None


def asked_it_oneself(extension: Extension, actor: Any) -> str | None:
    """An extension is withdrawn by whoever asked for it."""
    if actor is not None and extension.asked_by_id != actor.pk:
        return "Zurückziehen kann den Antrag nur die Person, die ihn gestellt hat."
    return None


CASE = register(
    Workflow(
        model=Case,
        log=CaseTransition,
        transitions=(
            Transition(
                "put_on_waiting_list",
                "Auf die Warteliste setzen",
                (CaseStatus.REQUEST,),
                CaseStatus.WAITING,
                "cases.admit_case",
            ),
            Transition("begin", "Begleitung beginnen", BEFORE_SUPPORT, CaseStatus.ACTIVE, "cases.admit_case"),
            Transition("rest", "Ruhen lassen", (CaseStatus.ACTIVE,), CaseStatus.RESTING, "cases.rest_case"),
            Transition("resume", "Begleitung fortsetzen", (CaseStatus.RESTING,), CaseStatus.ACTIVE, "cases.rest_case"),
            # Fired by the hand-over to another organisation, when it has accepted.
            Transition("transfer", "Überleiten", OPEN_STATUSES, CaseStatus.TRANSFERRED, None),
            Transition("close", "Fall abschließen", OPEN_STATUSES, CaseStatus.CLOSED, "cases.close_case"),
            Transition(
                "reopen",
                "Fall wieder öffnen",
                (CaseStatus.CLOSED,),
                CaseStatus.ACTIVE,
                "cases.reopen_case",
                guards=(no_other_open_case, support_had_begun),
                needs_comment=True,
            ),
            Transition(
                "reopen_request",
                "Anfrage wieder aufnehmen",
                (CaseStatus.CLOSED,),
                CaseStatus.REQUEST,
                "cases.reopen_case",
                guards=(no_other_open_case, support_had_not_begun),
                needs_comment=True,
            ),
        ),
    )
)

EXTENSION = register(
    Workflow(
        model=Extension,
        log=ExtensionTransition,
        transitions=(
            Transition(
                "grant",
                "Verlängerung genehmigen",
                (ExtensionStatus.ASKED,),
                ExtensionStatus.GRANTED,
                "cases.decide_extension",
                guards=(four_eyes,),
                needs_comment=True,
            ),
            Transition(
                "refuse",
                "Verlängerung ablehnen",
                (ExtensionStatus.ASKED,),
                ExtensionStatus.REFUSED,
                "cases.decide_extension",
                guards=(four_eyes,),
                needs_comment=True,
            ),
            Transition(
                "withdraw",
                "Antrag zurückziehen",
                (ExtensionStatus.ASKED,),
                ExtensionStatus.WITHDRAWN,
                "cases.ask_extension",
                guards=(asked_it_oneself,),
            ),
            Transition("lapse", "Mit dem Fall erledigt", (ExtensionStatus.ASKED,), ExtensionStatus.WITHDRAWN, None),
        ),
    )
)
