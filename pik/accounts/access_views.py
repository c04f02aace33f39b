"""The access log for Datenschutz: who looked at the data of the organisation, and the same to take along."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pik.accounts.access import note
from pik.accounts.access_forms import AccessFilter, Place, cursor_of
from pik.accounts.access_table import access_csv
from pik.accounts.confirmation import confirmed_identity
from pik.accounts.enums import AccessKind
from pik.accounts.models import AccessEntry
from pik.accounts.models.access import AccessEntryQuerySet
from pik.core.formats import counted
from pik.core.http import attachment, demand, invalid, page

PER_PAGE = 50
MOST_EXPORTED = 50_000
TEMPLATE = "accounts/access_log.html"


def _found(request: HttpRequest) -> tuple[AccessFilter, AccessEntryQuerySet]:
    user: Any = request.user
    demand(user, "accounts.view_access_log")
    form = AccessFilter(request.GET, user=user)
    entries = AccessEntry.objects.visible_to(user)
    return form, form.found(entries, user.membership.organisation_id) if form.is_valid() else entries.none()


def _page(request: HttpRequest, form: AccessFilter, entries: AccessEntryQuerySet) -> dict[str, Any]:
    found = list(Place(request.GET).onwards(entries)[: PER_PAGE + 1])
    rows, query = found[:PER_PAGE], request.GET.copy()
    is_later = query.pop("vor", None) is not None
    newest = query.urlencode()
    if len(found) > PER_PAGE:
        query["vor"] = str(cursor_of(rows[-1]))
    return {
        "form": form,
        "entries": rows,
        "older": f"?{query.urlencode()}" if "vor" in query else "",
        "newest": f"?{newest}" if is_later else "",
        "export_query": newest,
    }


@require_safe
def access_log(request: HttpRequest) -> HttpResponse:
    form, entries = _found(request)
    answer = page if form.is_valid() else invalid
    return answer(request, TEMPLATE, _page(request, form, entries), partial="entries")


@require_safe
@confirmed_identity
def access_export(request: HttpRequest) -> HttpResponse:
    """The filtered entries as a table of text; that somebody took them along is an entry itself."""
    form, entries = _found(request)
    found = list(entries[: MOST_EXPORTED + 1])
    if len(found) > MOST_EXPORTED:
        form.add_error("von", "Das sind mehr als 50.000 Einträge. Bitte schränken Sie die Tage ein.")
    if not form.is_valid():
        return invalid(request, TEMPLATE, _page(request, form, AccessEntry.objects.none()))
    note(request, AccessKind.EXPORTED, page="Zugriffsprotokoll", detail=_told(form, len(found)))
    name = f"Zugriffe_{timezone.localdate():%Y-%m-%d}.csv"
    return attachment(access_csv(found), filename=name, content_type="text/csv; charset=utf-8")


def _told(form: AccessFilter, count: int) -> str:
    """What was taken along, in words."""
    return ", ".join([counted(count, "Eintrag", "Einträge"), *form.in_words()])
