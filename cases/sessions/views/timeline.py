"""The Verlauf of a person: filtered by kind and period in the address, page by page, and printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.accesses import subject_of
from cases.sessions import timeline
from cases.sessions.documents import print_timeline
from cases.sessions.timeline_forms import TimelineFilter
from cases.views.frame import framed, get_case
from pik.accounts.access import note
from pik.accounts.enums import AccessKind
from pik.core.http import done, page, post_only

TEMPLATE = "cases/sessions/timeline.html"
PER_PAGE = 40


@require_safe
def case_history(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id)
    form = TimelineFilter(request.GET)
    wanted = form.wanted()
    scope = timeline.scope_of(case, user)
    page_obj = Paginator(timeline.entries(scope, **wanted), PER_PAGE).get_page(request.GET.get("seite"))
    context = framed(request, case, "case_history", form=form, page_obj=page_obj, case_count=len(scope.cases))
    return page(request, TEMPLATE, context, partial="entries")


@post_only(form_at="cases:case_history")
def timeline_print(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.print_plan")
    form = TimelineFilter(request.POST)
    told = timeline.entries(timeline.scope_of(case, user), **form.wanted())
    print_timeline(case, actor=user, told=told, choice=form.in_words())
    note(request, AccessKind.PRINTED, subject_of(case), page="Verlauf")
    messages.success(request, "Der Druck ist bestellt.")
    return done(request, "documents:job_list")
