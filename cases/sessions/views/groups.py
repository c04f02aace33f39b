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
from cases.sessions.group_forms import GROUP_DRAFT, GROUP_PLACE, GroupForm
from cases.views.frame import note_list
from pik.accounts.drafts import newest, take_away
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

NEW = "cases/sessions/group_new.html"
LOG = "cases.log_session"


def _context(request: HttpRequest, form: GroupForm) -> dict[str, Any]:
    """The page of the form; whoever sees it sees the names of all open cases."""
    note_list(request, "Gruppenberatung", (case.number for case in form.offered))
    return {"form": form, "draft_form": GROUP_DRAFT, "draft_about": GROUP_PLACE}


@require_safe
def group_new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, LOG)
    form = GroupForm(user=user, draft=newest(user, GROUP_DRAFT, GROUP_PLACE))
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


@require_safe
def group_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    groups = GroupSession.objects.visible_to(user).select_related("created_by")
    group = get_object_or_404(groups, public_id=public_id)
    demand(user, "cases.view_case", group)
    sessions = list(group.sessions.select_related("case__person").order_by("case__person__sort_key", "pk"))
    note_list(request, "Gruppenberatung", (session.case.number for session in sessions))
    return page(request, "cases/sessions/group_detail.html", {"group": group, "sessions": sessions})
