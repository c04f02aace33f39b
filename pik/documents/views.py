"""One's own documents: the list, the state of one, the file, another attempt."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pik.accounts.access import note
from pik.accounts.confirmation import confirmed_identity
from pik.accounts.enums import AccessKind
from pik.core.http import asked_by_itself, attachment, demand, done, page, post_only
from pik.documents import actions
from pik.documents.kinds import access_of
from pik.documents.models import Document, Job

PER_PAGE = 25


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "documents.view_job")
    jobs = Job.objects.visible_to(request.user).with_document()  # type: ignore[arg-type]
    page_obj = Paginator(jobs, PER_PAGE).get_page(request.GET.get("seite"))
    return page(request, "documents/job_list.html", {"page_obj": page_obj})


def _job(request: HttpRequest, public_id: str) -> Job:
    user: Any = request.user
    job = get_object_or_404(Job.objects.visible_to(user).with_document(), public_id=public_id)
    demand(user, "documents.view_job", job)
    return job


@asked_by_itself
@never_cache
@require_safe
def job_state(request: HttpRequest, public_id: str) -> HttpResponse:
    job = _job(request, public_id)
    if request.htmx and request.GET.get("stand") == job.state:  # type: ignore[attr-defined]
        # Nothing new: the page stays as it is, with its focus and without a word from the screen reader.
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return _answer(request, job)


@never_cache
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    job = _job(request, public_id)
    # What is about a person leaves the house only for whoever proved lately that she sits there.
    return (confirmed_identity(_file) if job.holds_person else _file)(request, job)


def _file(request: HttpRequest, job: Job) -> HttpResponse:
    document = get_object_or_404(Document.objects.defer(None), job=job)
    if job.holds_person:
        subject, name = access_of(job)
        note(request, AccessKind.EXPORTED, subject, page=name, detail=document.filename)
    return attachment(bytes(document.content), filename=document.filename, content_type="application/pdf")


@post_only(form_at="documents:job_state")
def retry(request: HttpRequest, public_id: str) -> HttpResponse:
    job = actions.retry(_job(request, public_id))
    if request.htmx:  # type: ignore[attr-defined]
        return _answer(request, job)
    messages.info(request, "Das Dokument wird noch einmal erstellt.")
    return done(request, "documents:job_state", job.public_id)


def _answer(request: HttpRequest, job: Job) -> HttpResponse:
    template = "documents/job.html#state" if request.htmx else "documents/job_page.html"  # type: ignore[attr-defined]
    return page(request, template, {"job": job})
