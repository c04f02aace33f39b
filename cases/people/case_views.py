"""A further case of somebody who is known already: she came back, or a child has grown up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.lifecycle.actions import open_case
from cases.models import Person
from cases.people.forms import AnotherCaseForm
from cases.views.frame import note_list
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

TEMPLATE = "cases/people/case_new_for.html"


def _person(request: HttpRequest, public_id: str) -> Person:
    user: Any = request.user
    person = get_object_or_404(Person.objects.visible_to(user).prefetch_related("cases"), public_id=public_id)
    demand(user, "cases.open_case")
    return person


def _page(request: HttpRequest, person: Person, form: AnotherCaseForm) -> dict[str, Any]:
    note_list(request, "Fall anlegen", (case.number for case in person.cases.all()))
    return {"person": person, "form": form}


@require_safe
def case_new_for(request: HttpRequest, person_id: str) -> HttpResponse:
    person = _person(request, person_id)
    return page(request, TEMPLATE, _page(request, person, AnotherCaseForm()))


@post_only(form_at="cases:case_new_for")
def case_open_for(request: HttpRequest, person_id: str) -> HttpResponse:
    user: Any = request.user
    person = _person(request, person_id)
    form = AnotherCaseForm(request.POST)
    location = ""
    if form.is_valid():

        def store() -> str:
            case = open_case(actor=user, person=person, starts_on=form.cleaned_data["starts_on"])
            return case.get_absolute_url()

        with add_errors(form):
            location = form.save_once(store)
    if not location:
        return invalid(request, TEMPLATE, _page(request, person, form))
    messages.success(request, "Der Fall ist angelegt. Der nächste Schritt ist der Integrationsplan.")
    return done(request, location)
