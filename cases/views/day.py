"""The list of Wiedervorlagen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases import actions, queries
from cases.forms import FinishForm, FollowUpFilter
from cases.models import FollowUp
from cases.views.frame import note_list
from pik.core.http import demand, done, page, post_only

PER_PAGE = 25


@require_safe
def follow_up_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_case")
    form = FollowUpFilter(request.GET)
    form.is_valid()  # what can't be read is left out, and the rest counts
    wanted = form.cleaned_data
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
