"""The sessions of a case: logging one beside the plan, correcting one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from cases.enums import SealedKind
from cases.models import Case, Session
from cases.plan.views.board import TEMPLATE, plan_page
from cases.sealed import write_note
from cases.sessions import actions, queries
from cases.sessions.correct_forms import CorrectSessionForm
from cases.sessions.forms import SESSION_DRAFT, SessionForm
from cases.sessions.opening import equipped, with_block
from cases.views.frame import framed, get_case
from pik.accounts.drafts import take_away
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

PER_PAGE = 20
EDIT = "cases/sessions/session_edit.html"


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
    form = equipped(SessionForm(request.POST, case=case), user)
    if form.is_valid():
        with add_errors(form):
            form.save_once(lambda: _store(form, case, user))
    if not form.is_valid():
        return invalid(request, TEMPLATE, plan_page(request, case, session_form=form))
    messages.success(request, "Die Beratung ist gespeichert.")
    return done(request, "cases:case_plan", public_id=public_id)


@sensitive_variables("form")
def _store(form: SessionForm, case: Case, user: Any) -> str:
    """Store all of it; returns where the session is put right."""
    session = actions.log_session(case, actor=user, **form.session_values())
    if form.cleaned_data["own_note"].strip():
        write_note(case, actor=user, kind=SealedKind.PRIVATE, text=form.cleaned_data["own_note"], session=session)
    take_away(user, form=SESSION_DRAFT, about=case.public_id, key=form.cleaned_data["submission_key"])
    return reverse("cases:session_edit", kwargs={"public_id": case.public_id, "pk": session.pk})


@sensitive_variables("form")
@sensitive_post_parameters("own_note")
@post_only(form_at="cases:case_plan")
def session_block(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.log_session")
    form = with_block(request, case)
    return page(request, TEMPLATE, plan_page(request, case, session_form=form))


# --- Correcting one -------------------------------------------------------------------------------


def _session(request: HttpRequest, case: Case, pk: int) -> Session:
    session = get_object_or_404(Session.objects.select_related("case__person", "author"), case=case, pk=pk)
    demand(request.user, "cases.correct_session", session)
    return session


@require_safe
def session_edit(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id)
    session = _session(request, case, pk)
    form = CorrectSessionForm(instance=session)
    return page(request, EDIT, framed(request, case, "case_sessions", form=form, session=session))


@post_only(form_at="cases:session_edit")
def session_correct(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id)
    session = _session(request, case, pk)
    form = CorrectSessionForm(request.POST, instance=_session(request, case, pk))
    if form.is_valid():
        with add_errors(form):
            mistaken = form.cleaned_data.get("not_there", ())
            actions.correct_session(session, actor=user, seen=form.seen, not_there=mistaken, **form.session_values())
    if not form.is_valid():
        return invalid(request, EDIT, framed(request, case, "case_sessions", form=form, session=session))
    messages.success(request, "Die Beratung ist berichtigt. Was vorher dort stand, bleibt im Verlauf nachvollziehbar.")
    return done(request, "cases:case_sessions", public_id=public_id)
