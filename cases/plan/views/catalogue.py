"""The catalogue and the templates of an organisation, and how often it goes through a plan again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.enums import LifeArea
from cases.models import CatalogueGoal, PlanTemplate, ReviewInterval
from cases.models.catalogue import USUAL_REVIEW_MONTHS, every
from cases.plan import applying
from cases.plan.catalogue_forms import CatalogueGoalForm, IntervalForm, NewCatalogueGoalForm
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

LIST = "cases/plan/catalogue.html"
FORM = "cases/plan/catalogue_form.html"
KEEP = "cases.edit_catalogue"


def _list_page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    user: Any = request.user
    entries = CatalogueGoal.objects.visible_to(user).in_use().prefetch_related("steps")
    by_area: dict[str, list[CatalogueGoal]] = {}
    for entry in entries:
        by_area.setdefault(entry.life_area, []).append(entry)
    interval = ReviewInterval.objects.filter(organisation=user.membership.organisation_id).first()
    more.setdefault("interval_form", IntervalForm(instance=interval))
    return {
        "areas": [(area.label, by_area[area]) for area in LifeArea if area in by_area],
        "templates": PlanTemplate.objects.visible_to(user).in_use().prefetch_related("goals"),
        "every": every(interval.months if interval else USUAL_REVIEW_MONTHS),
        "may_keep": user.has_perm(KEEP),
        **more,
    }


@require_safe
def catalogue_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "cases.view_case")
    return page(request, LIST, _list_page(request))


@post_only(form_at="cases:catalogue_list")
def interval_save(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, KEEP)
    form = IntervalForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            applying.set_review_interval(actor=user, months=form.cleaned_data["months"])
    if not form.is_valid():
        return invalid(request, LIST, _list_page(request, interval_form=form))
    messages.success(request, "Der Abstand der Fortschreibungen ist gespeichert.")
    return done(request, "cases:catalogue_list")


def _own(request: HttpRequest, entry_id: str) -> CatalogueGoal:
    """An own entry, for those who keep them."""
    user: Any = request.user
    demand(user, KEEP)
    entries = CatalogueGoal.objects.visible_to(user).in_use().filter(organisation__isnull=False)
    return get_object_or_404(entries, public_id=entry_id)


@require_safe
def catalogue_new(request: HttpRequest) -> HttpResponse:
    demand(request.user, KEEP)
    return page(request, FORM, {"form": NewCatalogueGoalForm()})


@post_only(form_at="cases:catalogue_new")
def catalogue_add(request: HttpRequest) -> HttpResponse:
    demand(request.user, KEEP)
    form = NewCatalogueGoalForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            form.save_once(lambda: _stored(request, None, form))
    if not form.is_valid():
        return invalid(request, FORM, {"form": form})
    return _told(request)


@require_safe
def catalogue_edit(request: HttpRequest, entry_id: str) -> HttpResponse:
    entry = _own(request, entry_id)
    return page(request, FORM, {"form": CatalogueGoalForm(instance=entry), "entry": entry})


@post_only(form_at="cases:catalogue_edit")
def catalogue_save(request: HttpRequest, entry_id: str) -> HttpResponse:
    form = CatalogueGoalForm(request.POST, instance=_own(request, entry_id))
    if form.is_valid():
        with add_errors(form):
            _stored(request, _own(request, entry_id), form)
    if not form.is_valid():
        return invalid(request, FORM, {"form": form, "entry": _own(request, entry_id)})
    return _told(request)


def _stored(request: HttpRequest, entry: CatalogueGoal | None, form: CatalogueGoalForm) -> str:
    user: Any = request.user
    return applying.save_catalogue_goal(entry, actor=user, **form.values()).public_id


def _told(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Der Eintrag ist gespeichert.")
    return done(request, "cases:catalogue_list")


@post_only(form_at="cases:catalogue_edit")
def catalogue_retire(request: HttpRequest, entry_id: str) -> HttpResponse:
    user: Any = request.user
    entry = _own(request, entry_id)
    applying.retire(entry, actor=user)
    messages.success(request, f"„{entry}“ wird nicht mehr angeboten.")
    return done(request, "cases:catalogue_list")
