"""Inviting people, and the public pages on which an invitation is accepted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from pik.accounts import invitation_actions as actions
from pik.accounts.confirmation import confirmed_identity
from pik.accounts.member_forms import AcceptForm, InvitationForm, TokenForm
from pik.accounts.models import Invitation, User
from pik.accounts.models.invitation import VALID_FOR, hash_of
from pik.accounts.signing_in.sessions import is_vouched_for
from pik.core.forms import add_errors
from pik.core.http import absolute_address, demand, done, invalid, page, post_only

PER_PAGE = 25
INVITE = "accounts.invite_member"
# Whoever has an account signs in first: the session remembers which invitation she came with (its hash).
SESSION_KEY = "invitation"


def _page_for_guests(request: HttpRequest) -> str:
    return absolute_address(request, reverse("accounts:invitation"))


# --- Inviting -----------------------------------------------------------------------------------


@require_safe
def invitation_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, INVITE)
    invitations = (
        Invitation.objects.visible_to(user).with_backing().select_related("organisation", "invited_by", "accepted_by")
    )
    page_obj = Paginator(invitations, PER_PAGE).get_page(request.GET.get("seite"))
    return page(request, "accounts/invitation_list.html", {"page_obj": page_obj})


def _form(request: HttpRequest, data: Any = None, **initial: Any) -> InvitationForm:
    user: Any = request.user
    return InvitationForm(data, giver=user.membership, initial=initial)


@require_safe
def invitation_new(request: HttpRequest) -> HttpResponse:
    demand(request.user, INVITE)
    form = _form(request, organisation=request.GET.get("organisation", ""))
    return page(request, "accounts/invitation_new.html", {"form": form, "days": VALID_FOR.days})


@post_only(form_at="accounts:invitation_new")
@confirmed_identity
def invitation_create(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, INVITE)
    form = _form(request, request.POST)
    if form.is_valid():

        def store() -> str:
            values = {name: value for name, value in form.cleaned_data.items() if name != "submission_key"}
            values.setdefault("organisation", user.membership.organisation)
            invitation = actions.invite(actor=user, page=_page_for_guests(request), **values)
            return reverse("accounts:invitation_detail", kwargs={"pk": invitation.pk})

        with add_errors(form):
            address = form.save_once(store)
            messages.success(request, "Die Einladung ist gespeichert.")
    if not form.is_valid():
        return invalid(request, "accounts/invitation_new.html", {"form": form, "days": VALID_FOR.days})
    return done(request, address)


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    user: Any = request.user
    demand(user, INVITE)
    visible = Invitation.objects.visible_to(user).with_backing()
    return get_object_or_404(visible.select_related("organisation", "invited_by", "accepted_by"), pk=pk)


@require_safe
def invitation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, "accounts/invitation_detail.html", {"object": _invitation(request, pk)})


@post_only(form_at="accounts:invitation_detail")
@confirmed_identity
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    invitation = _invitation(request, pk)
    try:
        actions.send_again(invitation, actor=user, page=_page_for_guests(request))
        messages.success(request, "Ein neuer Link ist unterwegs. Der alte gilt nicht mehr.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return done(request, "accounts:invitation_detail", pk=pk)


@never_cache
@post_only(form_at="accounts:invitation_detail")
@confirmed_identity
def invitation_link(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    invitation = _invitation(request, pk)
    try:
        link = actions.show_link(invitation, actor=user, page=_page_for_guests(request))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return done(request, "accounts:invitation_detail", pk=pk)
    return page(request, "accounts/invitation_link.html", {"object": invitation, "link": link, "days": VALID_FOR.days})


@post_only(form_at="accounts:invitation_detail")
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    invitation = _invitation(request, pk)
    try:
        actions.withdraw(invitation, actor=user)
        messages.success(
            request, f"Die Einladung an {invitation.full_name} ist zurückgezogen. Ihr Link gilt nicht mehr."
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return done(request, "accounts:invitation_list")


# --- Accepting ----------------------------------------------------------------------------------


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest) -> HttpResponse:
    """Where the link leads. Its code is behind the „#“ and arrives by POST; or the session knows it already."""
    remembered = request.session.get(SESSION_KEY, "")
    found = actions.usable_invitation(remembered) if remembered and request.user.is_authenticated else None
    if found is not None:
        return _for_those_with_account(request, found)
    return page(request, "accounts/invitation.html", {"form": TokenForm()})


@login_not_required
@never_cache
@sensitive_post_parameters("token")
@post_only(form_at="accounts:invitation")
def invitation_open(request: HttpRequest) -> HttpResponseBase:
    form = TokenForm(request.POST)
    token = form.cleaned_data["token"] if form.is_valid() else ""
    found = actions.usable_invitation(hash_of(token)) if token else None
    if found is None:
        return _not_valid(request)
    if User.objects.filter(email=found.email).exists():
        request.session[SESSION_KEY] = hash_of(token)
        return _for_those_with_account(request, found)
    names = {"token": token, "first_name": found.first_name, "last_name": found.last_name}
    return page(request, "accounts/invitation_accept.html", {"form": AcceptForm(initial=names), "invitation": found})


def _for_those_with_account(request: HttpRequest, found: Invitation) -> HttpResponse:
    user: Any = request.user
    is_hers = user.is_authenticated and user.email == found.email
    return page(request, "accounts/invitation_join.html", {"invitation": found, "is_hers": is_hers})


def _not_valid(request: HttpRequest) -> HttpResponse:
    """One answer, whatever the reason: expired, used, withdrawn, replaced or never sent."""
    form = TokenForm(request.POST)
    if form.is_valid():
        form.add_error(None, actions.NOT_VALID)
    return invalid(request, "accounts/invitation.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("token", "password", "repeated")
@post_only(form_at="accounts:invitation")
def invitation_accept(request: HttpRequest) -> HttpResponseBase:
    form = AcceptForm(request.POST)
    token_hash = hash_of(str(request.POST.get("token", ""))[:100])
    found = actions.usable_invitation(token_hash)
    if found is None or User.objects.filter(email=found.email).exists():
        return _not_valid(request)
    if form.is_valid():
        data = form.cleaned_data
        names = {name: data[name] for name in ("first_name", "last_name")}
        with add_errors(form):
            actions.accept_as_newcomer(token_hash, password=data["password"], **names)
    if not form.is_valid():
        return invalid(request, "accounts/invitation_accept.html", {"form": form, "invitation": found})
    messages.success(request, f"Ihr Zugang ist eingerichtet. Melden Sie sich mit {found.email} an.")
    return done(request, "accounts:sign_in")


@login_not_required
@never_cache
@post_only(form_at="accounts:invitation")
def invitation_join(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    remembered = request.session.get(SESSION_KEY, "")
    if not remembered or not user.is_authenticated:
        return _not_valid(request)
    if is_vouched_for(request):
        messages.error(request, "Bitte melden Sie sich dafür mit Ihrem Passwort an, nicht über den Anmeldedienst.")
        return done(request, "accounts:invitation")
    try:
        membership = actions.accept_as(user, remembered)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return done(request, "accounts:invitation")
    del request.session[SESSION_KEY]
    messages.success(
        request, f"Sie haben jetzt die Rolle {membership}. Oben rechts wechseln Sie zwischen Ihren Rollen."
    )
    return done(request, "home")
