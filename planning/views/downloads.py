"""Files of the planning."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from pik.core.http import attachment, demand
from pik.core.spreadsheets import CSV_TYPE, XLSX_TYPE
from planning import documents
from planning.models import HeadCountUpload, Planungsrahmen


@require_safe
def count_template_csv(request: HttpRequest) -> HttpResponse:
    demand(request.user, "planning.upload_head_count")
    content = documents.count_template_csv()
    return attachment(content, filename="Vorlage Erhebung.csv", content_type=CSV_TYPE)


@require_safe
def count_template_xlsx(request: HttpRequest) -> HttpResponse:
    demand(request.user, "planning.upload_head_count")
    content = documents.count_template_xlsx()
    return attachment(content, filename="Vorlage Erhebung.xlsx", content_type=XLSX_TYPE)


@require_safe
def upload_problems(request: HttpRequest, public_id: str) -> HttpResponse:
    upload = get_object_or_404(HeadCountUpload.objects.visible_to(request.user), public_id=public_id)  # type: ignore[arg-type]
    demand(request.user, "planning.upload_head_count", upload)
    content = documents.upload_problems_csv(upload)
    return attachment(content, filename=f"Fehler in {upload.filename}.csv", content_type=CSV_TYPE)


@require_safe
def planungsrahmen_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    frame = _planungsrahmen(request, public_id)
    content = documents.planungsrahmen_csv(frame)
    return attachment(content, filename=f"{_stem(frame)}.csv", content_type=CSV_TYPE)


@require_safe
def planungsrahmen_xlsx(request: HttpRequest, public_id: str) -> HttpResponse:
    frame = _planungsrahmen(request, public_id)
    content = documents.planungsrahmen_xlsx(frame)
    return attachment(content, filename=f"{_stem(frame)}.xlsx", content_type=XLSX_TYPE)


def _planungsrahmen(request: HttpRequest, public_id: str) -> Planungsrahmen:
    visible = Planungsrahmen.objects.visible_to(request.user).select_related("head_count")  # type: ignore[arg-type]
    frame = get_object_or_404(visible, public_id=public_id)
    demand(request.user, "planning.view_planungsrahmen", frame)
    return frame


def _stem(frame: Planungsrahmen) -> str:
    """File name: the title without what file systems forbid, and the version, since titles repeat."""
    title = "".join(char if char.isalnum() or char in " ,-_()" else "_" for char in frame.title)
    return f"{title}, Fassung {frame.version}"
