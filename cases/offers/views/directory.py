"""The directory of offers: list, one offer, keeping it, taking it along. No person stands in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.accesses import subject_of
from cases.models import Case, Offer
from cases.offers import actions, queries
from cases.offers.documents import COLUMNS, WIDTHS, directory_rows, print_offers
from cases.offers.forms import EndOfferForm, NewOfferForm, OfferFilter, OfferForm, PrintForm
from cases.offers.places import with_places
from cases.views.frame import note_list
from pik.accounts.access import is_about
from pik.accounts.enums import OrganisationKind
from pik.core.forms import add_errors
from pik.core.http import attachment, demand, done, invalid, page, post_only
from pik.core.public_ids import public_id_in
from pik.core.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes

LIST = "cases/offers/offer_list.html"
DETAIL = "cases/offers/offer.html"
FORM = "cases/offers/offer_form.html"
END = "cases/offers/offer_end.html"
PER_PAGE = 25
EDIT = "cases.edit_offer"
#: Who has nobody below in the tree can share with nobody.
CAN_SHARE = set(OrganisationKind) - {OrganisationKind.TRAEGER}


def _wanted(request: HttpRequest) -> tuple[OfferFilter, dict[str, Any]]:
    user: Any = request.user
    choices = queries.choices_of(user)
    form = OfferFilter(request.GET, places=choices.places, languages=choices.languages)
    form.is_valid()  # what is no choice filters nothing
    return form, form.cleaned_data


def _case_of(request: HttpRequest, public_id: str) -> Case | None:
    """The case for which somebody looks for an offer; none where it does not exist for her or is closed."""
    user: Any = request.user
    case = Case.objects.visible_to(user).filter(public_id=public_id_in(public_id)).first() if public_id else None
    return case if case and case.is_open else None


def _list(request: HttpRequest, **more: Any) -> dict[str, Any]:
    user: Any = request.user
    form, wanted = _wanted(request)
    found = queries.directory(user, wanted, timezone.localdate())
    query: QueryDict = request.GET.copy()
    query.pop("seite", None)
    return {
        "form": form,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "for_case": _case_of(request, wanted.get("fall", "")),
        "may_edit": user.has_perm(EDIT),
        "may_count": user.has_perm("cases.view_referral_numbers"),
        "query": query.urlencode(),
        "unchecked_count": queries.unchecked_count(user, timezone.localdate()),
        **more,
    }


@require_safe
def offer_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "cases.view_offer")
    return page(request, LIST, _list(request))


@post_only(form_at="cases:offer_list")
def offer_print(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_offer")
    offers = Offer.objects.visible_to(user)
    form = PrintForm(request.POST, offers=offers)
    if not form.is_valid():
        return invalid(request, LIST, _list(request, errors=form.errors["offers"]))
    chosen = offers.filter(public_id__in=form.cleaned_data["offers"]).order_by("sort_key", "pk")
    job = print_offers(list(chosen), actor=user)
    messages.success(request, "Die Liste ist bestellt und steht gleich unter „Dokumente“.")
    return done(request, "documents:job_state", public_id=job.public_id)


@require_safe
def offer_csv(request: HttpRequest) -> HttpResponse:
    content = csv_bytes([COLUMNS, *_rows(request)])
    return attachment(content, filename="Angebote.csv", content_type=CSV_TYPE)


@require_safe
def offer_xlsx(request: HttpRequest) -> HttpResponse:
    content = xlsx_bytes("Angebote", COLUMNS, _rows(request), widths=WIDTHS)
    return attachment(content, filename="Angebote.xlsx", content_type=XLSX_TYPE)


def _rows(request: HttpRequest) -> Any:
    user: Any = request.user
    demand(user, "cases.view_offer")
    _, wanted = _wanted(request)
    return directory_rows(queries.directory(user, wanted, timezone.localdate()))


# --- One offer ------------------------------------------------------------------------------------


def _get_offer(request: HttpRequest, public_id: str, permission: str = "cases.view_offer") -> Offer:
    user: Any = request.user
    visible = with_places(Offer.objects.visible_to(user)).select_related("organisation", "checked_by")
    offer: Offer = get_object_or_404(visible, public_id=public_id)
    demand(user, permission, offer)
    return offer


@require_safe
def offer(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    found = _get_offer(request, public_id)
    line = queries.line_for(found, user)
    note_list(request, "Angebote", (referral.case.number for referral in line))
    states = queries.states_of(found, user)
    case = _case_of(request, request.GET.get("fall", ""))
    if case:
        is_about(request, subject_of(case), "")
    context = {
        "offer": found,
        "line": line,
        "states": states,
        "for_case": case,
        "may_edit": user.has_perm(EDIT, found),
        "is_own": found.organisation_id == user.membership.organisation_id,
    }
    return page(request, DETAIL, context)


def _can_share(user: Any) -> bool:
    return user.membership.organisation.kind in CAN_SHARE


@require_safe
def offer_new(request: HttpRequest) -> HttpResponse:
    demand(request.user, EDIT)
    return page(request, FORM, {"form": NewOfferForm(can_share=_can_share(request.user))})


@post_only(form_at="cases:offer_new")
def offer_create(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, EDIT)
    form = NewOfferForm(request.POST, can_share=_can_share(user))
    location = ""
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(
                lambda: actions.create_offer(actor=user, **form.offer_values()).get_absolute_url()
            )
    if not form.is_valid():
        return invalid(request, FORM, {"form": form})
    messages.success(request, "Das Angebot steht im Verzeichnis.")
    return done(request, location)


@require_safe
def offer_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _get_offer(request, public_id, EDIT)
    form = OfferForm(instance=found, can_share=_can_share(request.user))
    return page(request, FORM, {"form": form, "offer": found})


@post_only(form_at="cases:offer_edit")
def offer_save(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    found = _get_offer(request, public_id, EDIT)
    form = OfferForm(request.POST, instance=found, can_share=_can_share(user))
    if form.is_valid():
        with add_errors(form):
            actions.update_offer(found, actor=user, seen=form.seen, **form.offer_values())
    if not form.is_valid():
        return invalid(request, FORM, {"form": form, "offer": _get_offer(request, public_id, EDIT)})
    messages.success(request, "Das Angebot ist gespeichert und gilt als heute geprüft.")
    return done(request, found)


@post_only(form_at="cases:offer")
def offer_check(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    found = actions.check_offer(_get_offer(request, public_id, EDIT), actor=user)
    messages.success(request, "Das Angebot gilt als heute geprüft.")
    return done(request, found)


@require_safe
def offer_end(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    found = _get_offer(request, public_id, EDIT)
    states = queries.states_of(found, user)
    return page(request, END, {"offer": found, "form": EndOfferForm(), "states": states})


@post_only(form_at="cases:offer_end")
def offer_end_save(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    found = _get_offer(request, public_id, EDIT)
    form = EndOfferForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.end_offer(found, actor=user, on=form.cleaned_data["on"])
    if not form.is_valid():
        return invalid(request, END, {"offer": found, "form": form, "states": queries.states_of(found, user)})
    messages.success(request, "Das Ende des Angebots ist eingetragen.")
    return done(request, found)
