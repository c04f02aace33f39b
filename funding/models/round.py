"""The Förderrunde: when applications are taken, on which Planungsrahmen, under which rules."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from pik.core.periods import REVERSED
from pik.core.public_ids import PublicIdField


class RoundQuerySet(models.QuerySet["Round"]):
    def open_on(self, day: date) -> RoundQuerySet:
        """The rounds in which an application can be submitted on ``day``; both ends belong to the window."""
        return self.filter(opens_on__lte=day, closes_on__gte=day)


class Round(models.Model):
    """A window for applications. ``rules_on`` is the day whose rules govern it from the first to the last word."""

    public_id = PublicIdField()
    title = models.CharField("Bezeichnung", max_length=150)
    planungsrahmen = models.ForeignKey(
        "planning.Planungsrahmen", on_delete=models.PROTECT, related_name="+", verbose_name="Planungsrahmen"
    )
    rules_on = models.DateField("Rechtsstand", help_text="Es gelten die Regeln, die an diesem Tag in Kraft waren.")
    opens_on = models.DateField("Beginn der Antragsfrist")
    closes_on = models.DateField("Ende der Antragsfrist")
    is_exercise = models.BooleanField("Übungsrunde", default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "Förderrunde"
        verbose_name_plural = "Förderrunden"
        ordering = ["-closes_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="round_window_order",
                violation_error_message=REVERSED,
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": REVERSED})

    def is_open_on(self, day: date) -> bool:
        """Whether an application may be submitted on ``day``."""
        return self.opens_on <= day <= self.closes_on
