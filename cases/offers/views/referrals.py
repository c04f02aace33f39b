"""The referrals of a case. Every page is called „Vermittlungen“, whatever it shows: addresses say no more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from cases.models import Case, Referral
from cases.offers import actions, queries
from cases.offers.forms import MoveForm, ReferralForm
from cases.offers.places import with_position
from cases.offers.workflow import ENDS_OF_ATTENDING, REFERRAL
from cases.views.frame import framed, get_case
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only
from pik.core.workflow import Transition, reasons_against

CURRENT = "case_referrals"
LIST = "cases/offers/case_referrals.html"
FORM = "cases/offers/referral_form.html"
DETAIL = "cases/offers/referral.html"
MOVE = "cases/offers/referral_move.html"

#: Moves as they stand in addresses.
MOVES = {
    "warteliste": "wait",
    "zusagen": "accept",
    "vorziehen": "accept_ahead",
    "beginnen": "attend",
    "abschliessen": "finish",
    "abbrechen": "break_off",
    "absagen": "decline",
}
_ADDRESSES = {name: address for address, name in MOVES.items()}


@require_safe
def case_referrals(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id)
    context = framed(
        request,
        case,
        CURRENT,
        referrals=queries.referrals_of(case, user),
        may_refer=case.is_open and user.has_perm("cases.refer_person", case),
    )
    return page(request, LIST, context)


@require_safe
def referral_new(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.refer_person")
    initial = {"offer": request.GET.get("angebot", ""), "step": request.GET.get("schritt", "")}
    form = ReferralForm(case=case, user=user, initial=initial)
    return page(request, FORM, framed(request, case, CURRENT, form=form))


@sensitive_variables()
@sensitive_post_parameters("note")
@post_only(form_at="cases:referral_new")
def referral_add(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.refer_person")
    form = ReferralForm(request.POST, case=case, user=user)
    if form.is_valid():
        with add_errors(form):
            form.save_once(lambda: _store(form, case, user))
    if not form.is_valid():
        return invalid(request, FORM, framed(request, case, CURRENT, form=form))
    messages.success(request, "Die Vermittlung ist eingetragen.")
    return done(request, "cases:case_referrals", public_id=public_id)


@sensitive_variables()
def _store(form: ReferralForm, case: Case, user: Any) -> str:
    values = form.referral_values()
    actions.refer(case, values.pop("offer"), actor=user, **values)
    return reverse("cases:case_referrals", kwargs={"public_id": case.public_id})


# --- One referral ---------------------------------------------------------------------------------


def _get_referral(request: HttpRequest, case: Case, referral_id: str) -> Referral:
    """The referral of the address: 404 where it does not exist for the user, protected ones for all but the lead."""
    user: Any = request.user
    visible = with_position(Referral.objects.visible_to(user).filter(case=case))
    related = visible.select_related("offer", "referred_by", "session", "step", "sealed_note")
    referral: Referral = get_object_or_404(related, public_id=referral_id)
    referral.case = case
    return referral


def _moves(referral: Referral, user: Any) -> list[dict[str, Any]]:
    """What can be done with the referral now; what a guard is against comes with its reasons."""
    # What the system alone does (permission None) is no move of anybody's.
    possible = [t for t in REFERRAL.transitions if t.permission and referral.status in t.sources]
    if not referral.case.is_open:
        possible = [t for t in possible if t.name in ENDS_OF_ATTENDING]
    moves = [(t, reasons_against(referral, t.name, user)) for t in possible if not _is_pointless(t, referral)]
    is_blocked = any(t.name == "accept" and reasons for t, reasons in moves)
    return [
        {"transition": t, "address": _ADDRESSES[t.name], "reasons": reasons}
        for t, reasons in moves
        # Out of turn is offered only where the turn is in the way.
        if t.name != "accept_ahead" or (is_blocked and not reasons)
    ]


def _is_pointless(transition: Transition, referral: Referral) -> bool:
    return transition.name == "wait" and referral.offer.places_total is None


@require_safe
def referral(request: HttpRequest, public_id: str, referral_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id)
    found = _get_referral(request, case, referral_id)
    steps = found.transitions.all()
    entries = [
        {"at": step.happened_at, "title": _title(step.name), "text": step.comment, "actor": step.actor_label}
        for step in reversed(steps)
    ]
    context = framed(request, case, CURRENT, referral=found, entries=entries, moves=_moves(found, user))
    return page(request, DETAIL, context)


def _title(name: str) -> str:
    return "Vermittelt" if name == "refer" else REFERRAL[name].label[:1].upper() + REFERRAL[name].label[1:]


def _demand_move(request: HttpRequest, public_id: str, referral_id: str, move: str) -> tuple[Case, Referral, str]:
    """Case, referral and transition of the address; 404 for a move that there is not."""
    if move not in MOVES:
        raise Http404
    case = get_case(request, public_id)
    found = _get_referral(request, case, referral_id)
    demand(request.user, "cases.move_referral", found)
    return case, found, MOVES[move]


def _move_page(request: HttpRequest, case: Case, found: Referral, name: str, form: MoveForm) -> dict[str, Any]:
    return framed(
        request,
        case,
        CURRENT,
        referral=found,
        form=form,
        move=_ADDRESSES[name],
        label=_title(name),
        is_end=name in {"break_off", "decline"},
        reasons=reasons_against(found, name, request.user),
    )


@require_safe
def referral_move(request: HttpRequest, public_id: str, referral_id: str, move: str) -> HttpResponse:
    case, found, name = _demand_move(request, public_id, referral_id, move)
    form = MoveForm(referral=found, name=name)
    return page(request, MOVE, _move_page(request, case, found, name, form))


@post_only(form_at="cases:referral_move")
def referral_move_save(request: HttpRequest, public_id: str, referral_id: str, move: str) -> HttpResponse:
    user: Any = request.user
    case, found, name = _demand_move(request, public_id, referral_id, move)
    form = MoveForm(request.POST, referral=found, name=name)
    if form.is_valid():
        with add_errors(form):
            actions.move(found, name, actor=user, **form.cleaned_data)
    if not form.is_valid():
        shown = _get_referral(request, case, referral_id)
        return invalid(request, MOVE, _move_page(request, case, shown, name, form))
    messages.success(request, f"Die Vermittlung ist jetzt: {found.get_status_display()}.")
    return done(request, "cases:case_referrals", public_id=public_id)
