"""From state to state: the pages on which a case waits, begins, rests, is taken up, closed and reopened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.lifecycle import actions
from cases.lifecycle.forms import BeginForm, CaseForm, CloseForm, ReopenForm, RestForm, ResumeForm, WaitForm
from cases.lifecycle.queries import waiting_list
from cases.models import Case
from cases.views.frame import framed, get_case, note_list
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only
from pik.core.workflow import reasons_against

TEMPLATE = "cases/lifecycle/step.html"


@dataclass(frozen=True)
class Step:
    """One page of one transition: what it asks, does and says."""

    title: str
    transition: str
    permission: str
    form: type[CaseForm]
    act: Callable[..., Any]
    done: str  # the sentence afterwards
    save: str  # the URL name that takes the form
    tone: str = "primary"


WAIT = Step(
    "Auf die Warteliste setzen",
    "put_on_waiting_list",
    "cases.admit_case",
    WaitForm,
    actions.put_on_waiting_list,
    "{case} steht auf der Warteliste.",
    "cases:case_wait_save",
)
BEGIN = Step(
    "Begleitung beginnen",
    "begin",
    "cases.admit_case",
    BeginForm,
    actions.begin,
    "Die Begleitung beginnt. Der nächste Schritt ist der Integrationsplan.",
    "cases:case_begin_save",
)
REST = Step(
    "Ruhen lassen",
    "rest",
    "cases.rest_case",
    RestForm,
    actions.let_rest,
    "{case} ruht.",
    "cases:case_rest_save",
)
RESUME = Step(
    "Begleitung fortsetzen",
    "resume",
    "cases.rest_case",
    ResumeForm,
    actions.resume,
    "{case} ist wieder aktiv.",
    "cases:case_resume_save",
)
CLOSE = Step(
    "Fall abschließen",
    "close",
    "cases.close_case",
    CloseForm,
    actions.close_case,
    "Der Fall {case} ist abgeschlossen.",
    "cases:case_close_save",
    "danger",
)
REOPEN = Step(
    "Fall wieder öffnen",
    "reopen",
    "cases.reopen_case",
    ReopenForm,
    actions.reopen_case,
    "Der Fall {case} ist wieder offen.",
    "cases:case_reopen_save",
)


def _context(request: HttpRequest, case: Case, step: Step, form: CaseForm) -> dict[str, Any]:
    name = "reopen_request" if step is REOPEN and case.starts_on is None else step.transition
    return framed(
        request,
        case,
        "case_detail",
        form=form,
        step=step,
        open_appointments=actions.appointments_to_call_off(case, None).count() if step is CLOSE else 0,
        open_follow_ups=case.follow_ups.filter(done_at__isnull=True).count() if step is CLOSE else 0,
        reasons=reasons_against(case, name, request.user),
    )


def _show(request: HttpRequest, public_id: str, step: Step) -> HttpResponse:
    case = get_case(request, public_id, step.permission)
    return page(request, TEMPLATE, _context(request, case, step, step.form(case=case, user=request.user)))


def _save(request: HttpRequest, public_id: str, step: Step) -> HttpResponse:
    case = get_case(request, public_id, step.permission)
    form = step.form(request.POST, case=case, user=request.user)
    if form.is_valid():
        with add_errors(form):
            step.act(case, actor=request.user, **form.cleaned_data)
    if not form.is_valid():
        shown = get_case(request, public_id, step.permission)  # what the action set before it refused is dropped
        return invalid(request, TEMPLATE, _context(request, shown, step, form))
    messages.success(request, step.done.format(case=case.number))
    return done(request, case)


@require_safe
def case_wait(request: HttpRequest, public_id: str) -> HttpResponse:
    return _show(request, public_id, WAIT)


@post_only(form_at="cases:case_wait")
def case_wait_save(request: HttpRequest, public_id: str) -> HttpResponse:
    return _save(request, public_id, WAIT)


@require_safe
def case_begin(request: HttpRequest, public_id: str) -> HttpResponse:
    return _show(request, public_id, BEGIN)


@post_only(form_at="cases:case_begin")
def case_begin_save(request: HttpRequest, public_id: str) -> HttpResponse:
    return _save(request, public_id, BEGIN)


@require_safe
def case_rest(request: HttpRequest, public_id: str) -> HttpResponse:
    return _show(request, public_id, REST)


@post_only(form_at="cases:case_rest")
def case_rest_save(request: HttpRequest, public_id: str) -> HttpResponse:
    return _save(request, public_id, REST)


@require_safe
def case_resume(request: HttpRequest, public_id: str) -> HttpResponse:
    return _show(request, public_id, RESUME)


@post_only(form_at="cases:case_resume")
def case_resume_save(request: HttpRequest, public_id: str) -> HttpResponse:
    return _save(request, public_id, RESUME)


@require_safe
def case_close(request: HttpRequest, public_id: str) -> HttpResponse:
    return _show(request, public_id, CLOSE)


@post_only(form_at="cases:case_close")
def case_close_save(request: HttpRequest, public_id: str) -> HttpResponse:
    return _save(request, public_id, CLOSE)


@require_safe
def case_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    return _show(request, public_id, REOPEN)


@post_only(form_at="cases:case_reopen")
def case_reopen_save(request: HttpRequest, public_id: str) -> HttpResponse:
    return _save(request, public_id, REOPEN)


# --- The waiting list ---------------------------------------------------------------------------------


@require_safe
def case_waiting(request: HttpRequest) -> HttpResponse:
    """Who waits and who has asked, in the order in which they should come."""
    user: Any = request.user
    demand(user, "cases.view_case")
    waiting = waiting_list(user)
    note_list(request, "Warteliste", (case.number for case in waiting.shown))
    context = {
        "waiting": waiting,
        "today": timezone.localdate(),
        "may_admit": user.has_perm("cases.admit_case"),
        "may_open": user.has_perm("cases.open_case"),
    }
    return page(request, "cases/lifecycle/waiting_list.html", context)
