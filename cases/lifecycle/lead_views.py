"""„Zuständigkeit“: lead, deputies and history of a case; and „Vertretung“: who of the team is away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.lifecycle import absences
from cases.lifecycle.forms import AbsenceForm, ButtonForm, DeputyForm, EndDeputyForm, GiveLeadForm, SubstituteForm
from cases.lifecycle.queries import deputies_to_end
from cases.lifecycle.responsibility import give_lead, substitute_of
from cases.models import Absence, Case
from cases.views.frame import framed, get_case, note_list
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

GIVE, NAME, ENTER = "cases.give_lead", "cases.name_deputy", "cases.enter_absence"
TEMPLATE = "cases/lifecycle/lead.html"
ABSENCES = "cases/lifecycle/absences.html"


# --- One case -------------------------------------------------------------------------------------------


def _context(request: HttpRequest, case: Case, **forms: Any) -> dict[str, Any]:
    user: Any = request.user
    today = timezone.localdate()
    return framed(
        request,
        case,
        "case_lead",
        deputies=case.deputies.filter(ended_at__isnull=True).exclude(ends_on__lt=today).select_related("user"),
        periods=case.lead_periods.select_related("lead", "given_by").order_by("-starts_at", "-pk"),
        absence=substitute_of(case, today),
        may_give=case.is_open and user.has_perm(GIVE, case),
        may_name=case.is_open and user.has_perm(NAME, case),
        **{
            "give_form": GiveLeadForm(case=case, user=user),
            "deputy_form": DeputyForm(case=case, user=user),
            **forms,
        },
    )


@require_safe
def case_lead(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, TEMPLATE, _context(request, case))


@post_only(form_at="cases:case_lead")
def lead_give(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, GIVE)
    form = GiveLeadForm(request.POST, case=case, user=user)
    if form.is_valid():
        with add_errors(form):
            give_lead(case, form.cleaned_data["to"], actor=user, reason=form.cleaned_data["reason"])
    if not form.is_valid():
        return invalid(request, TEMPLATE, _context(request, get_case(request, public_id), give_form=form))
    messages.success(request, f"Zuständig ist jetzt {case.lead_name}.")
    return done(request, "cases:case_lead", public_id=public_id)


@post_only(form_at="cases:case_lead")
def deputy_add(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, NAME)
    form = DeputyForm(request.POST, case=case, user=user)
    if form.is_valid():
        data = form.cleaned_data
        with add_errors(form):
            absences.name_deputy(
                case, data["user_id"], actor=user, starts_on=data["starts_on"], ends_on=data["ends_on"]
            )
    if not form.is_valid():
        return invalid(request, TEMPLATE, _context(request, get_case(request, public_id), deputy_form=form))
    messages.success(request, "Die Vertretung ist eingetragen.")
    return done(request, "cases:case_lead", public_id=public_id)


@post_only(form_at="cases:case_lead")
def deputy_end(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id)
    deputy = get_object_or_404(case.deputies.select_related("case", "user"), pk=pk)
    form = EndDeputyForm(request.POST)
    if form.is_valid():
        absences.end_deputy(deputy, actor=user)
        messages.success(request, f"{deputy.user.get_full_name()} vertritt im Fall {case.number} nicht mehr.")
    if form.cleaned_data.get("back"):
        return done(request, "cases:absence_list")
    return done(request, "cases:case_lead", public_id=public_id)


# --- The team ---------------------------------------------------------------------------------------------


def _absences(request: HttpRequest, form: AbsenceForm, **more: Any) -> dict[str, Any]:
    user: Any = request.user
    today = timezone.localdate()
    ahead = Absence.objects.visible_to(user).ahead(today).select_related("user", "substitute", "entered_by")
    deputies = list(deputies_to_end(user, today))
    note_list(request, "Vertretung", (deputy.case.number for deputy in deputies))
    rows = [(absence, user.has_perm(ENTER, absence.user)) for absence in ahead.order_by("starts_on", "pk")]
    return {
        "form": form,
        "rows": rows,
        "deputies": deputies,
        "substitute_form": SubstituteForm(actor=user),
        "today": today,
        **more,
    }


@require_safe
def absence_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, ENTER)
    return page(request, ABSENCES, _absences(request, AbsenceForm(actor=user)))


@post_only(form_at="cases:absence_list")
def absence_add(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, ENTER)
    form = AbsenceForm(request.POST, actor=user)
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name not in ("submission_key", "user")}

        def store() -> str:
            absences.enter_absence(form.cleaned_data["user"], actor=user, **data)
            return reverse("cases:absence_list")

        with add_errors(form):
            form.save_once(store)
    if not form.is_valid():
        return invalid(request, ABSENCES, _absences(request, form))
    messages.success(request, "Die Abwesenheit ist eingetragen, die Vertretung weiß Bescheid.")
    return done(request, "cases:absence_list")


def _absence(request: HttpRequest, pk: int) -> Absence:
    """The absence of the address: 404 where it does not exist for the user, 403 where it is another's."""
    user: Any = request.user
    visible = Absence.objects.visible_to(user).select_related("user", "substitute")
    absence = get_object_or_404(visible, pk=pk)
    demand(user, ENTER, absence.user)
    return absence


@post_only(form_at="cases:absence_list")
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    absence = _absence(request, pk)
    if ButtonForm(request.POST).is_valid():
        absences.end_absence(absence, actor=user)
        messages.success(request, f"Die Abwesenheit von {absence.user.get_full_name()} ist beendet.")
    return done(request, "cases:absence_list")


@post_only(form_at="cases:absence_list")
def absence_substitute(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    absence = _absence(request, pk)
    form = SubstituteForm(request.POST, actor=user)
    if form.is_valid():
        with add_errors(form):
            absences.change_substitute(absence, form.cleaned_data["substitute"], actor=user)
    if not form.is_valid():
        refused = _absences(request, AbsenceForm(actor=user), refused=form, refused_pk=pk)
        return invalid(request, ABSENCES, refused)
    messages.success(request, f"{absence.user.get_full_name()} wird jetzt von einer anderen Person vertreten.")
    return done(request, "cases:absence_list")
