"""The list of cases: filtered, kept under a name, taken along."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.lifecycle import documents, queries
from cases.lifecycle.filter_actions import delete_filter, save_filter
from cases.lifecycle.forms import ButtonForm
from cases.lifecycle.list_forms import CaseFilter, SaveFilterForm
from cases.lifecycle.terms import term_of
from cases.models import Case, SavedFilter
from cases.search.duplicate_queries import open_candidate_count
from cases.views.frame import note_list, note_search
from pik.accounts.access import note
from pik.accounts.enums import AccessKind
from pik.core.formats import counted
from pik.core.forms import add_errors
from pik.core.http import attachment, demand, done, invalid, page, post_only
from pik.core.spreadsheets import CSV_TYPE, XLSX_TYPE

PER_PAGE = 25
TEMPLATE = "cases/case_list.html"
FORMATS = {"csv": (documents.case_csv, CSV_TYPE), "xlsx": (documents.case_xlsx, XLSX_TYPE)}


def _own_filters(request: HttpRequest) -> list[SavedFilter]:
    user: Any = request.user
    return list(SavedFilter.objects.visible_to(user).filter(user=user))


def _filtered(request: HttpRequest, own: list[SavedFilter]) -> tuple[CaseFilter, QuerySet[Case]]:
    """What the address says; opened without anything, the filter that somebody keeps as her default."""
    user: Any = request.user
    is_bare = all(name in ("seite", "format") for name in request.GET)
    kept = next((QueryDict(kept.query) for kept in own if kept.is_default and is_bare), None)
    form = CaseFilter(request.GET if kept is None else kept, user=user)
    return form, queries.case_list(user, form.wanted(), timezone.localdate())


def _context(request: HttpRequest, save_form: SaveFilterForm | None = None) -> dict[str, Any]:
    user: Any = request.user
    own = _own_filters(request)
    form, cases = _filtered(request, own)
    page_obj = Paginator(cases, PER_PAGE).get_page(request.GET.get("seite"))
    wanted, today = form.wanted(), timezone.localdate()
    if wanted["q"]:
        note_search(request, "Fälle", wanted["q"], page_obj.paginator.count)
    note_list(request, "Fälle", (case.number for case in page_obj))
    return {
        "form": form,
        "page_obj": page_obj,
        "rows": [(case, term_of(case, today)) for case in page_obj],
        "saved": [(kept, kept.query == form.query()) for kept in own],
        "save_form": save_form or SaveFilterForm(initial={"query": form.query()}),
        "may_open": user.has_perm("cases.open_case"),
        "may_log": user.has_perm("cases.log_session"),
        "duplicate_count": open_candidate_count(user),
        "is_bare": not request.GET,
        "export_query": request.GET.urlencode(),
    }


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "cases.view_case")
    return page(request, TEMPLATE, _context(request))


@require_safe
def case_export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, all of its pages; that it was taken along is noted with the numbers."""
    demand(request.user, "cases.view_case")
    suffix = request.GET.get("format", "xlsx")
    write, content_type = FORMATS.get(suffix, FORMATS["xlsx"])
    _, cases = _filtered(request, _own_filters(request))
    today = timezone.localdate()
    rows = list(documents.rows_of(cases, today))
    content = write(rows)
    numbers = [str(row[documents.NUMBER]) for row in rows]
    detail = f"{counted(len(numbers), 'Fall', 'Fälle')}: {', '.join(numbers)}"
    note(request, AccessKind.EXPORTED, page="Fälle", detail=detail)
    name = f"Faelle-{today:%Y-%m-%d}.{'csv' if suffix == 'csv' else 'xlsx'}"
    return attachment(content, filename=name, content_type=content_type)


@post_only(form_at="cases:case_list")
def filter_save(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_case")
    form = SaveFilterForm(request.POST)
    location = ""
    if form.is_valid():
        kept = CaseFilter(QueryDict(form.cleaned_data["query"]), user=user)
        kept.is_valid()

        def store() -> str:
            data = form.cleaned_data
            save_filter(actor=user, name=data["name"], query=kept.query(), is_default=data["is_default"])
            return f"{reverse('cases:case_list')}?{kept.query()}"

        with add_errors(form):
            location = form.save_once(store)
    if not location:
        return invalid(request, TEMPLATE, _context(request, form))
    messages.success(request, "Der Filter ist gespeichert.")
    return done(request, location)


@post_only(form_at="cases:case_list")
def filter_delete(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_case")
    kept = get_object_or_404(SavedFilter.objects.visible_to(user).filter(user=user), pk=pk)
    if ButtonForm(request.POST).is_valid():
        delete_filter(kept, actor=user)
        messages.success(request, f"Der Filter „{kept.name}“ ist gelöscht.")
    return done(request, "cases:case_list")
