"""Factories of persons, cases, plans and sessions; all people are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.enums import CaseStatus, ClosingReason, GoalProgress, LifeArea, SessionKind, StepOwner
from cases.models import Case, FollowUp, Goal, HandOver, Household, Integrationsplan, Person, Session, Step
from cases.search.keys import refresh
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role


class HouseholdFactory(DjangoModelFactory[Household]):
    class Meta:
        model = Household

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Haushalt Rahimi"


class PersonFactory(DjangoModelFactory[Person]):
    """Somebody from Afghanistan of whom the minimum is known."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    family_name = factory.Sequence(lambda n: f"Rahimi{n}")
    given_name = "Zahra"
    nationalities = ["AF"]
    is_invented = True

    @factory.post_generation
    def keys(person: Person, create: bool, *_: Any, **__: Any) -> None:  # noqa: N805  factory_boy's way
        """She is found, as somebody whose case was opened is."""
        if create:
            if isinstance(person.birth_date, str):
                person.refresh_from_db(fields=["birth_date"])
            refresh(person)


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


def plan_with_step(case: Case | None = None, **step: Any) -> Step:
    """A plan of one goal with one step; returns the step."""
    plan = PlanFactory(case=case or CaseFactory())
    return StepFactory(goal=GoalFactory(plan=plan), **step)
