"""The inbox, and finishing a reminder from wherever it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from pik.core.http import demand, done, page, post_only
from pik.reminders import actions
from pik.reminders.forms import BackForm
from pik.reminders.models import Reminder

PER_PAGE = 25
DONE_IN_SIGHT = 10


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "reminders.finish_reminder")
    reminders = Paginator(Reminder.objects.open_for(user), PER_PAGE).get_page(request.GET.get("seite"))
    lately_done = list(Reminder.objects.lately_done_for(user)[:DONE_IN_SIGHT])
    return page(request, "reminders/inbox.html", {"page_obj": reminders, "lately_done": lately_done})


def _reminder(request: HttpRequest, pk: int) -> Reminder:
    user: Any = request.user
    reminder = get_object_or_404(Reminder.objects.visible_to(user), pk=pk)
    demand(user, "reminders.finish_reminder", reminder)
    return reminder


@require_safe
def reminder(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(_reminder(request, pk).url)


@post_only(form_at="reminders:reminder")
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    reminder = _reminder(request, pk)
    actions.finish(reminder)
    return _answer(request, reminder, f"Erledigt: {reminder.title}")


@post_only(form_at="reminders:reminder")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    reminder = _reminder(request, pk)
    actions.reopen(reminder)
    return _answer(request, reminder, f"Wieder offen: {reminder.title}")


def _answer(request: HttpRequest, reminder: Reminder, message: str) -> HttpResponse:
    form = BackForm(request.POST, host=request.get_host(), is_secure=request.is_secure())
    back = form.cleaned_data["next"] if form.is_valid() else ""
    if request.htmx:  # type: ignore[attr-defined]
        return page(request, "reminders/row.html", {"reminder": reminder, "back": back, "is_fresh": True})
    messages.success(request, message)
    return done(request, back or "reminders:inbox")
