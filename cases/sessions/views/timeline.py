"""The Verlauf of a person: filtered by kind and period in the address, page by page, and printed."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.sessions import timeline
from cases.sessions.timeline_forms import TimelineFilter
from cases.views.frame import framed, get_case
from pik.core.http import page

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
