"""Sharing out cases: what is asked, the proposal with loads before and after, and doing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.enums import OPEN_STATUSES
from cases.models import Case, TeamSettings
from cases.team.actions import redistribute
from cases.team.forms import ALL, MOST_MOVES, ProposalForm, RedistributeForm
from cases.team.proposal import NOBODY, Proposal, Row, propose, propose_for
from cases.team.queries import people_with_cases
from cases.views.frame import note_list
from pik.accounts.confirmation import confirmed_identity
from pik.core.formats import counted
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only
from pik.core.public_ids import public_id_in

TEMPLATE = "cases/team/redistribution.html"


@dataclass(frozen=True)
class Shown:
    """A row as it is drawn: as proposed, or as somebody had ticked and changed it."""

    row: Row
    is_ticked: bool
    taker: int


@require_safe
def redistribution(request: HttpRequest) -> HttpResponse:
    demand(request.user, "cases.redistribute_cases")
    return page(request, TEMPLATE, _context(request, RedistributeForm()))


@post_only(form_at="cases:redistribution")
@confirmed_identity
def redistribution_save(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.redistribute_cases")
    form = RedistributeForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            form.save_once(lambda: _store(request, form))
    if not form.is_valid():
        return invalid(request, TEMPLATE, _context(request, form))
    return done(request, "cases:team")


def _store(request: HttpRequest, form: RedistributeForm) -> str:
    user: Any = request.user
    given = redistribute(form.moves, actor=user, reason=form.cleaned_data["reason"])
    cases = counted(len(given), "Fall ist", "Fälle sind")
    takers = ", ".join(dict.fromkeys(case.lead_name for case in given))
    messages.success(request, f"{cases} weitergegeben an {takers}. Wer abgibt und wer übernimmt, ist benachrichtigt.")
    return "/team/"


def _context(request: HttpRequest, form: RedistributeForm) -> dict[str, Any]:
    user: Any = request.user
    settings = TeamSettings.objects.of(user.membership.organisation)
    asked = _asked(request)
    proposal = _proposal(request, asked, settings)
    rows = [_shown(row, form) for row in proposal.rows] if proposal else []
    note_list(request, "Fälle verteilen", (shown.row.case.number for shown in rows))
    meta = ""
    if proposal:
        cases, families = counted(len(rows), "Fall", "Fälle"), counted(proposal.family_count, "Familie", "Familien")
        meta = f"{cases}, {families}"
    told = {"asked": asked, "form": form, "proposal": proposal, "rows": rows, "meta": meta}
    return {**told, "most": MOST_MOVES, "tolerance": settings.weight_regular}


def _asked(request: HttpRequest) -> ProposalForm:
    """The form of what is asked, from the address; empty while nothing is."""
    user: Any = request.user
    people: list[Any] = list(people_with_cases(user.membership.organisation))
    givers = [(str(person.pk), person.get_full_name()) for person in people]
    takers = [(str(person.pk), person.get_full_name()) for person in people if person.is_in_team]
    givers.append((NOBODY, "niemand (ohne Zuständigkeit)"))
    form = ProposalForm(request.GET if "art" in request.GET else None, givers=givers, takers=takers)
    form.initial["art"] = ALL
    return form


def _shown(row: Row, form: RedistributeForm) -> Shown:
    key, data = str(row.case.pk), cast("QueryDict", form.data)
    if not form.is_bound:
        return Shown(row, is_ticked=True, taker=row.move.taker)
    chosen = data.get(f"an_{key}", "")
    taker = int(chosen) if chosen.isdecimal() else row.move.taker
    return Shown(row, is_ticked=key in data.getlist("case"), taker=taker)


def _proposal(request: HttpRequest, asked: ProposalForm, settings: TeamSettings) -> Proposal | None:
    user: Any = request.user
    if "fall" in request.GET:
        cases = Case.objects.visible_to(user).filter(status__in=OPEN_STATUSES).select_related("person")
        case = get_object_or_404(cases, public_id=public_id_in(request.GET["fall"]))
        return propose_for(user.membership.organisation, settings, case)
    if asked.is_bound and asked.is_valid():
        return propose(user.membership.organisation, settings, asked.cleaned_data)
    return None
