"""What a regulation fixes: one parameter, one value, one period, one source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value

from pik.core.periods import OpenPeriodModel, current_on
from pik.regulations.enums import Confidence, Key, Unit


class Parameter(models.Model):
    """Something that regulations fix, such as the threshold; its values are dated rules."""

    key = models.CharField("Schlüssel", max_length=40, choices=Key, unique=True)
    unit = models.CharField("Einheit", max_length=30, choices=Unit)
    explanation = models.TextField("Erläuterung", blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Regel"
        verbose_name_plural = "Regeln"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(key__in=Key.values),
                name="parameter_key_known",
                violation_error_message="Diese Regel kennt das Programm nicht.",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=Unit.values),
                name="parameter_unit_known",
                violation_error_message="Diese Einheit gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_key_display()


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_force(self, day: date) -> RuleQuerySet:
        """The rules in force on ``day``."""
        return self.filter(current_on(day))


@pghistory.track()
class Rule(OpenPeriodModel):
    """The value of a parameter for a period. Never changed by a decision; a decision keeps its lines."""

    parameter = models.ForeignKey(Parameter, on_delete=models.PROTECT, related_name="rules", verbose_name="Regel")
    regulation = models.ForeignKey(
        "regulations.Regulation", on_delete=models.PROTECT, related_name="rules", verbose_name="Vorschrift"
    )
    number = models.DecimalField("Wert", max_digits=14, decimal_places=2, null=True, blank=True)
    text = models.CharField("Wert in Worten", max_length=300, blank=True)
    source = models.TextField("Quelle", help_text="Fundstelle, so dass jemand anderes sie wiederfindet.")
    confidence = models.CharField("Beleg", max_length=20, choices=Confidence)

    objects = RuleQuerySet.as_manager()

    class Meta(OpenPeriodModel.Meta):
        verbose_name = "Fassung einer Regel"
        verbose_name_plural = "Fassungen einer Regel"
        ordering = ["parameter__position", "-starts_on", "pk"]
        constraints = [
            *OpenPeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(number__isnull=False, text="") | (Q(number__isnull=True) & ~Q(text="")),
                name="rule_one_value",
                violation_error_message="Bitte geben Sie entweder eine Zahl oder einen Wert in Worten an.",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=0),
                name="rule_number_not_negative",
                violation_error_message="Der Wert darf nicht negativ sein.",
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values),
                name="rule_confidence_known",
                violation_error_message="Bitte wählen Sie, wie gut die Regel belegt ist.",
            ),
            # No btree_gist in the bundled PostgreSQL: the id becomes a range of one. The field is named as in
            # Python: by its column (parameter_id) validation would compare each row with itself.
            ExclusionConstraint(
                name="rule_one_at_a_time",
                expressions=[
                    (Func(F("parameter"), F("parameter"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"), "&&"),
                ],
                violation_error_message="In diesem Zeitraum gilt schon ein anderer Wert dieser Regel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parameter}: {self.value}"

    def clean(self) -> None:
        super().clean()
        if not self.parameter_id:
            return
        is_text = self.parameter.unit == Unit.TEXT
        if is_text and self.number is not None:
            raise ValidationError({"number": "Diese Regel hat einen Wert in Worten, keine Zahl."})
        if not is_text and self.text:
            raise ValidationError({"text": "Diese Regel hat eine Zahl als Wert."})

    @property
    def value(self) -> Decimal | str:
        """The number (in the parameter's unit), or the words."""
        return self.text if self.number is None else self.number

    @property
    def confidence_tone(self) -> str:
        return Confidence(self.confidence).tone

    def as_basis(self) -> dict[str, Any]:
        """What a decision keeps of the rule it used: value, unit, period, source and confidence."""
        return {
            "rule": self.pk,
            "parameter": self.parameter.key,
            "label": str(self.parameter),
            "value": str(self.value),
            "unit": self.parameter.unit,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
            "regulation": str(self.regulation),
            "source": self.source,
            "confidence": self.confidence,
        }
