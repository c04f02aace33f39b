"""Plan templates: using one with a preview, and keeping the organisation's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import Case, PlanTemplate, TemplateGoal
from cases.plan import applying
from cases.plan.catalogue_forms import NewTemplateForm, PreviewForm, StartForm, TemplateDueForm, TemplateGoalForm
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

CHOICE = "cases/plan/template_choice.html"
PREVIEW = "cases/plan/template_preview.html"
FORM = "cases/plan/template_form.html"
KEEP = "cases.edit_catalogue"


def _templates(request: HttpRequest) -> Any:
    user: Any = request.user
    goals = TemplateGoal.objects.order_by("position", "pk").prefetch_related("steps")
    return PlanTemplate.objects.visible_to(user).in_use().prefetch_related(Prefetch("goals", queryset=goals))


def _template(request: HttpRequest, template_id: str) -> PlanTemplate:
    found: PlanTemplate = get_object_or_404(_templates(request), public_id=template_id)
    return found


# --- Using one ------------------------------------------------------------------------------------


@require_safe
def template_choice(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    return page(request, CHOICE, framed(request, case, "case_plan", templates=_templates(request)))


def _preview(request: HttpRequest, case: Case, template: PlanTemplate, form: PreviewForm, start: Any) -> dict[str, Any]:
    return framed(request, case, "case_plan", template=template, form=form, start_form=start)


@require_safe
def template_preview(request: HttpRequest, public_id: str, template_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    template = _template(request, template_id)
    start = StartForm(request.GET)
    form = PreviewForm(template=template, start=start.day())
    return page(request, PREVIEW, _preview(request, case, template, form, start))


@post_only(form_at="cases:template_preview")
def template_apply(request: HttpRequest, public_id: str, template_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.edit_plan")
    template = _template(request, template_id)
    start = StartForm({})
    form = PreviewForm(request.POST, template=template, start=start.day())

    def take() -> str:
        applying.apply_template(case, actor=user, chosen=form.chosen())
        return reverse("cases:case_plan", kwargs={"public_id": public_id})

    if form.is_valid():
        with add_errors(form):
            form.save_once(take)
    if not form.is_valid():
        return invalid(request, PREVIEW, _preview(request, case, template, form, start))
    messages.success(request, f"Die Vorlage „{template}“ ist übernommen. Alles lässt sich jetzt frei ändern.")
    return done(request, "cases:case_plan", public_id=public_id)


# --- Keeping the organisation's own ---------------------------------------------------------------


@require_safe
def template_new(request: HttpRequest) -> HttpResponse:
    demand(request.user, KEEP)
    return page(request, FORM, {"form": NewTemplateForm()})


@post_only(form_at="cases:template_new")
def template_add(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, KEEP)
    form = NewTemplateForm(request.POST)
    stored: list[str] = []
    if form.is_valid():
        with add_errors(form):
            stored.append(form.save_once(lambda: _address(applying.save_template(None, actor=user, **form.values()))))
    if not form.is_valid():
        return invalid(request, FORM, {"form": form})
    return done(request, stored[0])


def _address(template: PlanTemplate) -> str:
    return reverse("cases:template_edit", kwargs={"template_id": template.public_id})


def _own(request: HttpRequest, template_id: str) -> PlanTemplate:
    """An own template, for those who keep them."""
    demand(request.user, KEEP)
    found: PlanTemplate = get_object_or_404(_templates(request), public_id=template_id, organisation__isnull=False)
    return found


def _edit_page(request: HttpRequest, template: PlanTemplate, **forms: Any) -> dict[str, Any]:
    forms.setdefault("form", TemplateDueForm(instance=template))
    forms.setdefault("goal_form", TemplateGoalForm(user=request.user))
    return {"template": template, **forms}


@require_safe
def template_edit(request: HttpRequest, template_id: str) -> HttpResponse:
    template = _own(request, template_id)
    return page(request, FORM, _edit_page(request, template))


@post_only(form_at="cases:template_edit")
def template_save(request: HttpRequest, template_id: str) -> HttpResponse:
    user: Any = request.user
    template = _own(request, template_id)
    form = TemplateDueForm(request.POST, instance=template)
    if form.is_valid():
        with add_errors(form):
            words = {name: form.cleaned_data[name] for name in ("name", "description")}
            applying.save_template(template, actor=user, **words, due=form.due(), seen=form.seen)
    if not form.is_valid():
        return invalid(request, FORM, _edit_page(request, template, form=form))
    messages.success(request, "Die Vorlage ist gespeichert.")
    return done(request, "cases:catalogue_list")


@post_only(form_at="cases:template_edit")
def template_goal_add(request: HttpRequest, template_id: str) -> HttpResponse:
    user: Any = request.user
    template = _own(request, template_id)
    form = TemplateGoalForm(request.POST, user=user)

    def add() -> str:
        applying.add_template_goal(template, actor=user, **form.values())
        return _address(template)

    if form.is_valid():
        with add_errors(form):
            form.save_once(add)
    if not form.is_valid():
        return invalid(request, FORM, _edit_page(request, template, goal_form=form))
    return done(request, _address(template))


@post_only(form_at="cases:template_edit")
def template_goal_remove(request: HttpRequest, template_id: str, goal_id: int) -> HttpResponse:
    user: Any = request.user
    template = _own(request, template_id)
    goal = get_object_or_404(TemplateGoal.objects.select_related("template"), pk=goal_id, template=template)
    applying.remove_template_goal(goal, actor=user)
    return done(request, _address(template))


@post_only(form_at="cases:template_edit")
def template_retire(request: HttpRequest, template_id: str) -> HttpResponse:
    user: Any = request.user
    template = _own(request, template_id)
    applying.retire(template, actor=user)
    messages.success(request, f"Die Vorlage „{template}“ wird nicht mehr angeboten.")
    return done(request, "cases:catalogue_list")
