"""The plan's pages: what they show, store and refuse, and how many queries they cost."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import AreaRating, Assessment, Case, CatalogueGoal, Goal, PlanTemplate, Step
from cases.plan import actions
from cases.plan.assessing import save_assessment
from pik.accounts.drafts import newest, save_draft
from pik.accounts.enums import Role
from tests.counting import costs_exactly, counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, GoalFactory, PlanFactory, StepFactory, plan_with_step
from tests.factories.plan import (
    AreaRatingFactory,
    AssessmentFactory,
    CatalogueStepFactory,
    FassungFactory,
    FassungSignatureFactory,
    ReviewIntervalFactory,
    TemplateStepFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.web]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def web(client: Client, case: Case) -> Client:
    client.force_login(case.lead)
    return client


def at(case: Case, name: str, **more: Any) -> str:
    return reverse(f"cases:{name}", kwargs={"public_id": case.public_id, **more})


def key() -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4())}


# --- What pages cost ------------------------------------------------------------------------------

PAGES: dict[str, int] = {
    "case_plan": 11,
    "case_assessment": 8,
    "plan_review": 12,
    "fassung_list": 9,
    "plan_compare": 10,
}


def fill(plan: Any, goals: int) -> None:
    """Goals with two steps each, and an assessment."""
    for _ in range(goals):
        goal = GoalFactory(plan=plan)
        StepFactory.create_batch(2, goal=goal, due_on=date(2026, 12, 1))


@pytest.mark.parametrize("name", PAGES)
def test_page_costs_the_same_for_one_goal_and_for_forty(web: Client, case: Case, name: str) -> None:
    plan = PlanFactory(case=case)
    AreaRatingFactory(assessment=AssessmentFactory(plan=plan))
    FassungSignatureFactory(fassung__plan=plan)
    fill(plan, 1)
    with costs_exactly(PAGES[name]):
        web.get(at(case, name))
    fill(plan, 39)
    FassungSignatureFactory(fassung=FassungFactory(plan=plan, number=2))
    AreaRatingFactory(assessment=AssessmentFactory(plan=plan, assessed_on=date(2026, 9, 1)))

    with costs_exactly(PAGES[name]):
        web.get(at(case, name))


def test_list_of_reviews_costs_the_same_for_one_and_for_three(web: Client, case: Case) -> None:
    due = timezone.localdate()
    PlanFactory(case=case, next_review_on=due)
    with costs_exactly(REVIEWS):
        web.get(reverse("cases:review_list"))
    for _ in range(2):
        PlanFactory(case=CaseFactory(organisation=case.organisation, lead=case.lead), next_review_on=due)

    with costs_exactly(REVIEWS):
        answer = web.get(reverse("cases:review_list"))

    assert len(answer.context["plans"]) == 3


REVIEWS = 4


# --- The board ------------------------------------------------------------------------------------


def test_board_shows_open_goals_alone_and_orders_by_day(web: Client, case: Case) -> None:
    plan = PlanFactory(case=case)
    GoalFactory(plan=plan, title="Später", due_on=date(2027, 9, 1), priority=1)
    GoalFactory(plan=plan, title="Früher", due_on=date(2027, 3, 1), priority=3)
    GoalFactory(plan=plan, title="Erreicht", progress="reached")

    def titles(query: str) -> list[str]:
        context = web.get(at(case, "case_plan") + query).context
        return [goal.title for area in context["areas"] for goal in area.goals]

    assert titles("") == ["Später", "Früher", "Erreicht"]
    assert titles("?ordnung=termin") == ["Früher", "Später", "Erreicht"]
    assert titles("?zeigen=offen") == ["Später", "Früher"]


def test_board_keeps_its_filter_under_htmx(web: Client, case: Case) -> None:
    step = plan_with_step(case, done_on=date(2026, 9, 1))
    here = {**HTMX, "HX-Current-URL": "http://testserver" + at(case, "case_plan") + "?zeigen=offen"}

    answer = web.get(at(case, "case_plan"), headers=here)

    assert step.text not in answer.content.decode()


def test_goal_begins_with_an_entry_of_the_catalogue_and_takes_its_steps(web: Client, case: Case) -> None:
    entry = CatalogueStepFactory(goal__organisation=case.organisation).goal

    form = web.get(at(case, "goal_new") + f"?katalog={entry.public_id}").context["board_form"]
    chosen = {"life_area": "language", "title": "Eigene Worte", "criterion": "es klappt", "due_on": "2027-03-31"}
    web.post(
        at(case, "goal_add"),
        {**key(), **chosen, "priority": "1", "entry": entry.public_id, "steps": [s.pk for s in entry.steps.all()]},
    )

    assert form["title"].value() == entry.title
    assert list(Step.objects.values_list("text", "goal__title")) == [
        ("Zeiten des Sprachcafés heraussuchen", "Eigene Worte")
    ]


@pytest.mark.parametrize("progress", ["not_reached", "dropped"])
def test_goal_ends_badly_only_with_a_reason(web: Client, case: Case, progress: str) -> None:
    goal = plan_with_step(case).goal
    page = web.get(at(case, "goal_edit", pk=goal.pk)).context["board_form"]
    typed = {name: page[name].value() for name in page.fields} | {"progress": progress, "due_on": "2027-03-31"}

    refused = web.post(at(case, "goal_save", pk=goal.pk), typed)
    stored = web.post(at(case, "goal_save", pk=goal.pk), {**typed, "outcome_reason": "Der Kurs kam nicht zustande."})

    assert (refused.status_code, stored.status_code) == (422, 302)
    assert list(refused.context["board_form"].errors) == ["outcome_reason"]


def test_second_who_edits_a_goal_sees_the_difference(web: Client, case: Case) -> None:
    goal = plan_with_step(case).goal
    page = web.get(at(case, "goal_edit", pk=goal.pk)).context["board_form"]
    typed = {name: page[name].value() or "" for name in page.fields} | {"title": "Deutsch B2", "due_on": "2027-03-31"}
    actions.update_goal(goal, actor=case.lead, title="Deutsch C1")

    refused = web.post(at(case, "goal_save", pk=goal.pk), typed)

    assert refused.status_code == 422
    assert "Deutsch C1" in refused.content.decode()
    assert Goal.objects.get().title == "Deutsch C1"


def test_step_is_dropped_in_its_form_with_a_reason(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    page = web.get(at(case, "step_edit", pk=step.pk)).context["board_form"]
    typed = {name: page[name].value() or "" for name in page.fields} | {"dropped": "on"}

    refused = web.post(at(case, "step_save", pk=step.pk), typed)
    stored = web.post(at(case, "step_save", pk=step.pk), {**typed, "dropped_because": "Kurs fällt aus"})

    step.refresh_from_db()
    assert (refused.status_code, stored.status_code) == (422, 302)
    assert (step.state, step.dropped_because) == ("dropped", "Kurs fällt aus")


def test_plan_of_the_family_is_read_in_the_other_case(web: Client, case: Case) -> None:
    from cases.people.actions import connect_household

    other = CaseFactory(organisation=case.organisation)
    connect_household(other, actor=other.lead, family_member=case, relation="partner")
    plan_with_step(case)

    web.post(at(case, "plan_members_save"), {"persons": [other.person_id]})

    text = web.get(at(other, "case_plan")).content.decode()
    assert f"Gemeinsamer Plan im Fall {case.number}" in text
    assert "B1-Zertifikat" in text


# --- Assessment, Fortschreibung, Fassung ----------------------------------------------------------


def test_assessment_is_typed_stored_and_drawn(web: Client, case: Case) -> None:
    today = timezone.localdate().isoformat()
    typed = {**key(), "assessed_on": today, "language_level": "2", "language_situation": "Kurs"}
    refused = web.post(at(case, "assessment_save"), {**typed, "work_wishes": "Eine Stelle"})

    stored = web.post(at(case, "assessment_save"), {**typed, "weiter": "fortschreibung"})

    assert list(refused.context["form"].errors) == ["work_level"]
    assert stored["Location"] == at(case, "plan_review")
    assert Assessment.objects.get().ratings.get().situation == "Kurs"
    assert "progress-picture" in web.get(at(case, "case_assessment")).content.decode()


def test_assessment_over_that_of_somebody_else_shows_the_difference_and_lets_choose(web: Client, case: Case) -> None:
    page = web.get(at(case, "assessment_edit")).context["form"]
    typed = {name: page[name].value() or "" for name in page.fields}
    today = timezone.localdate()
    said = {"language": {"level": 4, "wishes": "B2"}, "work": {"level": 1}}
    save_assessment(case, actor=case.lead, assessed_on=today, ratings=said)

    refused = web.post(at(case, "assessment_save"), {**typed, "language_level": "2", "work_level": "1"})

    form = refused.context["form"]
    found = [(d.label, d.was, d.now[:1], d.mine[:1], d.by) for d in form.differences]
    choices = {"stand_language_level": "meine", "stand_language_wishes": "andere"}
    again = {name: form[name].value() or "" for name in form.fields} | choices
    stored = web.post(at(case, "assessment_save"), again)
    lead = case.lead.get_full_name()
    assert (refused.status_code, stored.status_code) == (422, 302)
    assert found == [
        ("Stufe: Sprache", "Heute nicht eingeschätzt", "4", "2", lead),
        ("Wünsche: Sprache", "leer", "B", "l", lead),
    ]
    assert list(AreaRating.objects.values_list("life_area", "level", "wishes")) == [
        ("language", 2, "B2"),
        ("work", 1, ""),
    ]


def test_assessment_begins_with_its_draft_until_it_is_stored(web: Client, case: Case) -> None:
    about = {"form": "assessment", "about": case.public_id}
    values = {"assessed_on": ["2026-11-01"], "work_level": ["3"], "work_wishes": ["Eine Stelle"]}
    once = uuid.uuid4()
    save_draft(case.lead, **about, key=once, values=values)

    form = web.get(at(case, "assessment_edit")).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    web.post(at(case, "assessment_save"), typed)

    began = (form["work_level"].value(), form["work_wishes"].value(), str(typed["submission_key"]))
    assert began == ("3", "Eine Stelle", str(once))
    assert Assessment.objects.get().ratings.get().wishes == "Eine Stelle"
    assert newest(case.lead, **about) is None


def test_words_about_health_are_kept_short(web: Client, case: Case) -> None:
    typed = {**key(), "assessed_on": "2026-11-01", "health_level": "2", "health_situation": "x" * 301}

    assert list(web.post(at(case, "assessment_save"), typed).context["form"].errors) == ["health_situation"]


def test_scan_is_checked_stored_and_given_out_as_a_file(web: Client, case: Case) -> None:
    fassung = FassungFactory(plan=PlanFactory(case=case))
    sign = at(case, "fassung_sign", number=1)
    values = {"name": "Zahra Rahimi", "role": "client"}

    bad = web.post(sign, {**key(), **values, "scan": SimpleUploadedFile("a.pdf", b"<html>", "application/pdf")})
    good = web.post(sign, {**key(), **values, "scan": SimpleUploadedFile("a.exe", b"%PDF-1.7", "application/x-exe")})

    given = web.get(at(case, "signature_scan", signature_id=fassung.signatures.get().public_id))
    assert (bad.status_code, good.status_code) == (422, 302)
    assert (given.content, given["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert given["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("name", "more"), [("fassung_list", {}), ("fassung_detail", {"number": 1})])
def test_pages_of_fassungen_read_no_scan(web: Client, case: Case, name: str, more: dict[str, Any]) -> None:
    FassungSignatureFactory(fassung=FassungFactory(plan=PlanFactory(case=case)), scanned=True)

    with counted() as statements:
        answer = web.get(at(case, name, **more))

    assert answer.status_code == 200
    assert [sql for sql in statements if 'FROM "cases_fassungsignature"' in sql]
    assert not [sql for sql in statements if '"cases_fassungsignature"."scan"' in sql]


def test_comparison_marks_what_came_and_went(web: Client, case: Case) -> None:
    goal = plan_with_step(case).goal
    from cases.plan.freezing import freeze_plan

    freeze_plan(
        case, actor=case.lead, agreed_on=timezone.localdate(), people_present=["Z"], next_review_on=date(2030, 1, 1)
    )
    actions.update_goal(goal, actor=case.lead, criterion="das Zeugnis vorliegt")

    text = web.get(at(case, "plan_compare")).content.decode()
    same = web.get(at(case, "plan_compare") + "?von=1&bis=1").content.decode()
    odd = web.get(at(case, "plan_compare") + "?von=99&bis=x")

    assert "Zertifikat<span" in text
    assert text.count("<del>") > 1
    assert "hat sich nichts geändert" in same
    assert odd.status_code == 200
    assert odd.context["comparison"] is None


# --- Templates and catalogue ----------------------------------------------------------------------


def test_template_is_taken_over_once_whatever_is_clicked(web: Client, case: Case) -> None:
    step = TemplateStepFactory(goal__template__organisation=case.organisation)
    where = at(case, "template_apply", template_id=step.goal.template.public_id)
    typed = {**key(), f"goal_{step.goal_id}": "on", f"goal_{step.goal_id}_due": "2027-01-31"}

    first, again = web.post(where, typed), web.post(where, typed)

    assert (first.status_code, again.status_code) == (302, 302)
    assert list(Goal.objects.values_list("title", "due_on")) == [("Konto eröffnen", date(2027, 1, 31))]
    assert not Step.objects.exists()


def test_preview_counts_from_the_chosen_day(web: Client, case: Case) -> None:
    step = TemplateStepFactory(goal__template__organisation=case.organisation)

    page = web.get(at(case, "template_preview", template_id=step.goal.template.public_id) + "?beginn=2027-01-31")

    (row,) = page.context["form"].rows
    assert row.due.value() == date(2027, 2, 28)


def test_teamleitung_keeps_entries_templates_and_the_interval(client: Client) -> None:
    lead = user_with_role(Role.TEAMLEITUNG)
    client.force_login(lead)
    source = CatalogueStepFactory(goal__organisation=lead.membership.organisation).goal

    entry = {"life_area": "work", "title": "Probearbeiten", "criterion": "es klappt", "step_1": "Anrufen"}
    client.post(reverse("cases:catalogue_add"), {**key(), **entry, "step_1_owner": "client"})
    client.post(reverse("cases:template_add"), {**key(), "name": "Ankommen", "description": ""})
    template = PlanTemplate.objects.get()
    where = {"template_id": template.public_id}
    add = {**key(), "source": source.public_id, "due_in": "3", "due_unit": "months"}
    client.post(reverse("cases:template_goal_add", kwargs=where), add)
    client.post(reverse("cases:interval_save"), {"months": "9"})

    goal = template.goals.get()
    page = client.get(reverse("cases:catalogue_list"))
    assert (goal.title, goal.steps.count()) == (source.title, 1)
    assert CatalogueGoal.objects.get(title="Probearbeiten").steps.get().text == "Anrufen"
    assert (page.context["every"], page.context["may_keep"]) == ("alle 9\N{NO-BREAK SPACE}Monate", True)


def test_catalogue_counts_one_goal_and_one_month_in_the_singular(client: Client) -> None:
    user = user_with_role(Role.INTEGRATIONSMANAGER)
    client.force_login(user)
    CatalogueStepFactory(goal__organisation=user.membership.organisation)
    ReviewIntervalFactory(organisation=user.membership.organisation, months=1)

    text = client.get(reverse("cases:catalogue_list")).content.decode()

    assert "Pläne werden jeden Monat fortgeschrieben." in text
    assert "1\N{NO-BREAK SPACE}Ziel<" in text
