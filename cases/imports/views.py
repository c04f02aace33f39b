"""„Fälle aus Excel übernehmen“: template, file, what the check says of each cell, taking over and taking back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.imports import actions, documents
from cases.imports.forms import OrderForm, RowFilter, RowsForm, UndoForm, UploadForm
from cases.imports.queries import headings, rows_of, shown, summary_of
from cases.models import ImportRun
from cases.models.imports import KEPT_FOR
from pik.accounts.access import note
from pik.accounts.confirmation import confirmed_identity
from pik.accounts.enums import AccessKind
from pik.core.forms import add_errors
from pik.core.http import asked_by_itself, attachment, demand, done, invalid, page, post_only

PER_PAGE = 50
LIST, DETAIL = "cases/imports/list.html", "cases/imports/detail.html"
PAGE = "Fälle aus Excel übernehmen"


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "cases.import_cases")
    return page(request, LIST, _list(request, UploadForm()))


def _list(request: HttpRequest, form: UploadForm) -> dict[str, Any]:
    user: Any = request.user
    runs = ImportRun.objects.visible_to(user).select_related("uploaded_by").defer("content", "error_detail")
    page_obj = Paginator(runs, PER_PAGE).get_page(request.GET.get("seite"))
    return {"form": form, "page_obj": page_obj, "kept_days": KEPT_FOR.days}


@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    demand(request.user, "cases.import_cases")
    return attachment(documents.template_xlsx(), filename="Vorlage Fälle.xlsx", content_type=documents.XLSX_TYPE)


@post_only(form_at="cases:import_list")
def import_upload(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.import_cases")
    form = UploadForm(request.POST, request.FILES)
    location = ""
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(lambda: _hand_in(form, user))
    if not location:
        return invalid(request, LIST, _list(request, form))
    return done(request, location)


def _hand_in(form: UploadForm, user: Any) -> str:
    run = actions.hand_in(actor=user, filename=form.filename, content=form.content())
    return reverse("cases:import_detail", kwargs={"public_id": run.public_id})


# --- One file -------------------------------------------------------------------------------------


def _run(request: HttpRequest, public_id: str) -> ImportRun:
    user: Any = request.user
    runs = ImportRun.objects.visible_to(user).select_related("uploaded_by", "organisation")
    run = get_object_or_404(runs.defer("content", "error_detail"), public_id=public_id)
    demand(user, "cases.import_cases", run)
    return run


@require_safe
def import_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    run = _run(request, public_id)
    return page(request, DETAIL, _detail(request, run, OrderForm()), partial="zeilen")


def _detail(request: HttpRequest, run: ImportRun, form: OrderForm, **more: Any) -> dict[str, Any]:
    filter_form = RowFilter(request.GET)
    filter_form.is_valid()  # what is wrong is said at the field; the rest applies
    rows = rows_of(run, filter_form.cleaned_data.get("ergebnis", ""))
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    if page_obj.object_list:
        note(request, AccessKind.OPENED, page=PAGE, detail=f"{run.filename}, Seite {page_obj.number}")
    return {
        "run": run,
        "summary": summary_of(run),
        "form": form,
        "filter_form": filter_form,
        "page_obj": page_obj,
        "rows": shown(page_obj),
        "headings": headings(),
        **more,
    }


@asked_by_itself
@never_cache
@require_safe
def import_state(request: HttpRequest, public_id: str) -> HttpResponse:
    run = _run(request, public_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return done(request, "cases:import_detail", public_id=public_id)
    if not run.is_at_work:
        # The rows have come: the whole page is another one.
        return HttpResponse(headers={"HX-Redirect": reverse("cases:import_detail", kwargs={"public_id": public_id})})
    if request.GET.get("stand") == f"{run.state}-{run.progress}":
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return page(request, f"{DETAIL}#stand", {"run": run})


@require_safe
def import_errors(request: HttpRequest, public_id: str) -> HttpResponse:
    run = _run(request, public_id)
    name = f"Fehler in {run.filename.rsplit('.', 1)[0]}.xlsx"
    note(request, AccessKind.EXPORTED, page=PAGE, detail=name)
    return attachment(documents.errors_xlsx(run), filename=name, content_type=documents.XLSX_TYPE)


@post_only(form_at="cases:import_detail")
def import_choose(request: HttpRequest, public_id: str) -> HttpResponse:
    run = _run(request, public_id)
    form, user = RowsForm(request.POST), request.user
    if form.is_valid():
        with add_errors(form):
            actions.choose_rows(run, actor=user, **form.cleaned_data)  # type: ignore[arg-type]
    if not form.is_valid():
        return invalid(request, DETAIL, _detail(request, run, OrderForm(), errors=form.non_field_errors()))
    messages.success(request, "Die Auswahl ist gespeichert.")
    address = reverse("cases:import_detail", kwargs={"public_id": public_id})
    return done(request, f"{address}?{request.GET.urlencode()}" if request.GET else address)


@post_only(form_at="cases:import_detail")
def import_order(request: HttpRequest, public_id: str) -> HttpResponse:
    run = _run(request, public_id)
    form = OrderForm(request.POST)
    location = ""
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(lambda: _order(request, run))
    if not location:
        return invalid(request, DETAIL, _detail(request, run, form, errors=form.non_field_errors()))
    return done(request, location)


def _order(request: HttpRequest, run: ImportRun) -> str:
    actions.order_import(run, actor=request.user)  # type: ignore[arg-type]
    return reverse("cases:import_detail", kwargs={"public_id": run.public_id})


@require_safe
def import_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    run = _run(request, public_id)
    return page(request, "cases/imports/undo.html", {"run": run, "form": UndoForm()})


@post_only(form_at="cases:import_undo")
@confirmed_identity
def import_undo_now(request: HttpRequest, public_id: str) -> HttpResponse:
    run = _run(request, public_id)
    form = UndoForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.undo_import(run, actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        return invalid(request, "cases/imports/undo.html", {"run": run, "form": form})
    return done(request, "cases:import_detail", public_id=public_id)
