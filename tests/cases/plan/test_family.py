"""A relative whom the plan of another case covers: what her own case shows of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from cases.lifecycle.day import my_day
from cases.lifecycle.queries import with_row
from cases.models import Case, Integrationsplan
from cases.people.actions import connect_household
from cases.plan.actions import cover_persons, ensure_plan
from cases.plan.reminders import PLAN_REVIEW
from pik.core.periods import add_months
from pik.reminders.actions import create_due
from pik.reminders.models import Reminder
from tests.cases.plan.test_views import at
from tests.counting import counted
from tests.factories.cases import CaseFactory, PlanFactory, plan_with_step
from tests.factories.plan import PlanMemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.web]

REVIEW = date(2027, 3, 1)


@pytest.fixture
def relative(case: Case) -> Case:
    """A case whose person the plan of ``case`` covers."""
    found: Case = CaseFactory(organisation=case.organisation, lead=case.lead)
    plan = plan_with_step(case).goal.plan
    Integrationsplan.objects.filter(pk=plan.pk).update(next_review_on=REVIEW)
    PlanMemberFactory(plan=plan, person=found.person)
    return found


def test_day_calls_no_relative_without_a_plan_unless_that_plan_is_over(case: Case, relative: Case) -> None:
    today = timezone.localdate()

    covered = [row.pk for row in my_day(case.lead, today).without_plan.rows]
    Case.objects.filter(pk=case.pk).update(status="closed", closed_on=today, closing_reason="moved")
    over = [row.pk for row in my_day(case.lead, today).without_plan.rows]

    assert (covered, over) == ([], [relative.pk])


def test_overview_of_a_relative_shows_the_plan_of_the_family_and_begins_none(
    web: Client, case: Case, relative: Case
) -> None:
    text = web.get(relative.get_absolute_url()).content.decode()

    assert "B1-Zertifikat" in text
    assert f"Fall {case.number}</a>" in text
    assert "Erstes Ziel aufnehmen" not in text


def test_overview_of_a_relative_costs_the_same_as_with_a_plan_of_her_own(
    web: Client, case: Case, relative: Case
) -> None:
    web.get(case.get_absolute_url())
    with counted() as own:
        web.get(case.get_absolute_url())
    with counted() as shared:
        web.get(relative.get_absolute_url())

    assert len(shared) == len(own)


def test_row_and_head_of_a_relative_tell_the_next_review_of_the_family(case: Case, relative: Case) -> None:
    row = with_row(Case.objects.filter(pk=relative.pk)).get()
    head = Case.objects.with_head().get(pk=relative.pk)
    Case.objects.filter(pk=relative.pk).update(status="closed", closed_on=REVIEW, closing_reason="moved")
    closed = with_row(Case.objects.filter(pk=relative.pk)).get()

    assert (row.next_review_on, head.next_review_on, closed.next_review_on) == (REVIEW, REVIEW, None)  # type: ignore[attr-defined]


def test_board_of_a_relative_begins_a_plan_again_when_that_of_the_family_is_over(
    web: Client, case: Case, relative: Case
) -> None:
    covered = web.get(at(relative, "case_plan")).content.decode()
    Case.objects.filter(pk=case.pk).update(status="closed", closed_on=REVIEW, closing_reason="moved")
    over = web.get(at(relative, "case_plan")).content.decode()

    assert ("Erstes Ziel aufnehmen" in covered, "Erstes Ziel aufnehmen" in over) == (False, True)


def test_empty_plan_of_somebody_who_joins_the_family_is_no_longer_reviewed_until_she_begins_anew(case: Case) -> None:
    today = timezone.localdate()
    relative = CaseFactory(organisation=case.organisation, lead=case.lead)
    connect_household(relative, actor=case.lead, family_member=case, relation="partner")
    empty = PlanFactory(case=relative, next_review_on=today)
    PlanMemberFactory(plan=empty, person=relative.person)
    create_due(today)

    cover_persons(case, actor=case.lead, persons=[relative.person])
    empty.refresh_from_db()
    joined, rung = empty.next_review_on, Reminder.objects.get(kind=PLAN_REVIEW).done_at
    cover_persons(case, actor=case.lead, persons=[])
    ensure_plan(relative, actor=case.lead)
    empty.refresh_from_db()

    assert (joined, rung is not None, empty.next_review_on) == (None, True, add_months(today, 6))
