"""The second pair of eyes, the list of decisions and the Bescheid itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from funding import pages
from funding.actions import decisions
from funding.documents import BESCHEID
from funding.forms import ReturnForm
from funding.models import Decision
from funding.queries import decisions_of
from funding.views.found import application_for
from pik.accounts.confirmation import confirmed_identity
from pik.core.forms import add_errors
from pik.core.http import attachment, demand, done, invalid, page, post_only
from pik.documents.models import Document

PER_PAGE = 25
APPROVE = "funding.approve_decision"
TEMPLATE = "funding/approval.html"


@require_safe
def approval(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, APPROVE)
    return page(request, TEMPLATE, pages.approval_page(obj, request.user) | {"form": ReturnForm()})


@post_only(form_at="funding:approval")
@confirmed_identity
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, APPROVE)
    try:
        decision = decisions.approve(obj, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        obj.refresh_from_db()
        context = pages.approval_page(obj, request.user) | {"form": ReturnForm(), "refusals": error.messages}
        return invalid(request, TEMPLATE, context)
    messages.success(request, f"Die {decision.get_outcome_display()} ist freigegeben. Der Bescheid wird erstellt.")
    return done(request, "funding:review", public_id)


@post_only(form_at="funding:approval")
def return_draft(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.return_draft")
    form = ReturnForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            decisions.return_draft(obj, comment=form.cleaned_data["comment"], actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        obj.refresh_from_db()
        return invalid(request, TEMPLATE, pages.approval_page(obj, request.user) | {"form": form})
    messages.success(request, "Der Entwurf ist zurückgegeben.")
    return done(request, "funding:review", public_id)


@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "funding.draft_decision")
    user: Any = request.user
    page_obj = Paginator(decisions_of(user), PER_PAGE).get_page(request.GET.get("seite"))
    return page(request, "funding/decision_list.html", {"page_obj": page_obj})


@never_cache
@require_safe
def bescheid(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    decision = get_object_or_404(Decision.objects.visible_to(user).approved(), public_id=public_id)
    demand(user, "funding.view_bescheid", decision)
    document = Document.objects.of(BESCHEID.name, decision.pk).defer(None).first()
    if document is None:
        raise Http404("Der Bescheid wird noch erstellt.")
    return attachment(bytes(document.content), filename=document.filename, content_type="application/pdf")


@post_only(form_at="funding:review")
def bescheid_retry(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.take_application")
    try:
        decisions.retry_bescheid(obj, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        context = pages.review_page(obj, request.user) | {"refusals": error.messages}
        return invalid(request, "funding/review.html", context)
    messages.info(request, "Der Bescheid wird noch einmal erstellt.")
    return done(request, "funding:review", public_id)
