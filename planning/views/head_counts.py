"""Head counts: upload, preview with every fault named, confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from pik.core.formats import counted, german_date, number
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only
from planning import actions
from planning.forms import ConfirmUploadForm, CountFilter, HeadCountUploadForm
from planning.models import HeadCount, HeadCountUpload
from planning.queries import biggest_changes, compared, find_counted, persons_by_ags, previous_head_count

PER_PAGE = 25
CHANGES_SHOWN = 8


@require_safe
def head_count_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "planning.upload_head_count")
    counts = (
        HeadCount.objects.visible_to(request.user)  # type: ignore[arg-type]
        .annotate(frame_count=Count("planungsrahmen"))
        .order_by("-key_date", "-confirmed_at", "-pk")
    )
    uploads = HeadCountUpload.objects.visible_to(request.user).filter(head_count=None).defer("rows")  # type: ignore[arg-type]
    return page(
        request,
        "planning/head_count_list.html",
        {
            "page_obj": Paginator(counts, PER_PAGE).get_page(request.GET.get("seite")),
            "uploads": uploads.select_related("uploaded_by")[:10],
        },
    )


@require_safe
def head_count_upload(request: HttpRequest) -> HttpResponse:
    demand(request.user, "planning.upload_head_count")
    return page(request, "planning/head_count_upload.html", {"form": HeadCountUploadForm()})


@post_only(form_at="planning:head_count_upload")
def head_count_upload_store(request: HttpRequest) -> HttpResponse:
    demand(request.user, "planning.upload_head_count")
    form = HeadCountUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return invalid(request, "planning/head_count_upload.html", {"form": form})

    def store() -> str:
        upload = actions.store_upload(
            key_date=form.cleaned_data["key_date"],
            filename=form.filename,
            sha256=form.sha256,
            counts=form.counts,
            actor=request.user,  # type: ignore[arg-type]
        )
        return reverse("planning:head_count_preview", args=[upload.public_id])

    return done(request, form.save_once(store))


@require_safe
def head_count_preview(request: HttpRequest, public_id: str) -> HttpResponse:
    context = _preview_context(request, _upload(request, public_id), ConfirmUploadForm())
    return page(request, "planning/head_count_preview.html", context, partial="zeilen")


@post_only(form_at="planning:head_count_preview")
def head_count_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    upload = _upload(request, public_id)
    form = ConfirmUploadForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            head_count = actions.confirm_upload(upload, actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        return invalid(request, "planning/head_count_preview.html", _preview_context(request, upload, form))
    messages.success(request, "Die Zählung ist bestätigt. Als Nächstes können Sie den Planungsrahmen berechnen.")
    return done(request, "planning:head_count_detail", public_id=head_count.public_id)


@require_safe
def head_count_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    visible = HeadCount.objects.visible_to(request.user).select_related("upload", "confirmed_by")  # type: ignore[arg-type]
    head_count = get_object_or_404(visible, public_id=public_id)
    demand(request.user, "planning.upload_head_count", head_count)
    previous = previous_head_count(head_count.key_date, but=head_count)
    persons = persons_by_ags(head_count)
    invented_count = head_count.lines.filter(is_invented=True).count()
    context = {
        "object": head_count,
        "frames": head_count.planungsrahmen.all(),
        "invented_count": invented_count,
        "tiles": [
            (number(head_count.total_persons), "Personen", ""),
            (number(len(persons)), "Gemeinden", ""),
            (number(invented_count), "Zahlen erfunden", "warning" if invented_count else ""),
            *_difference_tile(head_count.total_persons, previous),
        ],
        **_rows_context(request, persons, previous),
    }
    return page(request, "planning/head_count_detail.html", context, partial="zeilen")


def _upload(request: HttpRequest, public_id: str) -> HeadCountUpload:
    visible = HeadCountUpload.objects.visible_to(request.user).select_related("uploaded_by", "head_count")  # type: ignore[arg-type]
    upload = get_object_or_404(visible, public_id=public_id)
    demand(request.user, "planning.upload_head_count", upload)
    return upload


def _preview_context(request: HttpRequest, upload: HeadCountUpload, form: ConfirmUploadForm) -> dict[str, Any]:
    confirmed = getattr(upload, "head_count", None)
    persons = {row["ags"]: int(row["persons"]) for row in upload.rows}
    # Rows in error are missing from the sums: a comparison would tell of changes that are none.
    previous = previous_head_count(upload.key_date, but=confirmed) if upload.is_valid else None
    return {
        "object": upload,
        "head_count": confirmed,
        "form": form,
        "problem_page": Paginator(upload.problems, PER_PAGE).get_page(request.GET.get("fehler")),
        "tiles": [
            (number(len(persons)), "Zeilen ohne Fehler", ""),
            (number(len(upload.problems)), "Fehler", "danger" if upload.problems else ""),
            (number(sum(persons.values())), "Personen in den Zeilen ohne Fehler", ""),
            *_difference_tile(sum(persons.values()), previous),
        ],
        **_rows_context(request, persons, previous),
    }


def _rows_context(request: HttpRequest, persons: Mapping[str, int], previous: HeadCount | None) -> dict[str, Any]:
    """The rows of a count beside the count before, searched, sorted and paged as the address says."""
    filter_form = CountFilter(request.GET)
    filter_form.is_valid()  # what is wrong is said at the field; the rest applies
    asked = filter_form.cleaned_data
    rows = compared(persons, previous)
    changed = sum(1 for row in rows if row.difference)
    found = find_counted(rows, q=asked.get("q", ""), sort=asked.get("sortierung", ""))
    return {
        "previous": previous,
        "filter_form": filter_form,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "changes": biggest_changes(rows, CHANGES_SHOWN),
        "change_label": f"{counted(changed, 'Gemeinde', 'Gemeinden')} mit anderer Zahl",
    }


def _difference_tile(persons: int, previous: HeadCount | None) -> list[tuple[str, str, str]]:
    """A figure that stands there only where an earlier count can be compared with."""
    if previous is None:
        return []
    difference = persons - previous.total_persons
    sign = "+" if difference > 0 else ""
    return [(f"{sign}{number(difference)}", f"Personen gegenüber dem {german_date(previous.key_date)}", "")]
