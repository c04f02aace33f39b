"""The Datenblatt zur Prüfung: ordering its print, noting that the person checked it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.accesses import subject_of
from cases.models import Case, DataSheet
from cases.people.documents import note_check, note_corrected, print_sheet
from cases.people.forms import CheckForm, RemoveForm
from cases.people.views import EDIT_PERSON, PAGE, person_address, person_page
from cases.views.frame import framed, get_case
from pik.accounts.access import note
from pik.accounts.enums import AccessKind
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

FORM = "cases/people/sheet_check.html"
ANCHOR = "datenblatt"


def _sheet(case: Case, pk: int) -> DataSheet:
    return get_object_or_404(DataSheet, case=case, pk=pk)


@post_only(form_at="cases:case_person")
def sheet_print(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.print_data_sheet")
    print_sheet(case, actor=user)
    note(request, AccessKind.PRINTED, subject_of(case), page="Datenblatt zur Prüfung")
    messages.success(request, "Das Datenblatt ist bestellt. Es steht gleich hier zum Herunterladen.")
    return done(request, person_address(case, ANCHOR))


@require_safe
def sheet_check(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, EDIT_PERSON)
    sheet = _sheet(case, pk)
    return page(request, FORM, framed(request, case, "case_person", sheet=sheet, form=CheckForm(instance=sheet)))


@post_only(form_at="cases:sheet_check")
def sheet_checked(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    sheet = _sheet(case, pk)
    form = CheckForm(request.POST, instance=_sheet(case, pk))
    if form.is_valid():
        with add_errors(form):
            note_check(case, sheet, actor=user, seen=form.seen, **form.check_values())
    if not form.is_valid():
        return invalid(request, FORM, framed(request, case, "case_person", sheet=sheet, form=form))
    messages.success(request, "Die Prüfung ist festgehalten.")
    return done(request, person_address(case, ANCHOR))


@post_only(form_at="cases:sheet_check")
def sheet_corrected(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    form = RemoveForm(request.POST)
    with add_errors(form):
        if form.is_valid():
            note_corrected(case, _sheet(case, pk), actor=user)
    if not form.is_valid():
        return invalid(request, PAGE, person_page(request, case, sheet_errors=form.non_field_errors()))
    messages.success(request, "Die Berichtigung ist vermerkt.")
    return done(request, person_address(case, ANCHOR))
