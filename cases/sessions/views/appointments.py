"""Appointments of a case: agreeing one, calling one off. What came of it is said in the session form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.sessions import actions, queries
from cases.sessions.appointment_forms import AppointmentForm
from cases.sessions.queries import is_key
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

NEW = "cases/sessions/appointment_new.html"
PLAN = "cases.plan_appointment"


@require_safe
def appointment_new(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, PLAN)
    return page(request, NEW, framed(request, case, "case_detail", form=AppointmentForm()))


@post_only(form_at="cases:appointment_new")
def appointment_add(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, PLAN)
    form = AppointmentForm(request.POST)
    if form.is_valid():

        def store() -> str:
            actions.plan_appointment(case, actor=user, **form.appointment_values())
            return case.get_absolute_url()

        with add_errors(form):
            form.save_once(store)
    if not form.is_valid():
        return invalid(request, NEW, framed(request, case, "case_detail", form=form))
    messages.success(request, "Der Termin ist vereinbart.")
    return done(request, case)


@require_safe
def appointment_list(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    appointments = queries.open_appointments(case)
    return page(
        request,
        "cases/sessions/appointment_list.html",
        framed(request, case, "case_detail", appointments=appointments, may_plan=request.user.has_perm(PLAN, case)),
    )


@post_only(form_at="cases:appointment_list")
def appointment_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, PLAN)
    pk = request.POST.get("termin", "")
    if not is_key(pk):
        raise Http404
    appointment = get_object_or_404(case.appointments.select_related("case"), pk=pk)
    actions.cancel_appointment(appointment, actor=user)
    messages.success(request, "Der Termin ist abgesagt.")
    return done(request, "cases:appointment_list", public_id=public_id)
