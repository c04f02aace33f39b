"""The Fortschreibung: one guided page, left and resumed at any step; and the list of those that are due."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.plan import actions, freezing, queries
from cases.plan.fassung_forms import REVIEW_DRAFT, FreezeForm
from cases.plan.forms import GoalReviewForm
from cases.plan.queries import Review
from cases.plan.reminders import DAYS_BEFORE
from cases.views.frame import framed, get_case, note_list
from pik.accounts.drafts import newest, save_draft, take_away
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only
from pik.core.periods import add_months

TEMPLATE = "cases/plan/review.html"
LIST = "cases/plan/reviews_due.html"
CAME_MEANWHILE = "Das Ziel „{}“ ist inzwischen dazugekommen. Bitte sehen Sie es mit durch."


def _initial(case: Case, review: Review) -> dict[str, Any]:
    """What is proposed for the Fassung: who shares the plan, and the usual day of the next Fortschreibung."""
    people = [f"{person.given_name} {person.family_name}" for person in review.persons]
    return {
        "people_present": "\r\n".join([*people, case.lead_name]),  # as a browser sends lines
        "interpreter_language": case.person.interpreter_language,
        "next_review_on": add_months(timezone.localdate(), queries.review_months(case.organisation)),
    }


def _goal_forms(review: Review, sent: Any) -> list[GoalReviewForm]:
    """The forms of the goals as they were sent; unbound for one that the page did not show."""
    shown = [GoalReviewForm(instance=goal) for goal in review.goals]
    return [GoalReviewForm(sent, instance=form.instance) if form.was_sent(sent) else form for form in shown]


def _are_valid(forms: list[GoalReviewForm]) -> bool:
    return all(form.is_valid() for form in forms if form.is_bound)


@contextmanager
def _goal_errors(forms: list[GoalReviewForm]) -> Iterator[None]:
    """Put what is refused of one goal on the form of that goal."""
    try:
        yield
    except actions.GoalRefused as refused:
        with add_errors(next(form for form in forms if form.instance.pk == refused.goal_id)):
            raise


def _page(request: HttpRequest, case: Case, review: Review, form: FreezeForm, goals: Any) -> dict[str, Any]:
    return framed(request, case, "case_plan", review=review, form=form, goal_forms=goals)


@require_safe
def plan_review(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.edit_plan")
    review = queries.review_of(case)
    draft = newest(user, REVIEW_DRAFT, public_id)
    goals = [GoalReviewForm(instance=goal) for goal in review.goals]
    if draft is not None:
        for form in goals:
            form.restore(draft.values)
    freeze = FreezeForm(initial=_initial(case, review), draft=draft)
    return page(request, TEMPLATE, _page(request, case, review, freeze, goals))


@post_only(form_at="cases:plan_review")
def review_save(request: HttpRequest, public_id: str) -> HttpResponse:
    """Store what was said of the goals, and freeze nothing yet."""
    user: Any = request.user
    case = get_case(request, public_id, "cases.edit_plan")
    review = queries.review_of(case)
    form, goals = FreezeForm(request.POST, initial=_initial(case, review)), _goal_forms(review, request.POST)
    is_stored = False
    if _are_valid(goals):
        with add_errors(form), _goal_errors(goals), transaction.atomic():
            said = [goal.as_reviewed() for goal in goals if goal.is_bound and goal.is_touched]
            actions.review_goals(case, actor=user, reviewed=said)
            _keep_rest(user, case, form)
            is_stored = True
    if not is_stored:
        return invalid(request, TEMPLATE, _page(request, case, review, form, goals))
    messages.success(request, "Der Zwischenstand ist gespeichert.")
    return done(request, "cases:plan_review", public_id=public_id)


def _keep_rest(user: Any, case: Case, form: FreezeForm) -> None:
    """The goals are stored: of the draft only what belongs to the Fassung goes on, under the key of the next page."""
    form.full_clean()
    key = form.cleaned_data.get("submission_key")
    if key is None:
        return
    take_away(user, form=REVIEW_DRAFT, about=case.public_id, key=key)
    if set(form.changed_data) - {"submission_key"}:
        typed = {name: [form[name].data or ""] for name in form.fields}
        save_draft(user, form=REVIEW_DRAFT, about=case.public_id, key=uuid.uuid4(), values=typed)


@post_only(form_at="cases:plan_review")
def plan_freeze(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.edit_plan")
    review = queries.review_of(case)
    form, goals = FreezeForm(request.POST), _goal_forms(review, request.POST)

    def freeze() -> str:
        take_away(user, form=REVIEW_DRAFT, about=public_id, key=form.cleaned_data["submission_key"])
        said = [goal.as_reviewed() for goal in goals]
        return freezing.freeze_plan(case, actor=user, reviewed=said, **form.values()).get_absolute_url()

    stored: list[str] = []
    if (form.is_valid() and form.was_stored()) or _all_said(form, goals):
        with add_errors(form), _goal_errors(goals):
            stored.append(form.save_once(freeze))
    if not stored:
        return invalid(request, TEMPLATE, _page(request, case, review, form, goals))
    messages.success(request, "Die Fassung ist festgeschrieben. Jetzt kann sie unterschrieben werden.")
    return done(request, stored[0])


def _all_said(form: FreezeForm, goals: list[GoalReviewForm]) -> bool:
    """Whether all can be stored. A goal that came meanwhile is looked at first: a Fassung is for good."""
    for goal in goals:
        if not goal.is_bound:
            form.add_error(None, CAME_MEANWHILE.format(goal.instance))
    return _are_valid(goals) and form.is_valid()


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
