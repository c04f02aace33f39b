"""One row of every model that belongs to a file; each name is the model's label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases.enums import SealedKind
from cases.models import Case, CaseTransition, PlanPrint
from tests.factories.cases import (
    FollowUpFactory,
    GoalFactory,
    HouseholdFactory,
    PersonFactory,
    PlanFactory,
    SessionFactory,
    StepFactory,
)
from tests.factories.documents import job_of
from tests.factories.sealed import EmergencyAccessFactory, SealedNoteFactory, SealedReadingFactory
from tests.factories.transfer import ContactCardFactory, ShareFactory, TransferFactory, TransferTransitionFactory


def with_household(case: Case) -> None:
    """She lives with a child who has no case of its own."""
    household = HouseholdFactory(organisation=case.organisation, name="Haushalt Zwiebelkuchen")
    case.person.household = household
    case.person.name_original = "Zwiebelkuchenbäckerin"
    case.person.phone = "0621 9876543"
    case.person.save()
    PersonFactory(organisation=case.organisation, household=household, given_name="Maultaschenkind")


def with_plan(case: Case) -> None:
    """A plan whose step was done in a session."""
    session = SessionFactory(case=case, note="Wir sprachen über den Elternkurs in der Volkshochschule.")
    plan = PlanFactory(case=case)
    goal = GoalFactory(plan=plan, title="Ausbildung zur Konditormeisterin")
    StepFactory(goal=goal, text="Bei der Konditorei nachfragen", done_on=session.held_on, done_in=session)
    FollowUpFactory(case=case, session=session, reason="Konditorei hat geantwortet?")
    job = job_of(case.lead, done=True, holds_person=True)
    type(job).objects.filter(pk=job.pk).update(subject_id=plan.pk, title="Plan der Konditorin")
    PlanPrint.objects.create(plan=plan, job=job)


def with_notes(case: Case) -> None:
    """Sealed notes: one that corrects another, a private one, and who read them."""
    first = SealedNoteFactory(case=case, kind=SealedKind.HEALTH)
    SealedNoteFactory(case=case, kind=SealedKind.HEALTH, corrects=first)
    SealedReadingFactory(note=SealedNoteFactory(case=case, kind=SealedKind.PRIVATE))
    EmergencyAccessFactory(case=case)


def with_ties(case: Case) -> None:
    """What others saw, and an Überleitung that was refused."""
    ShareFactory(case=case)
    ContactCardFactory(case=case, consent_by="parent", consent_by_name="Großmutter Zwiebelkuchen")
    refused = TransferFactory(case=case, refused=True)
    TransferTransitionFactory(subject=refused, name="refuse", comment="Für Konditorinnen fehlt uns der Platz")
    CaseTransition.objects.create(
        subject=case, name="open", source="", target="active", actor=case.lead, comment="kam mit ihrer Nachbarin"
    )


MAKERS: dict[str, Callable[[Case], Any]] = {
    "household": with_household,
    "plan": with_plan,
    "notes": with_notes,
    "ties": with_ties,
}
