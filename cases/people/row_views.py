"""Dated rows of a person: each is added, corrected, ended or taken back on a small page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.people import actions
from cases.people.forms import EndForm, RemoveForm
from cases.people.row_forms import LANGUAGES, RowForm
from cases.people.sections import SECTIONS, Section
from cases.people.views import EDIT_PERSON, person_address
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

FORM = "cases/people/row_form.html"


def _section(slug: str) -> Section:
    if slug not in SECTIONS:
        raise Http404
    return SECTIONS[slug]


def _row(section: Section, case: Case, pk: int) -> Any:
    """The row of the address, or 404 when it belongs to somebody else or to no one."""
    return get_object_or_404(section.model._default_manager, pk=pk, person=case.person_id)


def _page(request: HttpRequest, case: Case, section: Section, form: Any, **more: Any) -> dict[str, Any]:
    return framed(request, case, "case_person", section=section, form=form, languages=LANGUAGES, **more)


@require_safe
def row_new(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    part = _section(section)
    case = get_case(request, public_id, EDIT_PERSON)
    return page(request, FORM, _page(request, case, part, part.form(), what="add"))


@post_only(form_at="cases:row_new")
def row_add(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    user: Any = request.user
    part = _section(section)
    case = get_case(request, public_id, EDIT_PERSON)
    form = part.form(request.POST)
    if form.is_valid():
        with add_errors(form):
            form.save_once(lambda: _add(case, form, user, section))
    if not form.is_valid():
        return invalid(request, FORM, _page(request, case, part, form, what="add"))
    messages.success(request, f"{part.title}: Der Eintrag ist gespeichert.")
    return done(request, person_address(case, section))


def _add(case: Case, form: RowForm, user: Any, section: str) -> str:
    actions.save_row(case, form.instance, actor=user)
    return person_address(case, section)


@require_safe
def row_edit(request: HttpRequest, public_id: str, section: str, pk: int) -> HttpResponse:
    part = _section(section)
    case = get_case(request, public_id, EDIT_PERSON)
    row = _row(part, case, pk)
    return page(request, FORM, _page(request, case, part, part.form(instance=row), row=row, what="edit"))


@post_only(form_at="cases:row_edit")
def row_save(request: HttpRequest, public_id: str, section: str, pk: int) -> HttpResponse:
    user: Any = request.user
    part = _section(section)
    case = get_case(request, public_id, EDIT_PERSON)
    row = _row(part, case, pk)
    form = part.form(request.POST, instance=row)
    if form.is_valid():
        with add_errors(form):
            actions.save_row(case, form.instance, actor=user, seen=form.seen)
    if not form.is_valid():
        return invalid(request, FORM, _page(request, case, part, form, row=row, what="edit"))
    messages.success(request, f"{part.title}: Der Eintrag ist berichtigt.")
    return done(request, person_address(case, section))


@require_safe
def row_end(request: HttpRequest, public_id: str, section: str, pk: int) -> HttpResponse:
    part = _section(section)
    case = get_case(request, public_id, EDIT_PERSON)
    return page(request, FORM, _page(request, case, part, EndForm(), row=_ending(part, case, pk), what="end"))


@post_only(form_at="cases:row_end")
def row_end_save(request: HttpRequest, public_id: str, section: str, pk: int) -> HttpResponse:
    user: Any = request.user
    part = _section(section)
    case = get_case(request, public_id, EDIT_PERSON)
    row = _ending(part, case, pk)
    form = EndForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.end_row(case, row, actor=user, ends_on=form.cleaned_data["ends_on"])
    if not form.is_valid():
        return invalid(request, FORM, _page(request, case, part, form, row=row, what="end"))
    messages.success(request, f"{part.title}: Das Ende ist eingetragen.")
    return done(request, person_address(case, section))


def _ending(section: Section, case: Case, pk: int) -> Any:
    if not section.can_end:
        raise Http404
    return _row(section, case, pk)


@post_only(form_at="cases:row_edit")
def row_remove(request: HttpRequest, public_id: str, section: str, pk: int) -> HttpResponse:
    user: Any = request.user
    part = _section(section)
    case = get_case(request, public_id, EDIT_PERSON)
    row = _row(part, case, pk)
    form = RemoveForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.remove_row(case, row, actor=user)
    if not form.is_valid():
        more = {"row": row, "what": "edit", "remove_form": form}
        return invalid(request, FORM, _page(request, case, part, part.form(instance=row), **more))
    messages.success(request, f"{part.title}: Der Eintrag ist entfernt.")
    return done(request, person_address(case, section))
