"""Mitsicht: what others see of a case, and what others show us."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import Case, ContactCard, Share
from cases.transfer import sharing
from cases.transfer.forms import ConsentRecordForm, ShareForm
from cases.transfer.views.places import tabs_of
from cases.views.frame import framed, get_case
from pik.accounts.access import note
from pik.accounts.enums import AccessKind
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

PERMISSION = "cases.share_case"
OVERVIEW = "cases/transfer/case_sharing.html"
NEW = "cases/transfer/share_new.html"
CARD = "cases/transfer/card_edit.html"
PAGE = "Mitsicht"


@require_safe
def case_sharing(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id)
    context = framed(
        request,
        case,
        "case_detail",
        shares=case.shares.select_related("receiver", "created_by", "revoked_by"),
        card=ContactCard.objects.filter(case=case).select_related("created_by").first(),
        transfers=case.transfers.select_related("receiver"),
        may_share=case.is_open and user.has_perm(PERMISSION, case),
    )
    return page(request, OVERVIEW, context)


# --- Letting others see -----------------------------------------------------------------------------


@require_safe
def share_new(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, PERMISSION)
    form = ShareForm(user=request.user)  # type: ignore[arg-type]
    return page(request, NEW, framed(request, case, "case_detail", form=form))


@post_only(form_at="cases:share_new")
def share_add(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, PERMISSION)
    form = ShareForm(request.POST, user=user)
    location = ""
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(lambda: _store(form, case, user))
    if not location:
        return invalid(request, NEW, framed(request, case, "case_detail", form=form))
    messages.success(request, "Die Mitsicht ist eingerichtet. Sie endet von selbst, und Sie können sie sofort beenden.")
    return done(request, location)


def _store(form: ShareForm, case: Case, user: Any) -> str:
    sharing.share_case(case, actor=user, **form.share(), **form.consent())
    return reverse("cases:case_sharing", kwargs={"public_id": case.public_id})


@post_only(form_at="cases:case_sharing")
def share_end(request: HttpRequest, public_id: str, share_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, PERMISSION)
    share = get_object_or_404(case.shares, public_id=share_id)
    sharing.end_share(share, actor=user)
    messages.success(request, f"Die Mitsicht ist beendet. {share.receiver} sieht nichts mehr.")
    return done(request, "cases:case_sharing", public_id=public_id)


# --- What others show us ----------------------------------------------------------------------------


@require_safe
def share_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_share")
    shares = Share.objects.shared_with(user).select_related("organisation")
    return page(request, "cases/transfer/share_list.html", {"shares": shares, "place_tabs": tabs_of("share_list")})


@require_safe
def share_summary(request: HttpRequest, share_id: str) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_share")
    share = get_object_or_404(Share.objects.shared_with(user).select_related("organisation"), public_id=share_id)
    demand(user, "cases.view_share", share)
    summary = sharing.summary_of(share)
    note(request, AccessKind.OPENED, summary.subject, page=PAGE)
    return page(request, "cases/transfer/share_summary.html", {"share": share, "summary": summary})


# --- The consent to the contact card ----------------------------------------------------------------


@require_safe
def card_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, PERMISSION)
    return page(request, CARD, framed(request, case, "case_detail", form=ConsentRecordForm()))


@post_only(form_at="cases:card_edit")
def card_save(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, PERMISSION)
    form = ConsentRecordForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            sharing.keep_card(case, actor=user, **form.consent())
    if not form.is_valid():
        return invalid(request, CARD, framed(request, case, "case_detail", form=form))
    messages.success(request, "Die Einwilligung zur Kontaktkarte ist festgehalten.")
    return done(request, "cases:case_sharing", public_id=public_id)


@post_only(form_at="cases:case_sharing")
def card_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, PERMISSION)
    sharing.drop_card(case, actor=user)
    messages.success(request, "Die Kontaktkarte ist zurückgenommen. Andere Stellen finden die Person nicht mehr.")
    return done(request, "cases:case_sharing", public_id=public_id)
