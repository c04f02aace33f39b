"""The applicant's pages: list, start, the application itself, submission."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from funding import pages
from funding.actions import applications as actions
from funding.forms import PartnerForm, StartForm, WithdrawForm
from funding.models import Member
from funding.queries import open_rounds, own_applications
from funding.views.found import application_for
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

EDIT = "funding.edit_application"


@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "funding.start_application")
    user: Any = request.user
    context = {"rounds": pages.round_cards(user), "applications": own_applications(user)}
    return page(request, "funding/application_list.html", context)


@require_safe
def application_new(request: HttpRequest) -> HttpResponse:
    demand(request.user, "funding.start_application")
    user: Any = request.user
    cards = pages.round_cards(user)
    title = pages.suggested_title(cards, user.membership.organisation)
    form = StartForm(rounds=open_rounds(), initial={"title": title, "round": cards[0].round if cards else None})
    return page(request, "funding/application_new.html", {"form": form, "rounds": cards})


@post_only(form_at="funding:application_new")
def application_create(request: HttpRequest) -> HttpResponse:
    demand(request.user, "funding.start_application")
    user: Any = request.user
    form = StartForm(request.POST, rounds=open_rounds())
    location = ""
    if form.is_valid():

        def store() -> str:
            data = form.cleaned_data
            application = actions.start_application(data["round"], title=data["title"], actor=user)
            return reverse("funding:application", args=[application.public_id])

        with add_errors(form):
            location = form.save_once(store)
    if not form.is_valid():
        return invalid(request, "funding/application_new.html", {"form": form, "rounds": pages.round_cards(user)})
    return done(request, location)


@require_safe
def application(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.view_application")
    context = pages.application_page(obj, request.user, query=request.GET.get("gemeinde", ""))
    partial = "results" if request.GET.get("teil") == "treffer" else "stand"
    return page(request, "funding/application.html", context, partial=partial)


@post_only(form_at="funding:application")
def partner_add(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, EDIT)
    user: Any = request.user
    form = PartnerForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.add_partner(obj, form.cleaned_data["gemeinde"], actor=user)
    context = pages.application_page(obj, user, query=request.POST.get("suche", ""), form=form)
    if not form.is_valid():
        return invalid(request, "funding/application.html", context, partial="stand")
    if request.htmx:  # type: ignore[attr-defined]
        added = f"{form.cleaned_data['gemeinde']} ist jetzt Partnergemeinde."
        context = pages.application_page(obj, user) | {"said": added}
        return page(request, "funding/application.html", context, partial="stand")
    return done(request, "funding:application", public_id)


def _partner(request: HttpRequest, public_id: str, pk: int) -> Member:
    obj = application_for(request, public_id, EDIT)
    members = obj.members.present().filter(is_lead=False).select_related("gemeinde", "application__round")
    return get_object_or_404(members, pk=pk)


@require_safe
def partner_removal(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    return page(request, "core/confirm.html", pages.partner_removal(_partner(request, public_id, pk)))


@post_only(form_at="funding:partner_removal")
def partner_remove(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    member, user = _partner(request, public_id, pk), request.user
    form = WithdrawForm(request.POST)
    with add_errors(form):
        actions.remove_partner(member, actor=user)  # type: ignore[arg-type]
    if not form.is_valid():
        return invalid(request, "core/confirm.html", pages.partner_removal(member) | {"form": form})
    messages.success(request, f"{member.gemeinde} ist nicht mehr Partnergemeinde.")
    return done(request, "funding:application", public_id)


@require_safe
def submission(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.submit_application")
    return page(request, "funding/submission.html", pages.application_page(obj, request.user))


@post_only(form_at="funding:submission")
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.submit_application")
    form = WithdrawForm({})
    form.full_clean()
    with add_errors(form):
        actions.submit(obj, actor=request.user)  # type: ignore[arg-type]
    if form.errors:
        obj.refresh_from_db()
        context = pages.application_page(obj, request.user) | {"refusals": form.non_field_errors()}
        return invalid(request, "funding/submission.html", context)
    messages.success(request, f"Der Antrag {obj.number} ist eingereicht.")
    return done(request, "funding:application", public_id)


@require_safe
def withdrawal(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.withdraw_application")
    return page(request, "core/confirm.html", pages.withdrawal(obj) | {"form": WithdrawForm()})


@post_only(form_at="funding:withdrawal")
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.withdraw_application")
    form = WithdrawForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.withdraw(obj, actor=request.user, comment=form.cleaned_data["comment"])  # type: ignore[arg-type]
    if not form.is_valid():
        return invalid(request, "core/confirm.html", pages.withdrawal(obj) | {"form": form})
    messages.success(request, f"Der Antrag {obj.number} ist zurückgezogen.")
    return done(request, "funding:application_list")
