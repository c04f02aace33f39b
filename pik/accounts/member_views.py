"""The people of an organisation, their roles and who gave them; giving and ending a role."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from pik.accounts import actions
from pik.accounts.confirmation import confirmed_identity
from pik.accounts.forms import EndMembershipForm
from pik.accounts.grants import is_the_persons_own, may_take, roles_to_give
from pik.accounts.leaving import remainders
from pik.accounts.member_forms import GrantRoleForm
from pik.accounts.models import Membership
from pik.accounts.queries import history_of_roles
from pik.core.formats import german_date
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

PER_PAGE = 25


@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "accounts.view_members")
    members = (
        Membership.objects.visible_to(user)
        .select_related("user", "organisation")
        .order_by("user__sort_key", "starts_on", "pk")
    )
    return page(
        request,
        "accounts/member_list.html",
        {
            "page_obj": Paginator(members, PER_PAGE).get_page(request.GET.get("seite")),
            "may_invite": user.has_perm("accounts.invite_member"),
        },
    )


def _membership(request: HttpRequest, pk: int) -> Membership:
    user: Any = request.user
    return get_object_or_404(Membership.objects.visible_to(user).select_related("user", "organisation"), pk=pk)


@require_safe
def member(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    demand(user, "accounts.view_members")
    membership = _membership(request, pk)
    roles = Membership.objects.visible_to(user).filter(user=membership.user).select_related("user", "organisation")
    is_own = is_the_persons_own(user, membership.user)
    context = {
        "object": membership,
        "person": membership.user,
        "roles": [(role, not is_own and role.has_days_left and may_take(user.membership, role)) for role in roles],
        "entries": history_of_roles(roles),
        "is_own": is_own,
        "may_administer": user.has_perm("accounts.grant_role"),
        "may_grant": not is_own and bool(roles_to_give(user.membership, membership.organisation)),
    }
    return page(request, "accounts/member.html", context)


# --- Giving a role ------------------------------------------------------------------------------


def _grant_form(request: HttpRequest, membership: Membership, data: Any = None) -> GrantRoleForm:
    user: Any = request.user
    return GrantRoleForm(data, giver=user.membership, organisation=membership.organisation)


@require_safe
def role_grant(request: HttpRequest, pk: int) -> HttpResponse:
    demand(request.user, "accounts.grant_role")
    membership = _membership(request, pk)
    form = _grant_form(request, membership)
    return page(request, "accounts/role_grant.html", {"form": form, "object": membership})


@post_only(form_at="accounts:role_grant")
@confirmed_identity
def role_grant_save(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    demand(user, "accounts.grant_role")
    membership = _membership(request, pk)
    form = _grant_form(request, membership, request.POST)
    if form.is_valid():
        with add_errors(form):
            granted = actions.grant_role(
                membership.user, organisation=membership.organisation, actor=user, **form.cleaned_data
            )
    if not form.is_valid():
        return invalid(request, "accounts/role_grant.html", {"form": form, "object": membership})
    day = german_date(granted.starts_on)
    messages.success(request, f"{granted.user} hat ab dem {day} die Rolle {granted.get_role_display()}.")
    return done(request, "accounts:member", pk=membership.pk)


# --- Ending one ---------------------------------------------------------------------------------


def _ending(membership: Membership, form: EndMembershipForm) -> dict[str, Any]:
    left = remainders(membership, timezone.localdate())
    return {"form": form, "object": membership, "left": [str(remainder) for remainder in left]}


@require_safe
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    demand(request.user, "accounts.end_membership")
    membership = _membership(request, pk)
    demand(request.user, "accounts.end_membership", membership)
    form = EndMembershipForm(initial={"ends_on": timezone.localdate()})
    return page(request, "accounts/membership_end.html", _ending(membership, form))


@post_only(form_at="accounts:membership_end")
@confirmed_identity
def membership_end_save(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    demand(user, "accounts.end_membership")
    membership = _membership(request, pk)
    form = EndMembershipForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.end_membership(membership, ends_on=form.cleaned_data["ends_on"], actor=user)
    if not form.is_valid():
        return invalid(request, "accounts/membership_end.html", {"form": form, "object": membership})
    last_day = german_date(form.cleaned_data["ends_on"])
    messages.success(request, f"Die Mitgliedschaft von {membership.user} endet mit dem {last_day}.")
    return done(request, "accounts:member_list")
