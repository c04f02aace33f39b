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
from pik.core.formats import NBSP, german_date
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
        return _period(self.starts_on, self.ends_on)


class VaguePart(DatedPart):
    """A dated row whose days may be known to the month or the year only.

    A month or a year stands as its first day at the beginning and its last one at the end.
    """

    starts_precision = models.CharField(
        "Genauigkeit von „von“", max_length=10, choices=DatePrecision, default=DatePrecision.DAY
    )
    ends_precision = models.CharField(
        "Genauigkeit von „bis“", max_length=10, choices=DatePrecision, default=DatePrecision.DAY
    )

    class Meta(DatedPart.Meta):
        abstract = True

    @property
    def period_text(self) -> str:
        """As exact as it is known: „2009 – 2014“, „03/2009 – 08/2014“ or with days."""
        return _period(self.starts_on, self.ends_on, self.starts_precision, self.ends_precision)


def vague_day(day: date, precision: str) -> str:
    """``day`` as exactly as it is known."""
    return {
        DatePrecision.YEAR.value: f"{day.year}",
        DatePrecision.MONTH.value: f"{day:%m/%Y}",
    }.get(str(precision), german_date(day))


def precisions_known(name: str) -> models.CheckConstraint:
    """Constraint: how well the days of a ``VaguePart`` are known is one of ``DatePrecision``."""
    return models.CheckConstraint(
        condition=Q(starts_precision__in=DatePrecision.values) & Q(ends_precision__in=DatePrecision.values),
        name=name,
        violation_error_message="Diese Genauigkeit gibt es nicht.",
    )


def _period(
    starts_on: date | None,
    ends_on: date | None,
    starts_precision: str = DatePrecision.DAY,
    ends_precision: str = DatePrecision.DAY,
) -> str:
    first = vague_day(starts_on, starts_precision) if starts_on else ""
    last = vague_day(ends_on, ends_precision) if ends_on else ""
    if first and last:
        return first if first == last else f"{first}{NBSP}– {last}"
    if first:
        return f"seit {first}"
    return f"bis {last}" if last else ""
