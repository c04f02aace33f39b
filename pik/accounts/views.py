"""Signing in and out, switching membership, the people and the tree of organisations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from pik.accounts import declared
from pik.accounts.forms import DeclarationFilter, OrganisationFilter, SignInForm, SwitchMembershipForm
from pik.accounts.middleware import SESSION_KEY
from pik.accounts.queries import demo_accounts, organisation_tree
from pik.core.formats import counted
from pik.core.http import demand, invalid, page, post_only

PER_PAGE = 25


def _sign_in_context(request: HttpRequest, form: SignInForm) -> dict[str, Any]:
    return {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "demo_accounts": demo_accounts() if settings.DEMO else [],
    }


@login_not_required
@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect("home")
    return page(request, "accounts/sign_in.html", _sign_in_context(request, SignInForm(request)))


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@post_only(form_at="accounts:sign_in")
def sign_in_check(request: HttpRequest) -> HttpResponseBase:
    form = SignInForm(request, data=request.POST)
    if not form.is_valid():
        return invalid(request, "accounts/sign_in.html", _sign_in_context(request, form))
    login(request, form.get_user())
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    # Not redirect(): that takes a word like „None“ for the name of an address and fails.
    return HttpResponseRedirect(target if is_ours else reverse("home"))


@post_only(form_at="home")
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:sign_in")


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
