"""Switching membership, the people and the tree of organisations."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe
from rules.contrib.views import permission_required

from pik.accounts import actions, declared
from pik.accounts.confirmation import confirmed_identity
from pik.accounts.forms import DeclarationFilter, EndMembershipForm, OrganisationFilter, SwitchMembershipForm
from pik.accounts.middleware import SESSION_KEY
from pik.accounts.models import Membership, User
from pik.accounts.queries import organisation_tree
from pik.core.formats import counted, german_date
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

PER_PAGE = 25


@post_only(form_at="home")
def switch_membership(request: HttpRequest) -> HttpResponse:
    form = SwitchMembershipForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, "Diese Rolle steht Ihnen nicht mehr offen.")
        return redirect("home")
    membership = form.cleaned_data["membership"]
    request.session[SESSION_KEY] = membership.pk
    messages.success(request, f"Sie handeln jetzt als {membership}.")
    return redirect("home")


@require_safe
@permission_required("accounts.view_members", raise_exception=True)
def member_list(request: HttpRequest) -> HttpResponse:
    members = (
        Membership.objects.visible_to(request.user)  # type: ignore[arg-type]
        .select_related("user", "organisation")
        .order_by("user__sort_key", "starts_on", "pk")
    )
    return page(
        request,
        "accounts/member_list.html",
        {
            "page_obj": Paginator(members, PER_PAGE).get_page(request.GET.get("seite")),
            "may_end": request.user.has_perm("accounts.end_membership"),
        },
    )


def _membership(request: HttpRequest, pk: int) -> Membership:
    user: User = request.user  # type: ignore[assignment]
    return get_object_or_404(Membership.objects.visible_to(user).select_related("user", "organisation"), pk=pk)


@require_safe
@permission_required("accounts.end_membership", raise_exception=True)
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    form = EndMembershipForm(initial={"ends_on": timezone.localdate()})
    return page(request, "accounts/membership_end.html", {"form": form, "object": _membership(request, pk)})


@post_only(form_at="accounts:membership_end")
@permission_required("accounts.end_membership", raise_exception=True)
@confirmed_identity
def membership_end_save(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    form = EndMembershipForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.end_membership(membership, ends_on=form.cleaned_data["ends_on"], actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        return invalid(request, "accounts/membership_end.html", {"form": form, "object": membership})
    last_day = german_date(form.cleaned_data["ends_on"])
    messages.success(request, f"Die Mitgliedschaft von {membership.user} endet mit dem {last_day}.")
    return done(request, "accounts:member_list")


@require_safe
@permission_required("accounts.view_organisations", raise_exception=True)
def organisation_list(request: HttpRequest) -> HttpResponse:
    form = OrganisationFilter(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    page_obj = Paginator(organisation_tree(query), PER_PAGE).get_page(request.GET.get("seite"))
    return page(
        request, "accounts/organisation_list.html", {"form": form, "page_obj": page_obj}, partial="organisations"
    )


@require_safe
@permission_required("accounts.view_declarations", raise_exception=True)
def declaration_list(request: HttpRequest) -> HttpResponse:
    form = DeclarationFilter(request.GET)
    sections = declared.narrowed(**form.narrowing) if form.is_valid() else []
    fields = counted(declared.field_count(sections), "Feld", "Felder")
    extent = f"{fields} in {counted(len(sections), 'Tabelle', 'Tabellen')}"
    context = {"form": form, "sections": sections, "extent": extent}
    return page(request, "accounts/declaration_list.html", context, partial="tables")
