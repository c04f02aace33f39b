"""The Fortschreibung: one guided page, left and resumed at any step; and the list of those that are due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.models import Case, Goal
from cases.plan import actions, freezing, queries
from cases.plan.fassung_forms import FreezeForm
from cases.plan.forms import GoalReviewForm
from cases.plan.queries import Review
from cases.plan.reminders import DAYS_BEFORE
from cases.views.frame import framed, get_case, note_list
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only
from pik.core.periods import add_months

TEMPLATE = "cases/plan/review.html"
LIST = "cases/plan/reviews_due.html"


def _review_page(request: HttpRequest, case: Case, **more: Any) -> dict[str, Any]:
    """The context of the guided page; ``more`` holds a form that comes back with its errors."""
    review = queries.review_of(case)
    wrong = more.pop("goal_form", None)
    forms = [
        wrong if wrong and wrong.instance.pk == goal.pk else GoalReviewForm(instance=goal) for goal in review.goals
    ]
    more.setdefault("form", _freeze_form(case, review))
    return framed(request, case, "case_plan", review=review, goal_forms=forms, **more)


def _freeze_form(case: Case, review: Review) -> FreezeForm:
    people = [f"{person.given_name} {person.family_name}" for person in review.persons]
    months = queries.review_months(case.organisation)
    return FreezeForm(
        initial={
            "people_present": "\n".join([*people, case.lead_name]),
            "interpreter_language": case.person.interpreter_language,
            "next_review_on": add_months(timezone.localdate(), months),
        }
    )


@require_safe
def plan_review(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    return page(request, TEMPLATE, _review_page(request, case))


def _goal(case: Case, pk: int) -> Goal:
    return get_object_or_404(Goal.objects.select_related("plan__case"), pk=pk, plan__case=case)


@post_only(form_at="cases:plan_review")
def goal_review(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.edit_plan")
    goal = _goal(case, pk)
    form = GoalReviewForm(request.POST, instance=_goal(case, pk))
    if form.is_valid():
        with add_errors(form):
            actions.review_goal(goal, actor=user, seen=form.seen, **form.values())
    if not form.is_valid():
        return invalid(request, TEMPLATE, _review_page(request, case, goal_form=form))
    return done(request, reverse("cases:plan_review", kwargs={"public_id": public_id}) + f"#ziel-{pk}")


@post_only(form_at="cases:plan_review")
def plan_freeze(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.edit_plan")
    form = FreezeForm(request.POST)
    stored: list[str] = []
    if form.is_valid():
        with add_errors(form):
            stored.append(
                form.save_once(lambda: freezing.freeze_plan(case, actor=user, **form.values()).get_absolute_url())
            )
    if not form.is_valid():
        return invalid(request, TEMPLATE, _review_page(request, case, form=form))
    messages.success(request, "Die Fassung ist festgeschrieben. Jetzt kann sie unterschrieben werden.")
    return done(request, stored[0])


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_case")
    today = timezone.localdate()
    whose = "alle" if request.GET.get("wer") == "alle" else "meine"
    until = today + timedelta(days=DAYS_BEFORE[0])
    plans = list(queries.reviews_due(user, until=until, whose=whose)[: queries.MOST_REVIEWS])
    note_list(request, "Fortschreibungen", (plan.case.number for plan in plans))
    return page(request, LIST, {"plans": plans, "whose": whose, "today": today, "days": DAYS_BEFORE[0]})
