"""The documents of a case: what was printed of it, taking one along, ordering the plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.accesses import subject_of
from cases.models import Case
from cases.plan.documents import print_plan
from cases.queries import prints_of
from cases.views.frame import framed, get_case
from pik.accounts.access import note
from pik.accounts.confirmation import confirmed_identity
from pik.accounts.enums import AccessKind
from pik.core.http import attachment, done, invalid, page, post_only
from pik.documents.enums import JobState
from pik.documents.kinds import access_of
from pik.documents.models import Document, Job

TEMPLATE = "cases/case_documents.html"
PER_PAGE = 25


def _documents(request: HttpRequest, case: Case, **more: Any) -> dict[str, Any]:
    page_obj = Paginator(prints_of(case), PER_PAGE).get_page(request.GET.get("seite"))
    return framed(request, case, "case_documents", page_obj=page_obj, **more)


@require_safe
def case_documents(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, TEMPLATE, _documents(request, case))


@never_cache
@require_safe
def case_document(request: HttpRequest, public_id: str, job_id: str) -> HttpResponseBase:
    """The file of a finished print, for everybody who may read the case, whoever ordered it."""
    case = get_case(request, public_id)
    job = get_object_or_404(prints_of(case).filter(state=JobState.DONE), public_id=job_id)
    # What is about a person leaves the house only for whoever proved lately that she sits there.
    return confirmed_identity(_file)(request, case, job)


def _file(request: HttpRequest, case: Case, job: Job) -> HttpResponse:
    document = get_object_or_404(Document.objects.defer(None), job=job)
    note(request, AccessKind.EXPORTED, subject_of(case), page=access_of(job)[1], detail=document.filename)
    return attachment(bytes(document.content), filename=document.filename, content_type="application/pdf")


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
