"""„Platz frei“: whoever leads the case of the next in line hears of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat, Left, TruncDate
from django.urls import reverse
from django.utils import timezone

from cases.enums import OPEN_STATUSES
from cases.models import Referral
from cases.offers.places import with_position
from pik.reminders.actions import create_now, settle
from pik.reminders.rules import ReminderRule, register

PLACE_FREE = "cases.place_free"
_ANY_ID = "222222222222"
_TEXT = CharField()


def places_for_those_in_line(today: date) -> QuerySet[Any, Any]:
    """Who waits and is reached by the places left now; the key carries the lead, so that a new one is told too.

    None of them is in a protected programme: these have no waiting list (constraint).
    """
    return (
        with_position(Referral.objects.waiting().ordinary())
        .filter(case__lead__isnull=False, case__status__in=OPEN_STATUSES, places_left__gt=F("ahead"))
        .annotate(
            key=Concat(Cast(F("pk"), _TEXT), Value(":"), Cast(F("case__lead_id"), _TEXT), output_field=_TEXT),
            recipient_id=F("case__lead_id"),
            due_on=TruncDate(Value(today)),
            title=Left(
                Concat(
                    Value("Platz frei für "),
                    F("case__person__family_name"),
                    Value(", "),
                    F("case__person__given_name"),
                    Value(": "),
                    F("offer__title"),
                    output_field=_TEXT,
                ),
                300,
            ),
            url=_url(),
        )
        .values("key", "recipient_id", "organisation_id", "due_on", "title", "url")
    )


def announce_free_places(referral: Referral) -> None:
    """Tell those of the same organisation who wait for this offer and are reached now; others by the daily run."""
    due = places_for_those_in_line(timezone.localdate()).filter(offer=referral.offer_id)
    create_now(PLACE_FREE, due, organisation_id=referral.organisation_id)


def settle_place_free(referral: Referral) -> None:
    """Whoever waits no longer needs no reminder."""
    settle(PLACE_FREE, f"{referral.pk}:{referral.case.lead_id}")


def _url() -> Concat:
    address = reverse("cases:referral", kwargs={"public_id": _ANY_ID, "referral_id": _ANY_ID})
    before, between, after = address.split(_ANY_ID)
    parts = [Value(before), F("case__public_id"), Value(between), F("public_id"), Value(after)]
    return Concat(*parts, output_field=_TEXT)


register(
    ReminderRule(
        kind=PLACE_FREE,
        label="Platz frei",
        why="Die Person steht auf der Warteliste, und ein Platz ist frei geworden.",
        due=places_for_those_in_line,
    )
)
