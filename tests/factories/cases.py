"""Factories of cases, plans and sessions; all people are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.enums import CaseStatus, ClosingReason, GoalProgress, LifeArea, SessionKind, StepOwner, WaitingPriority
from cases.models import Case, DataSheet, FollowUp, Goal, HandOver, Integrationsplan, Session, Step
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.documents import job_of
from tests.factories.people import PersonFactory


class CaseFactory(DjangoModelFactory[Case]):
    """An active case in its first year; an Integrationsmanager:in of the organisation leads it."""

    class Meta:
        model = Case

    class Params:
        closed = factory.Trait(
            status=CaseStatus.CLOSED,
            closed_on=factory.LazyFunction(timezone.localdate),
            closing_reason=ClosingReason.GOALS_REACHED,
        )
        request = factory.Trait(status=CaseStatus.REQUEST, requested_on=date(2026, 11, 2), starts_on=None, ends_on=None)
        waiting = factory.Trait(
            status=CaseStatus.WAITING,
            waiting_since=date(2026, 11, 3),
            priority=WaitingPriority.NORMAL,
            starts_on=None,
            ends_on=None,
        )
        resting = factory.Trait(
            status=CaseStatus.RESTING, resting_since=date(2026, 11, 1), rests_until=date(2026, 12, 31)
        )
        transferred = factory.Trait(status=CaseStatus.TRANSFERRED, closed_on=factory.LazyFunction(timezone.localdate))

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(PersonFactory, organisation=factory.SelfAttribute("..organisation"))
    lead = factory.LazyAttribute(lambda case: user_with_role(Role.INTEGRATIONSMANAGER, case.organisation))
    number = factory.Sequence(lambda n: f"TST-2026-{n:04}")
    starts_on = date(2026, 7, 1)
    ends_on = date(2028, 6, 30)


class PlanFactory(DjangoModelFactory[Integrationsplan]):
    class Meta:
        model = Integrationsplan

    case = factory.SubFactory(CaseFactory)
    created_by = factory.SelfAttribute("case.lead")


class GoalFactory(DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    plan = factory.SubFactory(PlanFactory)
    life_area = LifeArea.LANGUAGE
    title = "B1-Zertifikat"
    criterion = "das Zertifikat vorliegt"
    due_on = date(2027, 3, 31)
    progress = GoalProgress.OPEN


class StepFactory(DjangoModelFactory[Step]):
    class Meta:
        model = Step

    goal = factory.SubFactory(GoalFactory)
    text = "Zum Elternkurs anmelden"
    owner = StepOwner.CLIENT


class SessionFactory(DjangoModelFactory[Session]):
    class Meta:
        model = Session

    case = factory.SubFactory(CaseFactory)
    held_on = date(2026, 9, 15)
    kind = SessionKind.IN_PERSON
    duration_minutes = 45
    topics = [LifeArea.LANGUAGE]
    author = factory.SelfAttribute("case.lead")


class FollowUpFactory(DjangoModelFactory[FollowUp]):
    class Meta:
        model = FollowUp

    class Params:
        done = factory.Trait(done_at=factory.LazyFunction(timezone.now), done_by=factory.SelfAttribute("assigned_to"))

    case = factory.SubFactory(CaseFactory)
    due_on = date(2026, 11, 30)
    reason = "Kursplatz bestätigt?"
    assigned_to = factory.SelfAttribute("case.lead")


class HandOverFactory(DjangoModelFactory[HandOver]):
    """One case went from one of the team to another; the giver did it herself."""

    class Meta:
        model = HandOver

    organisation = factory.SubFactory(OrganisationFactory)
    giver = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.organisation))
    taker = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.organisation))
    case_count = 1
    follow_up_count = 0
    actor = factory.SelfAttribute("giver")
    actor_label = factory.LazyAttribute(lambda o: o.actor.acting_label)


class DataSheetFactory(DjangoModelFactory[DataSheet]):
    """A sheet whose print is ready; nobody has checked it yet."""

    class Meta:
        model = DataSheet

    class Params:
        checked = factory.Trait(
            checked_on=factory.LazyFunction(timezone.localdate), checked_with=factory.SelfAttribute("case.lead")
        )

    case = factory.SubFactory(CaseFactory)
    job = factory.LazyAttribute(lambda sheet: job_of(sheet.case.lead, done=True, holds_person=True))


def plan_with_step(case: Case | None = None, **step: Any) -> Step:
    """A plan of one goal with one step; returns the step."""
    plan = PlanFactory(case=case or CaseFactory())
    return StepFactory(goal=GoalFactory(plan=plan), **step)
