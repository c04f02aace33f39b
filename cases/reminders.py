"""What people who counsel are reminded of: terms that end, Wiedervorlagen that are due."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case as Choice
from django.db.models import CharField, F, Func, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, Left
from django.urls import reverse

from cases.models import Case, FollowUp, HandOver
from pik.core.periods import add_months
from pik.reminders.rules import ReminderRule, register

#: How many months before its end a support term is called to mind.
MONTHS_BEFORE = (6, 3, 1)
TERM_ENDS = "cases.term_ends"
FOLLOW_UP = "cases.follow_up"
HAND_OVER = "cases.hand_over"
HANDED_OVER = "cases.handed_over"
#: How long after a hand-over its notice is still made up for when the rules did not run.
NOTICE_FOR = timedelta(days=30)
_ANY_ID = "222222222222"
_TEXT = CharField()


def last_end(today: date, months: int) -> date:
    """The latest end of a term of which the day ``months`` months before has come.

    On a month's last day that is the last day of the other month: six months before 31.08. is 28.02.
    """
    end = add_months(today, months)
    if today.day == calendar.monthrange(today.year, today.month)[1]:
        return end.replace(day=calendar.monthrange(end.year, end.month)[1])
    return end


def terms_that_end(today: date) -> QuerySet[Any, Any]:
    """Cases in support within six months of their end, each with the nearest of the marks it has passed.

    The key carries end, mark and lead: a term that is prolonged and a case that is handed over ring anew.
    """
    marks = sorted(MONTHS_BEFORE)
    mark = Choice(
        *(When(ends_on__lte=last_end(today, months), then=Value(months)) for months in marks[:-1]),
        default=Value(marks[-1]),
        output_field=models.IntegerField(),
    )
    return (
        Case.objects.in_support()
        .filter(lead__isnull=False, ends_on__gte=today, ends_on__lte=last_end(today, marks[-1]))
        .annotate(mark=mark)
        .annotate(
            key=joined(F("pk"), ":", F("ends_on"), ":", F("mark"), ":", F("lead_id")),
            recipient_id=F("lead_id"),
            due_on=F("ends_on"),
            title=Left(
                joined(
                    "Begleitung von ",
                    F("person__family_name"),
                    ", ",
                    F("person__given_name"),
                    " endet am ",
                    german(F("ends_on")),
                ),
                300,
            ),
            url=case_url(F("public_id")),
        )
        .values("key", "recipient_id", "organisation_id", "due_on", "title", "url")
    )


def term_keys(case: Case) -> list[str]:
    """The keys under which reminders of the end of this term may stand."""
    if case.ends_on is None:
        return []
    return [f"{case.pk}:{case.ends_on:%Y-%m-%d}:{months}:{case.lead_id}" for months in MONTHS_BEFORE]


def due_follow_ups(today: date) -> QuerySet[Any, Any]:
    """Wiedervorlagen of active cases whose day has come."""
    return (
        FollowUp.objects.due(today)
        .annotate(
            key=joined(F("pk"), ":", F("assigned_to_id")),
            recipient_id=F("assigned_to_id"),
            title=Left(
                joined(
                    "Wiedervorlage ",
                    F("case__person__family_name"),
                    ", ",
                    F("case__person__given_name"),
                    ": ",
                    F("reason"),
                ),
                300,
            ),
            url=case_url(F("case__public_id")),
        )
        .values("key", "recipient_id", "organisation_id", "due_on", "title", "url")
    )


def follow_up_key(follow_up: FollowUp) -> str:
    """The key under which the reminder of a Wiedervorlage stands."""
    return f"{follow_up.pk}:{follow_up.assigned_to_id}"


def hand_overs(today: date) -> QuerySet[Any, Any]:
    """Hand-overs of the last days: whoever took over is told once for all cases."""
    mine = reverse("cases:case_list") + "?wer=meine"
    return (
        HandOver.objects.filter(happened_at__date__gte=today - NOTICE_FOR, happened_at__date__lte=today)
        .annotate(
            key=Cast(F("pk"), _TEXT),
            recipient_id=F("taker_id"),
            due_on=Cast(F("happened_at"), models.DateField()),
            title=Left(
                joined(
                    "Übergabe von ",
                    F("giver__first_name"),
                    " ",
                    F("giver__last_name"),
                    " an Sie: Fälle ",
                    F("case_count"),
                    ", Wiedervorlagen ",
                    F("follow_up_count"),
                    Choice(
                        When(appointment_count__gt=0, then=joined(", Termine ", F("appointment_count"))),
                        default=Value(""),
                        output_field=_TEXT,
                    ),
                ),
                300,
            ),
            url=Value(mine, output_field=_TEXT),
        )
        .values("key", "recipient_id", "organisation_id", "due_on", "title", "url")
    )


def hand_overs_by_others(today: date) -> QuerySet[Any, Any]:
    """The same for whoever led the cases before, when somebody else handed them over."""
    return (
        HandOver.objects.filter(happened_at__date__gte=today - NOTICE_FOR, happened_at__date__lte=today)
        .exclude(actor=F("giver"))
        .annotate(
            key=Cast(F("pk"), _TEXT),
            recipient_id=F("giver_id"),
            due_on=Cast(F("happened_at"), models.DateField()),
            title=Left(
                joined(
                    Choice(
                        When(case_count__gt=0, then=joined("Ihre Fälle (", F("case_count"), ") führt jetzt ")),
                        default=Value("Ihre Wiedervorlagen und Termine hat jetzt "),
                        output_field=_TEXT,
                    ),
                    F("taker__first_name"),
                    " ",
                    F("taker__last_name"),
                ),
                300,
            ),
            url=Value(reverse("cases:case_list") + "?wer=alle", output_field=_TEXT),
        )
        .values("key", "recipient_id", "organisation_id", "due_on", "title", "url")
    )


def joined(*parts: Any) -> Concat:
    """The parts one after the other as one text; a Python text stands for itself."""
    return Concat(*(Value(p) if isinstance(p, str) else Cast(p, _TEXT) for p in parts), output_field=_TEXT)


def german(day: F) -> Func:
    """A day as ``18.11.2026``."""
    return Func(day, Value("DD.MM.YYYY"), function="to_char", output_field=_TEXT)


def case_url(public_id: F, url_name: str = "cases:case_detail") -> Concat:
    """The address of a page of a case, made by the database from its public id."""
    before, after = reverse(url_name, kwargs={"public_id": _ANY_ID}).split(_ANY_ID)
    return Concat(Value(before), public_id, Value(after), output_field=_TEXT)


register(
    ReminderRule(
        kind=TERM_ENDS,
        label="Begleitung endet",
        why="Sie sind für den Fall zuständig. Die Erinnerung kommt sechs, drei und einen Monat vor dem Ende.",
        due=terms_that_end,
    ),
    ReminderRule(
        kind=FOLLOW_UP,
        label="Wiedervorlage",
        why="Der Tag, den Sie sich vorgemerkt haben, ist gekommen.",
        due=due_follow_ups,
    ),
    ReminderRule(
        kind=HAND_OVER,
        label="Fälle übernommen",
        why="Jemand hat Ihnen Fälle oder Wiedervorlagen übergeben. Sie sind jetzt dafür zuständig.",
        due=hand_overs,
    ),
    ReminderRule(
        kind=HANDED_OVER,
        label="Fälle abgegeben",
        why="Jemand anderes hat Ihre Fälle übergeben. Wer sie jetzt führt, liest auch deren versiegelte Notizen.",
        due=hand_overs_by_others,
    ),
)
