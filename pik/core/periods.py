"""Periods: two inclusive days, as a Bescheid says „vom … bis …“."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

REVERSED = "Das Ende liegt vor dem Beginn."


class AbstractPeriod(models.Model):
    """What closed and open periods share: the order of their days, checked by form and database."""

    starts_on: models.DateField[Any, Any]
    ends_on: models.DateField[Any, Any]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Put a reversed period on ``ends_on``; otherwise PostgreSQL would raise from the range instead."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": REVERSED})

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies within the period; both ends belong to it."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class PeriodModel(AbstractPeriod):
    """A period with both ends, inclusive."""

    starts_on = models.DateField("Beginn")
    ends_on = models.DateField("Ende")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="%(class)s_period_order",
                violation_error_message=REVERSED,
            )
        ]


class OpenPeriodModel(AbstractPeriod):
    """A period whose end may still be open."""

    starts_on = models.DateField("gültig ab")
    ends_on = models.DateField("gültig bis", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(class)s_period_order",
                violation_error_message=REVERSED,
            )
        ]


def current_on(day: date) -> Q:
    """Filter for rows of a period model that are in force on ``day``."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def add_months(day: date, months: int) -> date:
    """The day of the same number ``months`` later (earlier when negative), or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_day(starts_on: date, months: int) -> date:
    """Last day of a period of ``months`` whole months that begins on ``starts_on``.

    §§ 187 Abs. 2, 188 Abs. 2 and 3 BGB: the first day counts; the period ends on the day before the one
    of the same number, or on the month's last day where the month has no such day.
    Raises ``ValueError`` for less than one month.
    """
    if months < 1:
        raise ValueError("A period has at least one month.")
    if starts_on.day == 1:
        month = add_months(starts_on, months - 1)
        return month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return add_months(starts_on.replace(day=1), months).replace(
        day=min(starts_on.day - 1, _length(add_months(starts_on.replace(day=1), months)))
    )


def _length(month: date) -> int:
    return calendar.monthrange(month.year, month.month)[1]
