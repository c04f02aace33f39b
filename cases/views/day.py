"""Mein Tag, and the lists of cases and Wiedervorlagen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases import actions, queries
from cases.forms import CaseFilter, FinishForm, FollowUpFilter
from cases.models import FollowUp
from cases.reminders import FOLLOW_UP
from cases.sessions.queries import appointments_of
from cases.views.frame import note_list, note_search
from pik.core.http import demand, done, page, post_only
from pik.reminders.models import Reminder

PER_PAGE = 25


@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_case")
    today = timezone.localdate()
    # Wiedervorlagen stand in a part of their own, where they can be done.
    reminders = Reminder.objects.open_for(user).exclude(kind=FOLLOW_UP)[: queries.ROWS_OF_THE_DAY]
    day = queries.my_day(user, today)
    appointments = list(appointments_of(user, today))
    note_list(request, "Mein Tag", [*day.case_numbers(), *(found.case.number for found in appointments)])
    context = {"day": day, "reminders": list(reminders), "today": today, "appointments": appointments}
    return page(request, "cases/my_day.html", {**context, "may_log": user.has_perm("cases.log_session")})


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_case")
    form = CaseFilter(request.GET, user=user)
    wanted = form.cleaned_data if form.is_valid() else {**form.cleaned_data}
    cases = queries.case_list(
        user,
        q=wanted.get("q", ""),
        whose=wanted.get("wer", "meine"),
        state=wanted.get("stand", "aktiv"),
        months_left=wanted.get("endet", ""),
        order=wanted.get("sortierung", ""),
        today=timezone.localdate(),
    )
    page_obj = Paginator(cases, PER_PAGE).get_page(request.GET.get("seite"))
    if wanted.get("q"):
        note_search(request, "Fälle", wanted["q"], page_obj.paginator.count)
    note_list(request, "Fälle", (case.number for case in page_obj))
    may = {"may_open": user.has_perm("cases.open_case"), "may_log": user.has_perm("cases.log_session")}
    return page(request, "cases/case_list.html", {"form": form, "page_obj": page_obj, **may})


@require_safe
def follow_up_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_case")
    form = FollowUpFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {**form.cleaned_data}
    follow_ups = queries.follow_up_list(
        user, whose=wanted.get("wer", "meine"), state=wanted.get("stand", "offen"), today=timezone.localdate()
    )
    page_obj = Paginator(follow_ups, PER_PAGE).get_page(request.GET.get("seite"))
    note_list(request, "Wiedervorlagen", (follow_up.case.number for follow_up in page_obj))
    return page(request, "cases/follow_up_list.html", {"form": form, "page_obj": page_obj})


@post_only(form_at="cases:follow_up_list")
def follow_up_finish(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    follow_up = get_object_or_404(FollowUp.objects.visible_to(user).select_related("case"), pk=pk)
    actions.finish_follow_up(follow_up, actor=user)
    messages.success(request, f"Erledigt: {follow_up.reason}")
    form = FinishForm(request.POST)
    back = form.cleaned_data["back"] if form.is_valid() else ""
    if back == "case":
        return done(request, "cases:case_detail", public_id=follow_up.case.public_id)
    return done(request, "cases:my_day" if back == "my_day" else "cases:follow_up_list")
