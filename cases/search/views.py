"""Suggestions while typing: in the search of the top bar, and when somebody new is recorded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.search.forms import SimilarForm, SuggestForm
from cases.search.looks import note_suggestions
from cases.search.queries import find
from cases.search.similar import similar_persons
from cases.search.similar_forms import SimilarFields
from cases.views.frame import note_search
from pik.core.formats import german_date
from pik.core.http import demand, page, post_only


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """At most eight persons who answer to what was typed so far; nothing for a single letter."""
    user: Any = request.user
    demand(user, "cases.view_case")
    form = SuggestForm(request.GET)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    hits = find(user, typed)
    if typed:
        note_suggestions(request, typed, hits)
    return page(request, "cases/search/suggestions.html", {"hits": hits, "typed": typed})


@post_only(form_at="cases:case_new")
def person_similar(request: HttpRequest) -> HttpResponse:
    """Who looks like the person typed so far; by POST, so that no name stands in an address or a log."""
    user: Any = request.user
    demand(user, "cases.open_case")
    form = SimilarForm(request.POST)
    form.is_valid()  # a day half typed is no reason to refuse the look
    typed = form.cleaned_data
    names = typed.get("family_name", ""), typed.get("given_name", "")
    similar = similar_persons(user, *names, typed.get("birth_date"), typed.get("birth_year"))
    note_similar(request, typed, len(similar))
    return page(request, "cases/search/similar.html#similar", {"similar": similar, "form": SimilarFields()})


def note_similar(request: HttpRequest, typed: dict[str, Any], hits: int) -> None:
    """Note the look for similar persons; before both names are typed there was none."""
    family, given, birth_date = (typed.get(name) for name in ("family_name", "given_name", "birth_date"))
    if family and given:
        born = f", geboren {german_date(birth_date)}" if birth_date else ""
        note_search(request, "Fall anlegen", f"{given} {family}{born}", hits)
