"""The pages on which a rest, the begin of support, and the days of who waits are put right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.lifecycle import corrections
from cases.lifecycle.correction_forms import CorrectBeginForm, CorrectRestForm, CorrectWaitingForm, RemoveForm
from cases.models import Case, Suspension
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

REST, BEGIN, ADMIT = "cases.rest_case", "cases.correct_begin", "cases.admit_case"
REST_TEMPLATE = "cases/lifecycle/rest_edit.html"
BEGIN_TEMPLATE = "cases/lifecycle/begin_edit.html"
WAITING_TEMPLATE = "cases/lifecycle/waiting_edit.html"


# --- A rest -----------------------------------------------------------------------------------------


def _rest(case: Case, pk: int) -> Suspension:
    return get_object_or_404(case.suspensions.select_related("case__organisation", "case__person"), pk=pk)


def _rest_page(request: HttpRequest, case: Case, pk: int, **forms: Any) -> dict[str, Any]:
    rest = _rest(case, pk)
    forms = {"form": CorrectRestForm(instance=_rest(case, pk)), "remove_form": RemoveForm(), **forms}
    return framed(request, case, "case_term", rest=rest, **forms)


@require_safe
def rest_edit(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, REST)
    return page(request, REST_TEMPLATE, _rest_page(request, case, pk))


@post_only(form_at="cases:rest_edit")
def rest_correct(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, REST)
    form = CorrectRestForm(request.POST, instance=_rest(case, pk))
    if form.is_valid():
        with add_errors(form):
            corrections.correct_rest(_rest(case, pk), actor=user, seen=form.seen, **form.rest_values())
    if not form.is_valid():
        return invalid(request, REST_TEMPLATE, _rest_page(request, get_case(request, public_id), pk, form=form))
    messages.success(request, "Die Ruhezeit ist berichtigt und das Ende der Begleitung neu berechnet.")
    return done(request, "cases:case_term", public_id=public_id)


@post_only(form_at="cases:rest_edit")
def rest_remove(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, REST)
    form = RemoveForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            corrections.remove_rest(_rest(case, pk), actor=user, why=form.cleaned_data["why"])
    if not form.is_valid():
        return invalid(request, REST_TEMPLATE, _rest_page(request, get_case(request, public_id), pk, remove_form=form))
    messages.success(request, "Die Ruhezeit ist gestrichen und das Ende der Begleitung neu berechnet.")
    return done(request, "cases:case_term", public_id=public_id)


# --- The begin of support ---------------------------------------------------------------------------


@require_safe
def begin_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, BEGIN)
    form = CorrectBeginForm(instance=_again(case))
    return page(request, BEGIN_TEMPLATE, framed(request, case, "case_term", form=form))


@post_only(form_at="cases:begin_edit")
def begin_correct(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, BEGIN)
    form = CorrectBeginForm(request.POST, instance=_again(case))
    if form.is_valid():
        data = form.cleaned_data
        with add_errors(form):
            corrections.correct_begin(case, actor=user, seen=form.seen, starts_on=data["starts_on"], why=data["why"])
    if not form.is_valid():
        shown = get_case(request, public_id)
        return invalid(request, BEGIN_TEMPLATE, framed(request, shown, "case_term", form=form))
    messages.success(request, "Der Beginn ist berichtigt und das Ende der Begleitung neu berechnet.")
    return done(request, "cases:case_term", public_id=public_id)


# --- Before support begins --------------------------------------------------------------------------


@require_safe
def waiting_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, ADMIT)
    form = CorrectWaitingForm(instance=_again(case))
    return page(request, WAITING_TEMPLATE, framed(request, case, "case_detail", form=form))


@post_only(form_at="cases:waiting_edit")
def waiting_correct(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, ADMIT)
    form = CorrectWaitingForm(request.POST, instance=_again(case))
    if form.is_valid():
        with add_errors(form):
            corrections.correct_waiting(case, actor=user, seen=form.seen, **form.waiting_values())
    if not form.is_valid():
        shown = get_case(request, public_id)
        return invalid(request, WAITING_TEMPLATE, framed(request, shown, "case_detail", form=form))
    messages.success(request, "Die Angaben sind geändert.")
    return done(request, case)


def _again(case: Case) -> Case:
    """The case once more, for a form that writes what was typed into its row."""
    return Case.objects.select_related("person", "organisation").get(pk=case.pk)
