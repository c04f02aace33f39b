"""„Überleiten“, as the sender sees it: choose, record the consent, check and send."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.accesses import subject_of
from cases.enums import TransferPart
from cases.models import Case, Transfer
from cases.transfer import actions
from cases.transfer.files import chosen_file, counts
from cases.transfer.forms import ConsentRecordForm, TransferForm
from cases.transfer.queries import open_transfer
from cases.transfer.telling import told
from cases.transfer.views.places import tabs_of
from cases.views.frame import framed, get_case, note_list
from pik.accounts.access import is_about, note
from pik.accounts.enums import AccessKind
from pik.core.forms import KernForm, add_errors
from pik.core.http import demand, done, invalid, page, post_only
from pik.core.workflow import reasons_against

PERMISSION = "cases.transfer_case"
LIST = "cases/transfer/list.html"
NEW = "cases/transfer/new.html"
DETAIL = "cases/transfer/detail.html"
EDIT = "cases/transfer/edit.html"
PAGE = "Überleitung"
PER_PAGE = 25
#: What is not answered yet stands on the first page, however old it is.
OPEN_FIRST = (F("ended_at").desc(nulls_first=True), "-created_at", "-pk")


@require_safe
def transfer_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, PERMISSION)
    incoming = Transfer.objects.incoming(user).select_related("organisation", "new_case")
    outgoing = Transfer.objects.outgoing(user).select_related("receiver", "created_by", "case__person")
    context = {
        "incoming": Paginator(incoming.order_by(*OPEN_FIRST), PER_PAGE).get_page(request.GET.get("an")),
        "outgoing": Paginator(outgoing.order_by(*OPEN_FIRST), PER_PAGE).get_page(request.GET.get("von")),
    }
    note_list(request, "Überleitungen", (row.case_number for rows in context.values() for row in rows))
    return page(request, LIST, {**context, "place_tabs": tabs_of("transfer_list")})


# --- Choosing ---------------------------------------------------------------------------------------


def _new_page(request: HttpRequest, case: Case, form: TransferForm) -> dict[str, Any]:
    return framed(request, case, "case_detail", form=form, under_way=open_transfer(case))


@require_safe
def transfer_new(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, PERMISSION)
    form = TransferForm(user=request.user, initial={"parts": _usual_parts()})  # type: ignore[arg-type]
    return page(request, NEW, _new_page(request, case, form))


def _usual_parts() -> list[str]:
    """What is ticked at first: all that no consent of its own stands in the way of."""
    left_to_choose = {TransferPart.PERSON, TransferPart.SEALED, TransferPart.REFERRALS, TransferPart.EARLIER}
    return [part for part in TransferPart.values if part not in left_to_choose]


@post_only(form_at="cases:transfer_new")
def transfer_prepare(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, PERMISSION)
    form = TransferForm(request.POST, user=user)
    location = ""
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(
                lambda: actions.prepare_transfer(case, actor=user, **form.choice()).get_absolute_url()
            )
    if not location:
        return invalid(request, NEW, _new_page(request, case, form))
    return done(request, location)


# --- One's own Überleitung --------------------------------------------------------------------------


def _transfer(request: HttpRequest, transfer_id: str) -> Transfer:
    """One of the own organisation's; for the other side, which has a page of its own, it does not exist here."""
    user: Any = request.user
    rows = Transfer.objects.outgoing(user).select_related("organisation", "receiver", "created_by", "case__person")
    transfer = get_object_or_404(rows, public_id=transfer_id)
    is_about(request, subject_of(transfer.case), PAGE)
    demand(user, PERMISSION, transfer)
    return transfer


def _detail(request: HttpRequest, transfer: Transfer, form: ConsentRecordForm | None = None) -> dict[str, Any]:
    note(request, AccessKind.OPENED, subject_of(transfer.case), page=PAGE)
    step = "send" if transfer.status == "consented" else "record_consent"
    is_open = transfer.is_prepared
    found = counts(chosen_file(transfer.case, transfer.parts), transfer.parts) if is_open else {}
    return {
        "transfer": transfer,
        "person": transfer.case.person,
        "told": transfer.consent_told or told(transfer),
        "rows": [(part, found.get(part, 0)) for part in TransferPart if part in transfer.parts],
        "left": [part for part in TransferPart if part not in transfer.parts],
        "steps": transfer.transitions.order_by("happened_at", "pk"),
        "reasons": reasons_against(transfer, step, request.user) if is_open else [],
        "form": form or (ConsentRecordForm() if transfer.status == "draft" else None),
    }


@require_safe
def transfer_detail(request: HttpRequest, transfer_id: str) -> HttpResponse:
    transfer = _transfer(request, transfer_id)
    return page(request, DETAIL, _detail(request, transfer))


@require_safe
def transfer_edit(request: HttpRequest, transfer_id: str) -> HttpResponse:
    transfer = _transfer(request, transfer_id)
    if not transfer.is_prepared:
        # What is asked for is not chosen any more: its page says how it stands.
        return done(request, transfer)
    form = TransferForm(user=request.user, transfer=transfer)  # type: ignore[arg-type]
    return page(request, EDIT, {"transfer": transfer, "form": form})


@post_only(form_at="cases:transfer_edit")
def transfer_save(request: HttpRequest, transfer_id: str) -> HttpResponse:
    user: Any = request.user
    transfer = _transfer(request, transfer_id)
    form = TransferForm(request.POST, user=user)
    if form.is_valid():
        with add_errors(form):
            actions.change_transfer(transfer, actor=user, **form.choice())
    if not form.is_valid():
        return invalid(request, EDIT, {"transfer": transfer, "form": form})
    messages.success(request, "Die Auswahl ist geändert. Jetzt folgt die Einwilligung.")
    return done(request, transfer)


@post_only(form_at="cases:transfer_detail")
def transfer_consent(request: HttpRequest, transfer_id: str) -> HttpResponse:
    user: Any = request.user
    transfer = _transfer(request, transfer_id)
    form = ConsentRecordForm(request.POST)
    person = transfer.case.person
    form.person_names = (person.family_name, person.given_name)
    if form.is_valid():
        with add_errors(form):
            actions.record_consent(transfer, actor=user, **form.consent())
    if not form.is_valid():
        return invalid(request, DETAIL, _detail(request, _transfer(request, transfer_id), form))
    messages.success(request, "Die Einwilligung ist festgehalten. Prüfen Sie alles, und senden Sie die Anfrage.")
    return done(request, transfer)


@post_only(form_at="cases:transfer_detail")
def transfer_send(request: HttpRequest, transfer_id: str) -> HttpResponse:
    user: Any = request.user
    transfer = _transfer(request, transfer_id)
    form = KernForm(request.POST)
    with add_errors(form):
        actions.send_transfer(transfer, actor=user)
    if not form.is_valid():
        return _refused(request, transfer_id, form)
    messages.success(request, f"{transfer.receiver} ist angefragt. Bis zur Antwort bleibt der Fall ganz bei Ihnen.")
    return done(request, transfer)


@post_only(form_at="cases:transfer_detail")
def transfer_withdraw(request: HttpRequest, transfer_id: str) -> HttpResponse:
    user: Any = request.user
    transfer = _transfer(request, transfer_id)
    form = KernForm(request.POST)
    with add_errors(form):
        actions.withdraw_transfer(transfer, actor=user)
    if not form.is_valid():
        return _refused(request, transfer_id, form)
    messages.success(request, "Die Überleitung ist zurückgezogen. Der Fall bleibt bei Ihnen, wie er ist.")
    return done(request, transfer)


def _refused(request: HttpRequest, transfer_id: str, form: KernForm) -> HttpResponse:
    """The page as things stand now, with the reason why the step was not possible."""
    context = _detail(request, _transfer(request, transfer_id))
    return invalid(request, DETAIL, {**context, "refused": form.non_field_errors()})
