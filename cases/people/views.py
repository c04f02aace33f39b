"""The tab „Person & Familie“, and the forms of the person's own row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.models import Case, DataSheet
from cases.people import actions
from cases.people.forms import ArrivalForm, InterpreterForm, PersonForm
from cases.people.queries import household_members, rows_of
from cases.people.row_forms import LANGUAGES
from cases.people.sections import SECTIONS, shown
from cases.views.frame import framed, get_case
from pik.core.forms import KernModelForm, add_errors
from pik.core.http import done, invalid, page, post_only

EDIT_PERSON = "cases.edit_person"
PAGE = "cases/people/person.html"
EDIT = "cases/people/person_edit.html"

#: Parts of the person's own row that have a small form of their own, by slug.
PARTS: Mapping[str, tuple[type[InterpreterForm | ArrivalForm], str]] = {
    "dolmetschen": (InterpreterForm, "Dolmetschen"),
    "ankunft": (ArrivalForm, "Ankunft"),
}


def person_address(case: Case, section: str = "") -> str:
    """The tab of ``case``, at the section ``section``."""
    address = reverse("cases:case_person", kwargs={"public_id": case.public_id})
    return f"{address}#{section}" if section else address


def person_page(request: HttpRequest, case: Case, **more: Any) -> dict[str, Any]:
    """The context of the tab."""
    user: Any = request.user
    found, today = rows_of(case.person), timezone.localdate()
    sections = {slug: shown(section, found[slug], today) for slug, section in SECTIONS.items()}
    cases = list(Case.objects.visible_to(user).filter(person=case.person).order_by("-opened_at", "pk"))
    sheets = DataSheet.objects.filter(case=case).select_related("job__document", "checked_with")
    return framed(
        request,
        case,
        "case_person",
        sections=sections,
        members=list(household_members(case.person)),
        cases=cases,
        may_open_another=user.has_perm("cases.open_case") and not any(other.is_open for other in cases),
        sheets=sheets[:5],
        may_print=user.has_perm("cases.print_data_sheet", case),
        **more,
    )


@require_safe
def case_person(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, PAGE, person_page(request, case))


@require_safe
def person_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, EDIT_PERSON)
    form = PersonForm(instance=case.person)
    return page(request, EDIT, framed(request, case, "case_person", form=form))


@post_only(form_at="cases:person_edit")
def person_save(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    # The form gets a copy: what is typed wrongly must not show in the head of the page.
    shown_case = get_case(request, public_id, EDIT_PERSON)
    form = PersonForm(request.POST, instance=case.person)
    if form.is_valid():
        with add_errors(form):
            actions.update_person(case, actor=user, seen=form.seen, **form.person_values())
    if not form.is_valid():
        return invalid(request, EDIT, framed(request, shown_case, "case_person", form=form))
    messages.success(request, "Die Angaben zur Person sind gespeichert.")
    return done(request, person_address(case))


def _part(slug: str) -> tuple[type[InterpreterForm | ArrivalForm], str]:
    if slug not in PARTS:
        raise Http404
    return PARTS[slug]


def _part_page(request: HttpRequest, case: Case, slug: str, form: KernModelForm) -> dict[str, Any]:
    return framed(request, case, "case_person", form=form, part=slug, part_title=PARTS[slug][1], languages=LANGUAGES)


@require_safe
def person_part_edit(request: HttpRequest, public_id: str, part: str) -> HttpResponse:
    form_class, _ = _part(part)
    case = get_case(request, public_id, EDIT_PERSON)
    return page(request, EDIT, _part_page(request, case, part, form_class(instance=case.person)))


@post_only(form_at="cases:person_part_edit")
def person_part_save(request: HttpRequest, public_id: str, part: str) -> HttpResponse:
    user: Any = request.user
    form_class, title = _part(part)
    case = get_case(request, public_id, EDIT_PERSON)
    shown_case = get_case(request, public_id, EDIT_PERSON)
    form = form_class(request.POST, instance=case.person)
    if form.is_valid():
        with add_errors(form):
            values = {name: form.cleaned_data[name] for name in form_class.Meta.fields}
            actions.update_person(case, actor=user, seen=form.seen, **values)
    if not form.is_valid():
        return invalid(request, EDIT, _part_page(request, shown_case, part, form))
    messages.success(request, f"{title}: Die Angaben sind gespeichert.")
    return done(request, person_address(case, part))
