"""„Mein Tag“."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.lifecycle import day as days
from cases.lifecycle.reminders import COVERED_FOLLOW_UP, COVERED_TERM, EXTENSION_ASKED, REST_ENDS
from cases.plan.reminders import PLAN_REVIEW
from cases.reminders import FOLLOW_UP, TERM_ENDS
from cases.views.frame import note_list
from pik.core.http import demand, page
from pik.reminders.models import Reminder

#: What stands in a part of its own, where it can be done.
_SHOWN_ELSEWHERE = (FOLLOW_UP, TERM_ENDS, COVERED_FOLLOW_UP, COVERED_TERM, EXTENSION_ASKED, REST_ENDS, PLAN_REVIEW)


@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.view_case")
    today = timezone.localdate()
    reminders = list(Reminder.objects.open_for(user).exclude(kind__in=_SHOWN_ELSEWHERE)[: days.MOST])
    day = days.my_day(user, today)
    note_list(request, "Mein Tag", day.case_numbers())
    context = {
        "day": day,
        "reminders": reminders,
        "today": today,
        "may_log": user.has_perm("cases.log_session"),
    }
    return page(request, "cases/my_day.html", context)
