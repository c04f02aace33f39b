"""The tab „Person & Familie“, and the form of who the person is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.people import actions
from cases.people.forms import PersonForm
from cases.people.queries import household_members
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

EDIT_PERSON = "cases.edit_person"
PAGE = "cases/people/person.html"
EDIT = "cases/people/person_edit.html"


def person_page(request: HttpRequest, case: Case, **more: Any) -> dict[str, Any]:
    """The context of the tab."""
    return framed(request, case, "case_person", members=list(household_members(case.person)), **more)


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
    shown = get_case(request, public_id, EDIT_PERSON)
    form = PersonForm(request.POST, instance=case.person)
    if form.is_valid():
        with add_errors(form):
            actions.update_person(case, actor=user, **form.person_values())
    if not form.is_valid():
        return invalid(request, EDIT, framed(request, shown, "case_person", form=form))
    messages.success(request, "Die Angaben zur Person sind gespeichert.")
    return done(request, "cases:case_person", public_id=public_id)
