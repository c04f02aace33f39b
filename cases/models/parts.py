"""What the dated rows of a person share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from cases.enums import DatePrecision
from cases.models.scope import CaseworkPart
from pik.core.formats import german_date, period
from pik.core.periods import REVERSED

#: The order in which dated rows are shown: what began last stands first, what has no date last.
NEWEST_FIRST: list[OrderBy | str] = [F("starts_on").desc(nulls_last=True), "-pk"]


def known(name: str, field: str, choices: type[models.TextChoices], message: str, *, may_be_empty: bool = False) -> Any:
    """Constraint: ``field`` holds one of ``choices``, or nothing where that is allowed."""
    condition = Q(**{f"{field}__in": choices.values})
    if may_be_empty:
        condition |= Q(**{field: ""})
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=message)


def in_order(name: str) -> models.CheckConstraint:
    """Constraint: the end of a period does not lie before its beginning; either may be unknown."""
    return models.CheckConstraint(
        condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message=REVERSED,
    )


def running_on(day: date) -> Q:
    """Filter for rows whose period covers ``day``; an unknown beginning lies before it."""
    return (Q(starts_on__isnull=True) | Q(starts_on__lte=day)) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class DatedPart(CaseworkPart):
    """A row of a person with two inclusive days, of which either may not be known."""

    starts_on = models.DateField("von", null=True, blank=True)
    ends_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = NEWEST_FIRST

    def clean(self) -> None:
        """Put a reversed period on ``ends_on``."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": REVERSED})

    def is_past(self, today: date) -> bool:
        """Whether the row has ended before ``today``."""
        return self.ends_on is not None and self.ends_on < today

    @property
    def period_text(self) -> str:
        """„vom … bis …“ in words; empty where nothing is known."""
        return _period(self.starts_on, self.ends_on, DatePrecision.DAY)


class VaguePart(DatedPart):
    """A dated row whose days may be known to the month or the year only.

    A month or a year stands as its first day at the beginning and its last one at the end.
    """

    precision = models.CharField("Genauigkeit", max_length=10, choices=DatePrecision, default=DatePrecision.DAY)

    class Meta(DatedPart.Meta):
        abstract = True

    @property
    def period_text(self) -> str:
        """As exact as it is known: „2009 – 2014“, „03/2009 – 08/2014“ or with days."""
        return _period(self.starts_on, self.ends_on, self.precision)


def vague_day(day: date, precision: str) -> str:
    """``day`` as exactly as it is known."""
    return {
        DatePrecision.YEAR.value: f"{day.year}",
        DatePrecision.MONTH.value: f"{day:%m/%Y}",
    }.get(str(precision), german_date(day))


def _period(starts_on: date | None, ends_on: date | None, precision: str) -> str:
    if starts_on and ends_on:
        if precision == DatePrecision.DAY:
            return period(starts_on, ends_on)
        first, last = vague_day(starts_on, precision), vague_day(ends_on, precision)
        return first if first == last else f"{first} – {last}"
    if starts_on:
        return f"seit {vague_day(starts_on, precision)}"
    return f"bis {vague_day(ends_on, precision)}" if ends_on else ""
