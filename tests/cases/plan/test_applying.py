"""Catalogue, templates and whom a plan covers: what is stored, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, connection, transaction
from django.utils import timezone

from cases.lifecycle.actions import close_case
from cases.models import CatalogueGoal, CatalogueStep, Goal, Person, PlanMember, PlanTemplate, Step, TemplateStep
from cases.people.actions import connect_household
from cases.plan import actions, applying, queries
from cases.plan.applying import ChosenGoal, ChosenStep
from cases.plan.catalogue_forms import PreviewForm
from cases.plan.reference import load_catalogue
from pik.accounts.acting import acting_as
from pik.accounts.enums import Role
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, GoalFactory
from tests.factories.plan import CatalogueGoalFactory, CatalogueStepFactory, PlanTemplateFactory, TemplateStepFactory

pytestmark = pytest.mark.django_db

CONCRETE: dict[str, Any] = {"criterion": "das Papier vorliegt", "due_on": date(2027, 3, 31)}


# --- The common catalogue -------------------------------------------------------------------------


def test_load_catalogue_is_idempotent_and_mends_what_was_changed() -> None:
    own = CatalogueGoalFactory()
    first = load_catalogue()
    CatalogueGoal.objects.filter(key="language.b1").update(title="Verstellt")

    again = load_catalogue()
    third = load_catalogue()

    assert (first > 170, again, third) == (True, 1, 0)
    assert PlanTemplate.objects.filter(organisation__isnull=True).count() == 3
    assert CatalogueGoal.objects.get(pk=own.pk).retired_at is None


def test_load_catalogue_retires_what_is_no_longer_shipped() -> None:
    gone = CatalogueGoalFactory(organisation=None, key="language.gone")

    load_catalogue()

    gone.refresh_from_db()
    assert gone.retired_at is not None


def test_goal_keeps_the_key_of_the_catalogue_as_long_as_the_words_are_its() -> None:
    load_catalogue()
    case, entry = CaseFactory(), CatalogueGoal.objects.get(key="language.b1")
    values = {"life_area": "language", "title": entry.title, **CONCRETE}

    goal = actions.add_goal(case, actor=case.lead, entry=entry, steps=entry.steps.all()[:2], **values)
    key = goal.catalogue_key
    other = actions.update_goal(goal, actor=case.lead, title="Deutsch B1 in einem Jahr")

    assert (key, other.catalogue_key) == ("language.b1", "")
    assert list(goal.steps.values_list("catalogue_key", "due_on")) == [
        ("language.b1.1", CONCRETE["due_on"]),
        ("language.b1.2", CONCRETE["due_on"]),
    ]


# --- Templates ------------------------------------------------------------------------------------


def test_apply_template_takes_what_is_left_ticked_with_the_days_of_the_preview() -> None:
    case = CaseFactory()
    step = TemplateStepFactory(goal__template__organisation=case.organisation)
    TemplateStepFactory(goal=step.goal, text="Ausweis mitbringen")

    applying.apply_template(
        case,
        actor=case.lead,
        chosen=[ChosenGoal(step.goal, date(2027, 1, 31), [ChosenStep(step, date(2026, 12, 8))])],
    )

    assert list(Goal.objects.values_list("title", "due_on")) == [("Konto eröffnen", date(2027, 1, 31))]
    assert list(Step.objects.values_list("text", "due_on")) == [("Termin bei der Bank vereinbaren", date(2026, 12, 8))]


def test_preview_counts_from_the_day_and_knows_the_ends_of_months() -> None:
    step = TemplateStepFactory(due_in=2, due_unit="weeks")
    template = PlanTemplate.objects.get()

    form = PreviewForm(template=template, start=date(2027, 1, 31))

    (row,) = form.rows
    assert (row.due.initial, row.steps[0].due.initial) == (date(2027, 2, 28), date(2027, 2, 14))
    assert row.steps[0].step == step


def test_preview_with_nothing_ticked_or_a_day_missing_is_refused() -> None:
    step = TemplateStepFactory()
    template, goal = PlanTemplate.objects.get(), step.goal
    key = {"submission_key": "0" * 32}

    nothing = PreviewForm(key, template=template, start=date(2027, 1, 31))
    no_day = PreviewForm({**key, f"goal_{goal.pk}": "on"}, template=template, start=date(2027, 1, 31))

    assert (nothing.is_valid(), nothing.non_field_errors()) == (False, [applying.NOTHING_CHOSEN])
    assert (no_day.is_valid(), list(no_day.errors)) == (False, [f"goal_{goal.pk}_due"])


def test_own_template_is_kept_by_the_teamleitung_alone_and_a_common_one_by_nobody() -> None:
    lead = user_with_role(Role.TEAMLEITUNG)
    manager = user_with_role(Role.INTEGRATIONSMANAGER, lead.membership.organisation)
    source = CatalogueStepFactory(goal__organisation=lead.membership.organisation).goal

    template = applying.save_template(None, actor=lead, name="Ankommen", description="")
    goal = applying.add_template_goal(template, actor=lead, source=source, due_in=3, due_unit="months")
    applying.reschedule_template(template, actor=lead, due={goal: (6, "weeks")})

    goal.refresh_from_db()
    assert (goal.due_in, goal.due_unit, TemplateStep.objects.count()) == (6, "weeks", 1)
    applying.remove_template_goal(goal, actor=lead)
    assert not template.goals.exists()
    with pytest.raises(PermissionDenied):
        applying.save_template(template, actor=manager, name="Anders", description="")
    with pytest.raises(PermissionDenied):
        applying.retire(template, actor=user_with_role(Role.TEAMLEITUNG))
    with pytest.raises(ValidationError, match="gemeinsamer Eintrag"):
        applying.retire(PlanTemplateFactory(organisation=None, key="x"), actor=lead)


def test_common_rows_are_read_and_not_written_behind_the_wall() -> None:
    common, own = CatalogueGoalFactory(organisation=None, key="language.b1"), CatalogueGoalFactory()
    lead = user_with_role(Role.TEAMLEITUNG, own.organisation)
    foreign = CatalogueGoalFactory()

    with acting_as(lead):
        seen = set(CatalogueGoal.objects.values_list("pk", flat=True))
        with pytest.raises(Error, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_cataloguegoal SET title = 'Verstellt' WHERE id = %s", [common.pk])

    assert seen == {common.pk, own.pk}
    assert foreign.pk not in seen


def test_own_entry_is_saved_anew_with_its_steps() -> None:
    lead = user_with_role(Role.TEAMLEITUNG)
    words = {"life_area": "work", "title": "Probearbeiten", "criterion": "drei Tage geschafft sind"}
    first, second = {"text": "Betrieb anrufen"}, {"text": "Arbeitskleidung besorgen"}

    entry = applying.save_catalogue_goal(None, actor=lead, steps=[first, second], **words)
    applying.save_catalogue_goal(entry, actor=lead, steps=[second], **words)
    applying.retire(entry, actor=lead)

    assert list(CatalogueStep.objects.values_list("text", flat=True)) == ["Arbeitskleidung besorgen"]
    assert not CatalogueGoal.objects.in_use().exists()


# --- Whom a plan covers ---------------------------------------------------------------------------


@pytest.fixture
def family() -> tuple[Any, Any]:
    """Two cases of one household."""
    first = CaseFactory()
    second = CaseFactory(organisation=first.organisation)
    connect_household(second, actor=second.lead, family_member=first, relation="partner")
    return first, second


def test_family_shares_one_plan(family: tuple[Any, Any]) -> None:
    first, second = family
    GoalFactory(plan=actions.ensure_plan(first, actor=first.lead))

    actions.cover_persons(first, actor=first.lead, persons=[second.person])

    shared = queries.shared_plan_of(second)
    assert shared is not None
    assert (shared.case, len(shared.goals.all())) == (first, 1)
    assert queries.persons_of(shared) == [first.person, second.person]
    with pytest.raises(ValidationError, match=f"schon einen laufenden Plan, im Fall {first.number}"):
        actions.add_goal(second, actor=second.lead, life_area="work", title="Arbeit", **CONCRETE)


def test_person_leaves_the_shared_plan_and_begins_her_own(family: tuple[Any, Any]) -> None:
    first, second = family
    actions.cover_persons(first, actor=first.lead, persons=[second.person])

    actions.cover_persons(first, actor=first.lead, persons=[])
    actions.add_goal(second, actor=second.lead, life_area="work", title="Arbeit", **CONCRETE)

    assert queries.shared_plan_of(second) is None
    assert PlanMember.objects.filter(person=second.person, left_on__isnull=True).get().plan.case == second


def test_somebody_with_a_plan_of_her_own_or_of_another_household_does_not_join(family: tuple[Any, Any]) -> None:
    first, second = family
    stranger: Person = CaseFactory(organisation=first.organisation).person
    actions.add_goal(second, actor=second.lead, life_area="work", title="Arbeit", **CONCRETE)

    with pytest.raises(ValidationError, match="schon einen laufenden Plan"):
        actions.cover_persons(first, actor=first.lead, persons=[second.person])
    with pytest.raises(ValidationError, match="desselben Haushalts"):
        actions.cover_persons(first, actor=first.lead, persons=[stranger])


def test_plan_of_a_case_that_is_over_gives_way(family: tuple[Any, Any]) -> None:
    first, second = family
    actions.add_goal(second, actor=second.lead, life_area="work", title="Arbeit", **CONCRETE)
    close_case(second, actor=second.lead, reason="moved")

    actions.cover_persons(first, actor=first.lead, persons=[second.person])

    assert queries.persons_of(first.plan) == [first.person, second.person]


# --- Steps ----------------------------------------------------------------------------------------


def test_step_counts_how_often_it_moved_is_dropped_with_a_reason_and_taken_up_again() -> None:
    goal = GoalFactory()
    lead = goal.plan.case.lead
    step = actions.add_step(goal, actor=lead, text="Anmelden", due_on=date(2026, 12, 1))
    today = timezone.localdate()

    actions.update_step(step, actor=lead, due_on=date(2026, 12, 20))
    with pytest.raises(ValidationError, match="Grund"):
        actions.update_step(step, actor=lead, dropped_on=today, dropped_because="")
    dropped = actions.update_step(step, actor=lead, dropped_on=today, dropped_because="Kurs fällt aus")

    step.refresh_from_db()
    assert (step.postponed_count, dropped.state, Step.objects.open().count()) == (1, "dropped", 0)
    assert actions.tick_step(step, actor=lead, is_done=True).state == "done"
