"""Households: joining one, members without a case, leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.models import Case, HouseholdMember
from cases.people import actions
from cases.people.forms import EndForm, HouseholdForm, MembershipForm, PersonForm, RelativeForm
from cases.people.queries import household_members
from cases.people.views import EDIT_PERSON
from cases.search.views import note_similar
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

FORM = "cases/people/household_form.html"
JOINED = "Der Haushalt ist eingetragen."


def _member(case: Case, pk: int) -> HouseholdMember:
    """The member of today's household of ``case``, or 404."""
    return get_object_or_404(household_members(case.person), pk=pk)


def _page(request: HttpRequest, case: Case, **more: Any) -> dict[str, Any]:
    return framed(request, case, "case_person", **more)


@require_safe
def household(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    return page(request, FORM, _page(request, case, form=HouseholdForm(user=user), what="join"))


@post_only(form_at="cases:household")
def household_join(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    form = HouseholdForm(request.POST, user=user)
    if form.is_valid():
        data = form.cleaned_data
        with add_errors(form):
            actions.connect_household(
                case,
                actor=user,
                family_member=data["family_case"],
                relation=data["household_relation"],
                since=data["since"],
            )
    if not form.is_valid():
        return invalid(request, FORM, _page(request, case, form=form, what="join"))
    messages.success(request, JOINED)
    return done(request, "cases:case_person", public_id=public_id)


# --- Members without a case of their own --------------------------------------------------------


@require_safe
def relative_new(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    person = case.person
    codes = dict(zip(PersonForm.nationality_fields(), person.nationalities, strict=False))
    form = RelativeForm(user=user, initial={"family_name": person.family_name, "relation": "child", **codes})
    return page(request, FORM, _page(request, case, form=form, what="add"))


@post_only(form_at="cases:relative_new")
def relative_add(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    form = RelativeForm(request.POST, user=user)
    location = ""
    # A second click finds the person of the first one: the same submission is no similar person.
    if form.is_valid() or form.was_stored():
        with add_errors(form):
            location = form.save_once(lambda: _add(case, user, form))
    if not location:
        similar = form.similar()
        note_similar(request, form.cleaned_data, len(similar))
        return invalid(request, FORM, _page(request, case, form=form, what="add", similar=similar))
    messages.success(request, "Das Mitglied des Haushalts ist eingetragen.")
    return done(request, "cases:case_person", public_id=public_id)


def _add(case: Case, user: Any, form: RelativeForm) -> str:
    data = form.cleaned_data
    actions.add_relative(case, actor=user, relation=data["relation"], since=data["since"], **form.person_values())
    return case.get_absolute_url()


@require_safe
def relative_edit(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, EDIT_PERSON)
    member = _member(case, pk)
    form = PersonForm(instance=member.person)
    return page(request, FORM, _page(request, case, form=form, member=member, what="edit"))


@post_only(form_at="cases:relative_edit")
def relative_save(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    member = _member(case, pk)
    form = PersonForm(request.POST, instance=_member(case, pk).person)
    if form.is_valid():
        with add_errors(form):
            actions.update_relative(case, member.person, actor=user, seen=form.seen, **form.person_values())
    if not form.is_valid():
        return invalid(request, FORM, _page(request, case, form=form, member=member, what="edit"))
    messages.success(request, "Die Angaben sind gespeichert.")
    return done(request, "cases:case_person", public_id=public_id)


# --- Membership ---------------------------------------------------------------------------------


@require_safe
def member_edit(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, EDIT_PERSON)
    member = _member(case, pk)
    form = MembershipForm(instance=member)
    return page(request, FORM, _page(request, case, form=form, member=member, what="member"))


@post_only(form_at="cases:member_edit")
def member_save(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    member = _member(case, pk)
    form = MembershipForm(request.POST, instance=_member(case, pk))
    if form.is_valid():
        data = form.cleaned_data
        with add_errors(form):
            actions.change_member(
                case, member, actor=user, relation=data["relation"], since=data["starts_on"], seen=form.seen
            )
    if not form.is_valid():
        return invalid(request, FORM, _page(request, case, form=form, member=member, what="member"))
    messages.success(request, JOINED)
    return done(request, "cases:case_person", public_id=public_id)


@require_safe
def member_end(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    case = get_case(request, public_id, EDIT_PERSON)
    return page(request, FORM, _page(request, case, form=EndForm(), member=_member(case, pk), what="end"))


@post_only(form_at="cases:member_end")
def member_leave(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, EDIT_PERSON)
    member = _member(case, pk)
    form = EndForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.leave_household(case, member, actor=user, ends_on=form.cleaned_data["ends_on"])
    if not form.is_valid():
        return invalid(request, FORM, _page(request, case, form=form, member=member, what="end"))
    messages.success(request, "Der Auszug ist eingetragen.")
    return done(request, "cases:case_person", public_id=public_id)
