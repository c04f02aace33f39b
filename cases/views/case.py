"""The overview of a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases import actions
from cases.forms import FollowUpForm
from cases.lifecycle.moves import moves_of
from cases.models import Case, Goal, Step
from cases.plan import queries as plan_queries
from cases.sessions import queries as session_queries
from cases.transfer.queries import ties_of
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

#: How many steps the overview shows.
NEXT_STEPS = 5


def _next_steps(goals: list[Goal]) -> list[Step]:
    """The first open steps of goals that were read with their steps."""
    found = [step for goal in goals for step in goal.steps.all() if step.is_open]
    return sorted(found, key=lambda step: (step.due_on or date.max, step.pk))[:NEXT_STEPS]


def _goals(case: Case) -> tuple[list[Goal], bool]:
    """The goals of the plan of a case, or else of the family's plan that covers its person; and whether it is that."""
    family = getattr(case, "family_plan", None)
    among = Q(plan__case=case) | Q(plan__case__public_id=family["public_id"]) if family else Q(plan__case=case)
    found = Goal.objects.filter(among).select_related("plan").order_by("pk").prefetch_related("steps")
    own = [goal for goal in found if goal.plan.case_id == case.pk]
    return own or list(found), bool(family) and not own


def _overview(request: HttpRequest, case: Case, form: FollowUpForm) -> dict[str, Any]:
    goals, is_shared = _goals(case)
    return framed(
        request,
        case,
        "case_detail",
        follow_up_form=form,
        follow_ups=case.follow_ups.filter(done_at__isnull=True).select_related("assigned_to").order_by("due_on", "pk"),
        sessions=session_queries.sessions_of(case)[:3],
        appointments=session_queries.open_appointments(case),
        areas=plan_queries.areas_of(goals),
        is_shared=is_shared,
        next_steps=_next_steps(goals),
        today=timezone.localdate(),
        moves=moves_of(case, request.user),
        ties=ties_of(case),
    )


@require_safe
def case_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, "cases/case_detail.html", _overview(request, case, FollowUpForm()))


@post_only(form_at="cases:case_detail")
def follow_up_add(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.finish_follow_up")
    form = FollowUpForm(request.POST)
    if form.is_valid():

        def store() -> str:
            data = form.cleaned_data
            actions.add_follow_up(case, actor=user, due_on=data["due_on"], reason=data["reason"])
            return case.get_absolute_url()

        with add_errors(form):
            form.save_once(store)
    if not form.is_valid():
        return invalid(request, "cases/case_detail.html", _overview(request, case, form))
    messages.success(request, "Die Wiedervorlage ist vorgemerkt.")
    return done(request, case)
