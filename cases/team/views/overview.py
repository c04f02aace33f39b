"""„Team“: who leads how much, what waits too long, and the settings behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from cases.enums import NeedLevel
from cases.models import Case, TeamMember, TeamSettings
from cases.team import actions
from cases.team.forms import NeedForm, TeamCaseFilter, TeamMemberForm, TeamSettingsForm
from cases.team.queries import (
    OVERDUE,
    SILENT,
    WITHOUT_LEAD,
    Caseload,
    PersonLoad,
    absent_people,
    caseload,
    team_cases,
    team_of,
)
from cases.views.frame import note_list
from pik.core.formats import counted
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

PER_PAGE = 50
SHOWN = 5
#: What a reminder of the Teamleitung is about, by the list in which the case stands.
ABOUT = {SILENT: "Nehmen Sie wieder Kontakt auf", OVERDUE: "Sehen Sie den Plan durch, ein Schritt ist überfällig"}


@dataclass(frozen=True)
class LoadRow:
    """A row of the caseload as the page draws it: the numbers of each level, and the bar beside them."""

    person: PersonLoad
    counts: list[int]
    bars: list[tuple[str, str, str]]  # level, where it begins, how wide it is


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_team")
    today, settings = timezone.localdate(), TeamSettings.objects.of(user.membership.organisation)
    load = caseload(user.membership.organisation, settings, today)
    parts = [
        (kind, title, count, _first(user, kind, settings) if count else [])
        for kind, title, count in (
            (WITHOUT_LEAD, "Ohne Zuständigkeit", load.without_lead_count),
            (SILENT, f"Ohne Kontakt seit {settings.days_without_contact} Tagen", load.silent_count),
            (OVERDUE, "Plan überfällig", load.overdue_count),
        )
    ]
    note_list(request, "Team", (case.number for *_, cases in parts for case in cases))
    absences = absent_people(user.membership.organisation, today)
    context = {"load": load, "rows": _rows(load, settings), "parts": parts, "settings": settings, "levels": NeedLevel}
    context |= {"absences": absences, "mark": _percent(load.average, load.highest)}
    return page(request, "cases/team/team.html", context)


def _first(user: Any, kind: str, settings: TeamSettings) -> list[Case]:
    return list(team_cases(user, kind=kind, lead="", team=settings, today=timezone.localdate())[:SHOWN])


def _rows(load: Caseload, settings: TeamSettings) -> list[LoadRow]:
    rows = []
    for person in load.rows:
        bars, start = [], Decimal(0)
        for level in NeedLevel:
            part = settings.weights[level] * person.counts.get(level, 0) / (person.share or Decimal(1))
            bars.append((level.value, _percent(start, load.highest), _percent(part, load.highest)))
            start += part
        rows.append(LoadRow(person, [person.counts.get(level, 0) for level in NeedLevel], bars))
    return rows


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{part * 100 / whole:.1f}%" if whole else "0%"


# --- The list of cases ----------------------------------------------------------------------------


@require_safe
def team_case_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_team")
    return page(request, "cases/team/case_list.html", _case_list(request, NeedForm(user=user)))


def _case_list(request: HttpRequest, need_form: NeedForm) -> dict[str, Any]:
    user: Any = request.user
    people = [(person.pk, person.get_full_name()) for person in team_of(user.membership.organisation)]
    form = TeamCaseFilter(request.GET, people=people)
    form.is_valid()  # what is wrong is said at the field; the rest applies
    kind, lead = form.cleaned_data.get("liste", ""), form.cleaned_data.get("wer", "")
    settings = TeamSettings.objects.of(user.membership.organisation)
    cases = team_cases(user, kind=kind, lead=lead, team=settings, today=timezone.localdate())
    page_obj = Paginator(cases, PER_PAGE).get_page(request.GET.get("seite"))
    note_list(request, "Fälle des Teams", (case.number for case in page_obj))
    return {"form": form, "need_form": need_form, "page_obj": page_obj, "asks": kind in ABOUT, "kind": kind}


@post_only(form_at="cases:team_case_list")
def need_save(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_team")
    form = NeedForm(request.POST, user=user)
    if form.is_valid():
        with add_errors(form):
            changed = actions.set_need(form.cleaned_data["case"], actor=user, need=form.cleaned_data["need"])
    if not form.is_valid():
        return invalid(request, "cases/team/case_list.html", _case_list(request, form))
    messages.success(request, f"Der Bedarf ist geändert: {counted(changed, 'Fall', 'Fälle')}.")
    return done(request, _back(form.cleaned_data["back"]))


def _back(address: str) -> str:
    """The list from which the form came, filtered as it was; never another site."""
    is_ours = address.startswith("/team/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else "cases:team_case_list"


@post_only(form_at="cases:team_case_list")
def lead_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_team")
    case = get_object_or_404(Case.objects.visible_to(user).select_related("lead"), public_id=public_id)
    try:
        is_new = actions.ask_lead(case, actor=user, about=ABOUT.get(request.POST.get("liste", ""), "Sehen Sie nach"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        word = "steht jetzt" if is_new else "steht heute schon"
        messages.success(request, f"Die Bitte {word} in den Erinnerungen von {case.lead_name}.")
    return done(request, _back(request.POST.get("back", "")))


# --- Settings -------------------------------------------------------------------------------------


@require_safe
def team_settings(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.edit_team")
    settings = TeamSettings.objects.of(user.membership.organisation)
    form = TeamSettingsForm(initial={name: getattr(settings, name) for name in TeamSettingsForm.base_fields})
    return page(request, "cases/team/settings.html", {"form": form, "settings": settings})


@post_only(form_at="cases:team_settings")
def team_settings_save(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.edit_team")
    form = TeamSettingsForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.change_settings(actor=user, **form.cleaned_data)
    if not form.is_valid():
        settings = TeamSettings.objects.of(user.membership.organisation)
        return invalid(request, "cases/team/settings.html", {"form": form, "settings": settings})
    messages.success(request, "Die Einstellungen sind gespeichert.")
    return done(request, "cases:team")


def _member(request: HttpRequest, user_id: int) -> Any:
    user: Any = request.user
    demand(user, "cases.edit_team")
    return get_object_or_404(team_of(user.membership.organisation), pk=user_id)


@require_safe
def team_member(request: HttpRequest, user_id: int) -> HttpResponse:
    person = _member(request, user_id)
    user: Any = request.user
    known = TeamMember.objects.filter(organisation=user.membership.organisation, user=person).first()
    initial = {"share": known.share, "languages": ", ".join(known.languages)} if known else {}
    return page(request, "cases/team/member.html", {"form": TeamMemberForm(initial=initial), "person": person})


@post_only(form_at="cases:team_member")
def team_member_save(request: HttpRequest, user_id: int) -> HttpResponse:
    person = _member(request, user_id)
    form = TeamMemberForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.change_member(person, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    if not form.is_valid():
        return invalid(request, "cases/team/member.html", {"form": form, "person": person})
    messages.success(request, f"Die Angaben zu {person} sind gespeichert.")
    return done(request, "cases:team")
