"""What the lead of a case is reminded of before a residence title ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Left

from cases.enums import OPEN_STATUSES
from cases.models import ResidenceTitle
from cases.models.stay import BEFORE_ALL
from cases.reminders import case_url, german, joined
from pik.reminders.rules import ReminderRule, register

TITLE_ENDS = "cases.title_ends"
#: How many days before its end a residence title is called to mind.
DAYS_BEFORE = (90, 30)


def titles_that_end(today: date) -> QuerySet[Any, Any]:
    """Current titles of people with a case that is worked on, at most 90 days before their end.

    The key carries end, mark and lead: a title that is corrected and a case that is handed over ring anew. A title
    after which a newer one begins rings no more.
    """
    first, last = max(DAYS_BEFORE), min(DAYS_BEFORE)
    near = today + timedelta(days=last)
    mark = Choice(When(ends_on__lte=near, then=Value(last)), default=Value(first), output_field=models.IntegerField())
    begun = Coalesce("starts_on", BEFORE_ALL)  # of an imported title nobody knows since when: any other is newer
    titles = ResidenceTitle.objects.annotate(begun=begun)
    is_newer = Q(begun__gt=OuterRef("begun")) | Q(begun=OuterRef("begun"), pk__gt=OuterRef("pk"))
    newer = titles.filter(is_newer, person=OuterRef("person"))
    return (
        titles.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=today),
            ends_on__gte=today,
            ends_on__lte=today + timedelta(days=first),
            person__cases__status__in=OPEN_STATUSES,
            person__cases__lead__isnull=False,
        )
        .exclude(Exists(newer))
        .annotate(mark=mark)
        .annotate(**_reminder())
        .values("key", "recipient_id", "organisation_id", "due_on", "title", "url")
    )


def _reminder() -> dict[str, Any]:
    """What a reminder tells of the title: to whom, when, what, and where it leads."""
    lead, ends_on = F("person__cases__lead_id"), F("ends_on")
    names = ("Aufenthaltstitel von ", F("person__family_name"), ", ", F("person__given_name"))
    return {
        "key": joined(F("pk"), ":", ends_on, ":", F("mark"), ":", lead),
        "recipient_id": lead,
        "due_on": ends_on,
        "title": Left(joined(*names, " endet am ", german(ends_on)), 300),
        "url": case_url(F("person__cases__public_id")),
    }


register(
    ReminderRule(
        kind=TITLE_ENDS,
        label="Aufenthaltstitel endet",
        why="Sie sind für den Fall zuständig. Die Erinnerung kommt 90 und 30 Tage vor dem Ende des Titels.",
        due=titles_that_end,
    ),
)
