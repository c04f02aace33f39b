"""Who looked at a case, for those who answer for it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.accesses import as_sentence, looks_at
from cases.views.frame import framed, get_case
from pik.core.http import page

PER_PAGE = 50


@require_safe
def case_access(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.view_access")
    page_obj = Paginator(looks_at(case, user), PER_PAGE).get_page(request.GET.get("seite"))
    entries = [as_sentence(row, case) for row in page_obj]
    context = framed(request, case, "case_access", page_obj=page_obj, entries=entries)
    return page(request, "cases/case_access.html", context)
