"""The sessions of a case, and logging one beside the plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from cases import plan_actions, queries
from cases.enums import SealedKind
from cases.models import Case
from cases.plan.views import TEMPLATE, plan_page
from cases.plan_forms import SessionForm
from cases.sealed import write_note
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

PER_PAGE = 20


@require_safe
def case_sessions(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    page_obj = Paginator(queries.sessions_of(case), PER_PAGE).get_page(request.GET.get("seite"))
    return page(request, "cases/case_sessions.html", framed(request, case, "case_sessions", page_obj=page_obj))


@sensitive_variables("form")
@sensitive_post_parameters("own_note")
@post_only(form_at="cases:case_plan")
def session_log(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.log_session")
    form = SessionForm(request.POST, case=case)
    location = ""
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(lambda: _store(form, case, user))
    if not form.is_valid():
        return invalid(request, TEMPLATE, plan_page(request, case, session_form=form))
    messages.success(request, "Die Beratung ist gespeichert.")
    return done(request, location)


@sensitive_variables("form")
def _store(form: SessionForm, case: Case, user: Any) -> str:
    session = plan_actions.log_session(case, actor=user, **form.session_values())
    if form.cleaned_data["own_note"].strip():
        write_note(case, actor=user, kind=SealedKind.PRIVATE, text=form.cleaned_data["own_note"], session=session)
    return reverse("cases:case_plan", kwargs={"public_id": case.public_id})
