"""The authority's pages: the list, one application with its checks, the draft of the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from funding import pages
from funding.actions import decisions
from funding.forms import DecisionForm, DeskFilter
from funding.queries import desk
from funding.views.found import application_for
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

PER_PAGE = 25
DRAFT = "funding.draft_decision"


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "funding.take_application")
    user: Any = request.user
    form = DeskFilter(request.GET)
    page_obj = Paginator(form.narrow(desk(user), user), PER_PAGE).get_page(request.GET.get("seite"))
    context = {"form": form, "page_obj": page_obj, "rows": pages.desk_rows(page_obj)}
    return page(request, "funding/review_list.html", context, partial="list")


@require_safe
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.take_application")
    return page(request, "funding/review.html", pages.review_page(obj, request.user))


@post_only(form_at="funding:review")
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.take_application")
    try:
        decisions.take(obj, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        context = pages.review_page(obj, request.user) | {"refusals": error.messages}
        return invalid(request, "funding/review.html", context)
    messages.success(request, f"Sie prüfen jetzt den Antrag {obj.number}.")
    return done(request, "funding:review", public_id)


@require_safe
def decision_new(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, DRAFT)
    context = pages.review_page(obj, request.user)
    form = DecisionForm(initial=pages.decision_initial(context["standing"], context["returned"]))
    return page(request, "funding/decision_form.html", context | {"form": form})


@post_only(form_at="funding:decision_new")
def decision_draft(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, DRAFT)
    form = DecisionForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            decisions.draft_decision(obj, **form.cleaned_data, actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        obj.refresh_from_db()
        return invalid(request, "funding/decision_form.html", pages.review_page(obj, request.user) | {"form": form})
    messages.success(request, "Die Entscheidung ist entworfen. Eine zweite Person gibt sie frei.")
    return done(request, "funding:review", public_id)
