"""Sessions of groups: logging one for many cases; who took part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import GroupSession
from cases.sessions import actions
from cases.sessions.group_forms import GROUP_DRAFT, GROUP_PLACE, AddToGroupForm, GroupForm, WhoTookPart
from cases.views.frame import note_list, note_search
from pik.accounts.drafts import Restored, newest, take_away
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

NEW = "cases/sessions/group_new.html"
MORE = "cases/sessions/group_more.html"
LOG = "cases.log_session"


def _note(request: HttpRequest, form: WhoTookPart) -> None:
    """Note whose names the form showed, and whom somebody looked for."""
    note_list(request, "Gruppenberatung", (case.number for case in form.offered))
    if form.search:
        note_search(request, "Gruppenberatung", form.search, form.found)


def _context(request: HttpRequest, form: GroupForm) -> dict[str, Any]:
    _note(request, form)
    return {"form": form, "draft_form": GROUP_DRAFT, "draft_about": GROUP_PLACE}


@require_safe
def group_new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, LOG)
    form = GroupForm(user=user, draft=newest(user, GROUP_DRAFT, GROUP_PLACE))
    return page(request, NEW, _context(request, form))


@post_only(form_at="cases:group_new")
def group_search(request: HttpRequest) -> HttpResponse:
    """The form as it was sent, with those who answer to what was typed; nothing is stored."""
    user: Any = request.user
    demand(user, LOG)
    form = GroupForm(user=user, draft=Restored.from_page(request.POST))
    return page(request, NEW, _context(request, form))


@post_only(form_at="cases:group_new")
def group_log(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, LOG)
    form = GroupForm(request.POST, user=user)
    location = ""
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(lambda: _store(form, user))
    if not form.is_valid():
        return invalid(request, NEW, _context(request, form))
    messages.success(request, "Die Gruppenberatung steht in der Akte jeder Person, die dabei war.")
    return done(request, location)


def _store(form: GroupForm, user: Any) -> str:
    data = form.cleaned_data
    group = actions.log_group(list(data["cases"]), actor=user, **form.group_values())
    take_away(user, form=GROUP_DRAFT, about=GROUP_PLACE, key=data["submission_key"])
    return reverse("cases:group_detail", kwargs={"public_id": group.public_id})


def _get_group(request: HttpRequest, public_id: str) -> GroupSession:
    user: Any = request.user
    groups = GroupSession.objects.visible_to(user).select_related("created_by")
    group: GroupSession = get_object_or_404(groups, public_id=public_id)
    demand(user, "cases.view_case", group)
    return group


@require_safe
def group_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    group = _get_group(request, public_id)
    sessions = list(group.sessions.select_related("case__person").order_by("case__person__sort_key", "pk"))
    note_list(request, "Gruppenberatung", (session.case.number for session in sessions))
    context = {"group": group, "sessions": sessions, "may_log": request.user.has_perm(LOG)}
    return page(request, "cases/sessions/group_detail.html", context)


# --- Somebody was forgotten -----------------------------------------------------------------------


def _more(request: HttpRequest, group: GroupSession, data: Any = None) -> AddToGroupForm:
    user: Any = request.user
    form = AddToGroupForm(data, initial={"suche": request.GET.get("suche", "")[:100]})
    form.offer_cases(user, but=group.sessions.values_list("case", flat=True))
    _note(request, form)
    return form


@require_safe
def group_more(request: HttpRequest, public_id: str) -> HttpResponse:
    demand(request.user, LOG)
    group = _get_group(request, public_id)
    return page(request, MORE, {"group": group, "form": _more(request, group)})


@post_only(form_at="cases:group_more")
def group_add(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    demand(user, LOG)
    group = _get_group(request, public_id)
    form = _more(request, group, request.POST)

    def store() -> str:
        actions.add_to_group(group, list(form.cleaned_data["cases"]), actor=user)
        return reverse("cases:group_detail", kwargs={"public_id": public_id})

    if form.is_valid() or form.was_stored():
        with add_errors(form):
            form.save_once(store)
            messages.success(request, "Nachgetragen: Die Gruppenberatung steht auch in diesen Akten.")
            return done(request, "cases:group_detail", public_id=public_id)
    return invalid(request, MORE, {"group": group, "form": form})
