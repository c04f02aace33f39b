"""How much support a case needs, said by whoever knows it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.team.actions import set_need
from cases.team.forms import CaseNeedForm
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

TEMPLATE = "cases/team/case_need.html"


def _need(request: HttpRequest, case: Case, form: CaseNeedForm) -> dict[str, Any]:
    return framed(request, case, "case_detail", form=form)


@require_safe
def case_need(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.set_need")
    return page(request, TEMPLATE, _need(request, case, CaseNeedForm(initial={"need": case.need})))


@post_only(form_at="cases:case_need")
def case_need_save(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.set_need")
    form = CaseNeedForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            set_need([case], actor=user, need=form.cleaned_data["need"])
    if not form.is_valid():
        return invalid(request, TEMPLATE, _need(request, case, form))
    messages.success(request, "Der Bedarf ist gespeichert.")
    return done(request, "cases:case_detail", public_id=public_id)
