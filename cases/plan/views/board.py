"""The plan board: goals and steps, worked on in the page, with or without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.forms import TickForm
from cases.models import Case, Goal, Step
from cases.people.queries import household_of
from cases.plan import actions, queries
from cases.plan.forms import CatalogueChoiceForm, GoalForm, MembersForm, NewGoalForm, NewStepForm, StepForm
from cases.sessions.forms import SessionForm
from cases.sessions.opening import open_session_form
from cases.views.frame import framed, get_case
from pik.core.forms import OnceMixin, add_errors
from pik.core.http import done, invalid, page, post_only

TEMPLATE = "cases/plan/board.html"
BOARD = "board"


def plan_page(request: HttpRequest, case: Case, **more: Any) -> dict[str, Any]:
    """The context of the plan: board and session form; ``more`` says which form of the board is open."""
    shown = _shown(request)
    plan = queries.plan_of(case, order=shown["ordnung"], shows=shown["zeigen"])
    shared = None if plan and plan.goals.all() else queries.shared_plan_of(case, shows=shown["zeigen"])
    # Whoever has a form of the board open works on the plan; under htmx the session form stands beside it already.
    user: Any = request.user
    logs = user.has_perm("cases.log_session", case) and "board_form" not in more
    if logs and "session_form" not in more:
        more["session_form"] = open_session_form(request, case, plan)
    standings = queries.standings_of(queries.assessments_of(plan)) if plan else []
    return framed(
        request,
        case,
        "case_plan",
        plan=plan,
        areas=queries.areas_of(plan.goals.all(), standings) if plan else [],
        shared_plan=shared,
        shared_areas=queries.areas_of(shared.goals.all()) if shared else [],
        shown=shown,
        today=timezone.localdate(),
        **more,
    )


def _shown(request: HttpRequest) -> dict[str, str]:
    """What the board shows and in which order, from the address; under htmx from that of the page around it."""
    asked: Any = request.GET
    htmx: Any = getattr(request, "htmx", None)
    if htmx and not ("zeigen" in asked or "ordnung" in asked):
        asked = QueryDict(urlsplit(htmx.current_url or "").query)
    return {
        "zeigen": queries.OPEN if asked.get("zeigen") == queries.OPEN else queries.ALL,
        "ordnung": queries.BY_DUE if asked.get("ordnung") == queries.BY_DUE else queries.BY_PRIORITY,
    }


@require_safe
def case_plan(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, TEMPLATE, plan_page(request, case), partial=BOARD)


def _goal(case: Case, pk: int) -> Goal:
    return get_object_or_404(Goal.objects.select_related("plan__case"), pk=pk, plan__case=case)


def _step(case: Case, pk: int) -> Step:
    return get_object_or_404(Step.objects.select_related("goal__plan__case"), pk=pk, goal__plan__case=case)


def _open_form(request: HttpRequest, case: Case, form: Any, **where: Any) -> HttpResponse:
    first = next(field for field in form.visible_fields())
    first.field.widget.attrs["autofocus"] = True
    return page(request, TEMPLATE, plan_page(request, case, board_form=form, **where), partial=BOARD)


def _save(
    request: HttpRequest,
    case: Case,
    form: Any,
    store: Callable[[dict[str, Any]], Goal | Step],
    focus: str,
    **where: Any,
) -> HttpResponse:
    """Store a form of the board; then the board anew, or the same one with the form and its errors.

    ``focus`` names what the keyboard goes on with: the goal or step, or adding the next step.
    """
    stored: list[Goal | Step] = []

    def run() -> str:
        stored.append(store(form.values()))
        return case.get_absolute_url()

    if form.is_valid():
        with add_errors(form):
            if isinstance(form, OnceMixin):
                form.save_once(run)
            else:
                run()
    if not form.is_valid():
        return invalid(request, TEMPLATE, plan_page(request, case, board_form=form, **where), partial=BOARD)
    return _board(request, case, focus=focus, focus_pk=_focus_pk(stored, focus))


def _focus_pk(stored: list[Goal | Step], focus: str) -> int | None:
    if not stored:
        return None
    return stored[0].goal_id if isinstance(stored[0], Step) and focus == "add_step" else stored[0].pk


def _board(request: HttpRequest, case: Case, **more: Any) -> HttpResponse:
    """The board after a change: under htmx with the choices of the session form, which keep what was typed."""
    if not request.htmx:  # type: ignore[attr-defined]
        return done(request, "cases:case_plan", public_id=case.public_id)
    days = {name: day for name, day in request.POST.items() if re.fullmatch(r"(due|shown)_\d+", name)}
    typed = {"steps_done": request.POST.getlist("steps_done"), "step_goal": request.POST.get("step_goal"), **days}
    form = SessionForm(case=case, initial=typed)
    context = plan_page(request, case, session_form=form, refreshes_choices=True, **more)
    return page(request, TEMPLATE, context, partial=BOARD)


def _new_goal_form(request: HttpRequest, data: Any = None) -> tuple[NewGoalForm, CatalogueChoiceForm]:
    """The form of a new goal, begun with the entry of the catalogue that was chosen, and the choice itself."""
    asked = request.GET.get("katalog") if data is None else data.get("entry")
    choice = CatalogueChoiceForm({"katalog": asked} if asked else None, user=_user(request))
    entry = choice.cleaned_data["katalog"] if asked and choice.is_valid() else None
    return NewGoalForm(data, entry=entry), choice


@require_safe
def goal_new(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    form, choice = _new_goal_form(request)
    return _open_form(request, case, form, adds_goal=True, catalogue_form=choice)


@post_only(form_at="cases:goal_new")
def goal_add(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    form, choice = _new_goal_form(request, request.POST)
    return _save(
        request,
        case,
        form,
        lambda data: actions.add_goal(case, actor=_user(request), **data),
        focus="add_step",
        adds_goal=True,
        catalogue_form=choice,
    )


@require_safe
def goal_edit(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    return _open_form(request, case, GoalForm(instance=_goal(case, pk)), edits_goal=pk)


@post_only(form_at="cases:goal_edit")
def goal_save(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    goal = _goal(case, pk)
    form = GoalForm(request.POST, instance=_goal(case, pk))
    return _save(
        request,
        case,
        form,
        lambda data: actions.update_goal(goal, actor=_user(request), seen=form.seen, **data),
        focus="goal",
        edits_goal=pk,
    )


@require_safe
def step_new(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    goal = _goal(case, pk)
    form = NewStepForm(goal=goal, suggestions=queries.suggested_steps(_user(request), goal))
    return _open_form(request, case, form, adds_step_to=pk)


@post_only(form_at="cases:step_new")
def step_add(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    goal = _goal(case, pk)
    form = NewStepForm(request.POST, goal=goal)
    return _save(
        request,
        case,
        form,
        lambda data: actions.add_step(goal, actor=_user(request), **data),
        focus="add_step",
        adds_step_to=pk,
    )


@require_safe
def step_edit(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    step = _step(case, pk)
    return _open_form(request, case, StepForm(instance=step, goal=step.goal), edits_step=pk)


@post_only(form_at="cases:step_edit")
def step_save(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    step = _step(case, pk)
    form = StepForm(request.POST, instance=_step(case, pk), goal=step.goal)
    return _save(
        request,
        case,
        form,
        lambda data: actions.update_step(step, actor=_user(request), seen=form.seen, **data),
        focus="step",
        edits_step=pk,
    )


@post_only(form_at="cases:step_edit")
def step_tick(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    form = TickForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.tick_step(_step(case, pk), actor=_user(request), is_done=form.cleaned_data["is_done"])
    if not form.is_valid():
        return invalid(request, TEMPLATE, plan_page(request, case, board_form=form), partial=BOARD)
    if form.cleaned_data["back"] == "my_day":
        return done(request, "cases:my_day")
    return _board(request, case)


def _user(request: HttpRequest) -> Any:
    return request.user


# --- Whom the plan covers -------------------------------------------------------------------------

MEMBERS = "cases/plan/members.html"


def _members_page(request: HttpRequest, case: Case, form: MembersForm) -> dict[str, Any]:
    return framed(request, case, "case_plan", form=form, plans=queries.live_plans_of(household_of(case.person)))


@require_safe
def plan_members(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    plan = queries.plan_of(case)
    form = MembersForm(case=case, initial={"persons": queries.persons_of(plan) if plan else []})
    return page(request, MEMBERS, _members_page(request, case, form))


@post_only(form_at="cases:plan_members")
def plan_members_save(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    form = MembersForm(request.POST, case=case)
    if form.is_valid():
        with add_errors(form):
            actions.cover_persons(case, actor=_user(request), persons=form.cleaned_data["persons"])
    if not form.is_valid():
        return invalid(request, MEMBERS, _members_page(request, case, form))
    messages.success(request, "Gespeichert ist, für wen der Plan gilt.")
    return done(request, "cases:case_plan", public_id=public_id)
