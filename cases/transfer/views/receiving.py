"""An Überleitung as the receiver sees it: a request, and the answer. Nothing of the content before that."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.accesses import CASE
from cases.models import Transfer
from cases.transfer import actions
from cases.transfer.forms import AcceptForm, RefuseForm
from pik.accounts.access import Subject, is_about, note
from pik.accounts.enums import AccessKind
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

PERMISSION = "cases.answer_transfer"
TEMPLATE = "cases/transfer/request.html"
PAGE = "Anfrage einer Überleitung"


def _request(request: HttpRequest, transfer_id: str) -> Transfer:
    """One that came to the own organisation; 404 for all others."""
    user: Any = request.user
    rows = Transfer.objects.incoming(user).select_related("organisation", "receiver", "created_by", "new_case")
    transfer = get_object_or_404(rows, public_id=transfer_id)
    is_about(request, _subject(transfer), PAGE)
    demand(user, PERMISSION, transfer)
    return transfer


def _subject(transfer: Transfer) -> Subject:
    """The file of which the request tells: the sender's, where it is."""
    return Subject(CASE, transfer.case_id, transfer.case_number, transfer.organisation_id)


def _context(
    request: HttpRequest,
    transfer: Transfer,
    accept_form: AcceptForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> dict[str, Any]:
    note(request, AccessKind.OPENED, _subject(transfer), page=PAGE)
    return {
        "transfer": transfer,
        "accept_form": accept_form or AcceptForm(user=request.user, prefix="annahme"),  # type: ignore[arg-type]
        "refuse_form": refuse_form or RefuseForm(prefix="ablehnung"),
        "steps": transfer.transitions.exclude(name__in=["prepare", "record_consent", "change"]),
    }


@require_safe
def transfer_request(request: HttpRequest, transfer_id: str) -> HttpResponse:
    transfer = _request(request, transfer_id)
    return page(request, TEMPLATE, _context(request, transfer))


@post_only(form_at="cases:transfer_request")
def transfer_accept(request: HttpRequest, transfer_id: str) -> HttpResponse:
    user: Any = request.user
    transfer = _request(request, transfer_id)
    form = AcceptForm(request.POST, user=user, prefix="annahme")
    case = None
    if form.is_valid():
        with add_errors(form):
            case = actions.accept_transfer(transfer, actor=user, lead=form.cleaned_data["lead"])
    if case is None:
        return invalid(request, TEMPLATE, _context(request, _request(request, transfer_id), accept_form=form))
    messages.success(request, f"Der Fall ist übernommen und hat jetzt die Nummer {case.number}.")
    return done(request, case)


@post_only(form_at="cases:transfer_request")
def transfer_refuse(request: HttpRequest, transfer_id: str) -> HttpResponse:
    user: Any = request.user
    transfer = _request(request, transfer_id)
    form = RefuseForm(request.POST, prefix="ablehnung")
    if form.is_valid():
        with add_errors(form):
            actions.refuse_transfer(transfer, actor=user, reason=form.cleaned_data["reason"])
    if not form.is_valid():
        return invalid(request, TEMPLATE, _context(request, _request(request, transfer_id), refuse_form=form))
    messages.success(request, f"Abgelehnt. {transfer.organisation} liest Ihren Grund.")
    return done(request, "cases:transfer_list")
