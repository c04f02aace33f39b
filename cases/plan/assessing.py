"""Assessing how somebody stands in the areas of life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.enums import LifeArea
from cases.models import AreaRating, Assessment, Case, Integrationsplan
from cases.plan.actions import ensure_plan, store
from cases.plan.queries import assessments_of, standings_of
from pik.accounts.models import User
from pik.core.conflicts import demand_stand

TO_COME = "Eine Einschätzung liegt nicht in der Zukunft."
NOTHING_ASSESSED = "Bitte schätzen Sie mindestens einen Lebensbereich ein."
IS_FIXED = "Die Einschätzung dieses Tages steht schon in einer Fassung. Bitte wählen Sie einen späteren Tag."
BEFORE_THE_LAST = "Es gibt schon eine spätere Einschätzung, vom {:%d.%m.%Y}."


#: What is said of an area beside its level.
WORDS = ("situation", "resources", "wishes")


def stand_of(last: Mapping[str, AreaRating]) -> dict[str, str]:
    """How somebody stands, as the form of an assessment shows it: level and words of each area by field."""
    return {
        f"{area.value}_{name}": str(getattr(last[area], name)) if area in last else ""
        for area in LifeArea
        for name in ("level", *WORDS)
    }


def last_ratings(plan: Integrationsplan | None) -> dict[str, AreaRating]:
    """What was said last of each area that was ever assessed."""
    standings = standings_of(assessments_of(plan)) if plan else []
    return {standing.key: standing.rating for standing in standings}


@transaction.atomic
def save_assessment(
    case: Case,
    *,
    actor: User,
    assessed_on: date,
    ratings: Mapping[str, Mapping[str, Any]],
    seen: Mapping[str, str] | None = None,
) -> Assessment:
    """Store how the person stands on ``assessed_on``: for each area of ``ratings`` level and words.

    ``seen`` is what the form showed (``pik.core.conflicts``).

    Another day is another assessment: progress is measured from the first one, so it stays. On the day of the
    latest one that is corrected, as a whole, until a Fassung holds it.
    Raises ``PermissionDenied``, or ``ValidationError`` for a closed case, a day to come or one before the last
    assessment, no area at all, or an assessment that a Fassung holds.
    """
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    if assessed_on > timezone.localdate():
        raise ValidationError({"assessed_on": TO_COME})
    if not ratings:
        raise ValidationError(NOTHING_ASSESSED)
    plan = ensure_plan(case, actor=actor)
    if seen:
        demand_stand(stand_of(last_ratings(plan)), seen)
    latest = Assessment.objects.filter(plan=plan).order_by("-assessed_on", "-pk").first()
    if latest is not None and latest.assessed_on == assessed_on and not latest.fassungen.exists():
        AreaRating.objects.filter(assessment=latest).delete()
        latest.created_by = actor  # with whom what stands there now was said
        assessment = store(latest)
    else:
        _demand_after(latest, assessed_on)
        assessment = store(Assessment(plan=plan, assessed_on=assessed_on, created_by=actor))
    for area, values in ratings.items():
        store(AreaRating(assessment=assessment, life_area=area, **values))
    return assessment


def _demand_after(earlier: Assessment | None, day: date) -> None:
    if earlier is None or earlier.assessed_on < day:
        return
    if earlier.assessed_on == day:
        raise ValidationError({"assessed_on": IS_FIXED})
    raise ValidationError({"assessed_on": BEFORE_THE_LAST.format(earlier.assessed_on)})
