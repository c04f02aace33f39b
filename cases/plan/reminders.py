"""What the lead of a case is reminded of: the plan is to be gone through again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case as Choice
from django.db.models import CharField, F, Func, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, Left
from django.urls import reverse

from cases.models import Integrationsplan
from pik.reminders.rules import ReminderRule, register

PLAN_REVIEW = "cases.plan_review"
#: How many days before the review somebody is told, and on the day itself.
DAYS_BEFORE = (30, 0)
_ANY_ID = "222222222222"
_TEXT = CharField()


def reviews_that_come(today: date) -> QuerySet[Any, Any]:
    """Plans to be gone through within thirty days or overdue, each with the nearest mark it has passed.

    The key carries day, mark and lead: a plan whose day moves and a case that changes hands ring anew.
    """
    mark = Choice(
        When(next_review_on__lte=today, then=Value(0)),
        default=Value(DAYS_BEFORE[0]),
        output_field=models.IntegerField(),
    )
    return (
        Integrationsplan.objects.reviewed_by(today + timedelta(days=DAYS_BEFORE[0]))
        .filter(case__lead__isnull=False)
        .annotate(mark=mark)
        .annotate(
            key=_joined(F("pk"), ":", F("next_review_on"), ":", F("mark"), ":", F("case__lead_id")),
            recipient_id=F("case__lead_id"),
            due_on=F("next_review_on"),
            title=Left(
                _joined(
                    "Integrationsplan von ",
                    F("case__person__family_name"),
                    ", ",
                    F("case__person__given_name"),
                    " fortschreiben bis ",
                    Func(F("next_review_on"), Value("DD.MM.YYYY"), function="to_char", output_field=_TEXT),
                ),
                300,
            ),
            url=_url(F("case__public_id")),
        )
        .values("key", "recipient_id", "organisation_id", "due_on", "title", "url")
    )


def review_keys(plan: Integrationsplan) -> list[str]:
    """The keys under which reminders of this review may stand."""
    day = plan.next_review_on
    return [f"{plan.pk}:{day:%Y-%m-%d}:{days}:{plan.case.lead_id}" for days in DAYS_BEFORE] if day else []


def _joined(*parts: Any) -> Concat:
    return Concat(*(Value(p) if isinstance(p, str) else Cast(p, _TEXT) for p in parts), output_field=_TEXT)


def _url(public_id: F) -> Concat:
    before, after = reverse("cases:plan_review", kwargs={"public_id": _ANY_ID}).split(_ANY_ID)
    return Concat(Value(before), public_id, Value(after), output_field=_TEXT)


register(
    ReminderRule(
        kind=PLAN_REVIEW,
        label="Fortschreibung des Integrationsplans",
        why="Sie sind für den Fall zuständig. Die Erinnerung kommt 30 Tage vorher und am Tag selbst.",
        due=reviews_that_come,
    )
)
