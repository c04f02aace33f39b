"""Prints of the plan: ordering one, and those that were made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.accesses import subject_of
from cases.models import Case, PlanPrint
from cases.plan.documents import print_plan
from cases.views.frame import framed, get_case
from pik.accounts.access import note
from pik.accounts.enums import AccessKind
from pik.core.http import done, invalid, page, post_only

TEMPLATE = "cases/case_documents.html"


def _documents(request: HttpRequest, case: Case, **more: Any) -> dict[str, Any]:
    # A job shows itself to who ordered it; for others the print stands here without its file.
    prints = PlanPrint.objects.filter(plan__case=case).select_related("job__requested_by", "job__document")
    return framed(request, case, "case_documents", prints=prints, **more)


@require_safe
def case_documents(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, TEMPLATE, _documents(request, case))


@post_only(form_at="cases:case_documents")
def plan_print(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.print_plan")
    try:
        print_plan(case, actor=user)
    except ValidationError as error:
        return invalid(request, TEMPLATE, _documents(request, case, errors=error.messages))
    note(request, AccessKind.PRINTED, subject_of(case), page="Integrationsplan")
    messages.success(request, "Der Druck ist bestellt.")
    return done(request, "cases:case_documents", public_id=public_id)
