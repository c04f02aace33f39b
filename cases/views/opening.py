"""Opening a case, with a look at who is there already."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.forms import OpenCaseForm
from cases.lifecycle.actions import open_case
from cases.search.views import note_similar
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

TEMPLATE = "cases/case_new.html"


@require_safe
def case_new(request: HttpRequest) -> HttpResponse:
    demand(request.user, "cases.open_case")
    return page(request, TEMPLATE, {"form": OpenCaseForm(user=request.user), "similar": []})  # type: ignore[arg-type]


@post_only(form_at="cases:case_new")
def case_open(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.open_case")
    form = OpenCaseForm(request.POST, user=user)
    location = ""
    # A second click finds the person of the first one: the same submission is no similar person.
    if form.is_valid() or form.was_stored():
        with add_errors(form):
            location = form.save_once(lambda: _store(form, user))
    if not location:
        similar = form.similar()
        note_similar(request, form.cleaned_data, len(similar))
        return invalid(request, TEMPLATE, {"form": form, "similar": similar})
    messages.success(request, "Der Fall ist angelegt. Der nächste Schritt ist der Integrationsplan.")
    return done(request, location)


def _store(form: OpenCaseForm, user: Any) -> str:
    case = open_case(
        actor=user,
        starts_on=form.cleaned_data["starts_on"],
        person=form.person_values(),
        family_member=form.cleaned_data["family_case"],
        relation=form.cleaned_data["household_relation"],
    )
    return case.get_absolute_url()
