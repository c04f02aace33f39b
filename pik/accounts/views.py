"""Switching membership, the people and the tree of organisations."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from pik.accounts import declared
from pik.accounts.forms import DeclarationFilter, OrganisationFilter, SwitchMembershipForm
from pik.accounts.middleware import SESSION_KEY
from pik.accounts.queries import organisation_tree
from pik.core.formats import counted
from pik.core.http import demand, page, post_only

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
def organisation_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "accounts.view_organisations")
    form = OrganisationFilter(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    page_obj = Paginator(organisation_tree(query), PER_PAGE).get_page(request.GET.get("seite"))
    may_invite = request.user.has_perm("accounts.invite_member")
    context = {"form": form, "page_obj": page_obj, "may_invite": may_invite}
    return page(request, "accounts/organisation_list.html", context, partial="organisations")


@require_safe
def declaration_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "accounts.view_declarations")
    form = DeclarationFilter(request.GET)
    sections = declared.narrowed(**form.narrowing) if form.is_valid() else []
    fields = counted(declared.field_count(sections), "Feld", "Felder")
    extent = f"{fields} in {counted(len(sections), 'Tabelle', 'Tabellen')}"
    context = {"form": form, "sections": sections, "extent": extent}
    return page(request, "accounts/declaration_list.html", context, partial="tables")
