"""„Dauer“: how the end of the term comes about, rests, extensions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.enums import ExtensionStatus
from cases.lifecycle import term_actions as actions
from cases.lifecycle.forms import ButtonForm, DecideForm, ExtensionForm, ProlongRestForm, RecordRestForm
from cases.lifecycle.terms import derivation_of
from cases.models import Case, Extension
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only
from pik.core.workflow import reasons_against

TEMPLATE = "cases/lifecycle/term.html"
ASK, DECIDE, REST = "cases.ask_extension", "cases.decide_extension", "cases.rest_case"


def _context(request: HttpRequest, case: Case, **forms: Any) -> dict[str, Any]:
    """The page; ``forms`` are those that were sent and refused."""
    user: Any = request.user
    extensions = list(case.extensions.select_related("asked_by", "decided_by").order_by("asked_at", "pk"))
    suspensions = list(case.suspensions.select_related("recorded_by").order_by("starts_on", "pk"))
    granted = sum(extension.months for extension in extensions if extension.status == ExtensionStatus.GRANTED)
    limits = actions.limits_of(case, timezone.localdate(), granted)
    asked = next((extension for extension in extensions if extension.status == ExtensionStatus.ASKED), None)
    return framed(
        request,
        case,
        "case_term",
        derivation=derivation_of(case, extensions, suspensions),
        limits=limits,
        extensions=extensions[::-1],
        asked=asked,
        against=reasons_against(asked, "grant", user) if asked else [],
        suspensions=suspensions[::-1],
        may_ask=case.is_in_support and user.has_perm(ASK, case),
        may_decide=case.is_open and user.has_perm(DECIDE, case),
        may_rest=case.is_in_support and user.has_perm(REST, case),
        may_correct_begin=case.is_in_support and user.has_perm("cases.correct_begin", case),
        **{**_empty_forms(case, limits), **forms},
    )


def _empty_forms(case: Case, limits: actions.Limits) -> dict[str, Any]:
    return {
        "extension_form": ExtensionForm(limits=limits),
        "decide_form": DecideForm(),
        "withdraw_form": ButtonForm(),
        "rest_form": RecordRestForm(),
        "prolong_form": ProlongRestForm(initial={"until": case.rests_until}),
    }


@require_safe
def case_term(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, TEMPLATE, _context(request, case))


@post_only(form_at="cases:case_term")
def extension_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, ASK)
    form = ExtensionForm(request.POST, limits=actions.limits_of(case, timezone.localdate()))
    if form.is_valid():
        data = form.cleaned_data

        def store() -> str:
            actions.ask_extension(case, actor=request.user, months=data["months"], reason=data["reason"])  # type: ignore[arg-type]
            return _address(case)

        with add_errors(form):
            form.save_once(store)
    if not form.is_valid():
        return invalid(request, TEMPLATE, _context(request, get_case(request, public_id), extension_form=form))
    messages.success(request, "Die Verlängerung ist beantragt. Die Teamleitung entscheidet.")
    return done(request, "cases:case_term", public_id=public_id)


def _extension(case: Case, pk: int) -> Extension:
    return get_object_or_404(case.extensions.select_related("case__organisation", "case__person"), pk=pk)


@post_only(form_at="cases:case_term")
def extension_decide(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, DECIDE)
    form = DecideForm(request.POST)
    extension = _extension(case, pk)
    if form.is_valid():
        with add_errors(form):
            actions.decide_extension(extension, actor=user, **form.cleaned_data)
    if not form.is_valid():
        return invalid(request, TEMPLATE, _context(request, get_case(request, public_id), decide_form=form))
    messages.success(request, f"Die Verlängerung ist {extension.get_status_display()}.")
    return done(request, "cases:case_term", public_id=public_id)


@post_only(form_at="cases:case_term")
def extension_withdraw(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, ASK)
    extension, form = _extension(case, pk), ButtonForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.withdraw_extension(extension, actor=user)
    if not form.is_valid():
        return invalid(request, TEMPLATE, _context(request, get_case(request, public_id), withdraw_form=form))
    messages.success(request, "Der Antrag ist zurückgezogen.")
    return done(request, "cases:case_term", public_id=public_id)


@post_only(form_at="cases:case_term")
def rest_record(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, REST)
    form = RecordRestForm(request.POST)
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "submission_key"}

        def store() -> str:
            actions.record_rest(case, actor=request.user, **data)  # type: ignore[arg-type]
            return _address(case)

        with add_errors(form):
            form.save_once(store)
    if not form.is_valid():
        return invalid(request, TEMPLATE, _context(request, get_case(request, public_id), rest_form=form))
    messages.success(request, "Die Ruhezeit ist nachgetragen.")
    return done(request, "cases:case_term", public_id=public_id)


@post_only(form_at="cases:case_term")
def rest_prolong(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, REST)
    form = ProlongRestForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.prolong_rest(case, actor=user, until=form.cleaned_data["until"])
    if not form.is_valid():
        return invalid(request, TEMPLATE, _context(request, get_case(request, public_id), prolong_form=form))
    messages.success(request, "Das voraussichtliche Ende der Ruhezeit ist geändert.")
    return done(request, "cases:case_term", public_id=public_id)


def _address(case: Case) -> str:
    return reverse("cases:case_term", kwargs={"public_id": case.public_id})
