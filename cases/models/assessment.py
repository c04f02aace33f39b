"""How somebody stands in each area of life on a day: the first assessment, and each one after it."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.enums import LifeArea
from cases.models.plan import Integrationsplan
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall

LEVELS = range(1, 6)


class AssessmentQuerySet(CaseworkQuerySet["Assessment"]):
    pass


class Assessment(CaseworkPart):
    """One assessment: the areas that were talked about on a day. The first one is where progress is measured from."""

    plan = models.ForeignKey(
        Integrationsplan, on_delete=models.PROTECT, related_name="assessments", verbose_name="Plan"
    )
    assessed_on = models.DateField("Datum", default=timezone.localdate)
    created_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="eingeschätzt mit"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "Einschätzung"
        verbose_name_plural = "Einschätzungen"
        ordering = ["plan", "assessed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "assessed_on"],
                name="assessment_once_a_day",
                violation_error_message="An diesem Tag gibt es schon eine Einschätzung.",
            ),
            models.CheckConstraint(
                condition=Q(assessed_on__gte=date(2000, 1, 1)),
                name="assessment_day_possible",
                violation_error_message="Bitte prüfen Sie das Jahr.",
            ),
            casework_wall("assessment"),
        ]
        triggers = [carries_organisation_of("assessment", "plan", "cases_integrationsplan")]

    def __str__(self) -> str:
        return f"Einschätzung vom {self.assessed_on:%d.%m.%Y}"


class AreaRating(CaseworkPart):
    """One area of life in an assessment. Fixed once a Fassung holds the assessment."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="ratings", verbose_name="Einschätzung"
    )
    life_area = models.CharField("Lebensbereich", max_length=20, choices=LifeArea)
    level = models.PositiveSmallIntegerField("Stufe")
    situation = models.TextField("Situation", blank=True, max_length=1000)
    resources = models.TextField("Ressourcen", blank=True, max_length=1000)
    wishes = models.TextField("Wünsche", blank=True, max_length=1000)

    objects = CaseworkQuerySet["AreaRating"].as_manager()

    class Meta:
        verbose_name = "Einschätzung eines Lebensbereichs"
        verbose_name_plural = "Einschätzungen von Lebensbereichen"
        ordering = ["assessment", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(life_area__in=LifeArea.values),
                name="area_rating_life_area_known",
                violation_error_message="Bitte wählen Sie einen Lebensbereich aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(level__in=list(LEVELS)),
                name="area_rating_level_known",
                violation_error_message="Bitte wählen Sie eine der fünf Stufen.",
            ),
            models.UniqueConstraint(
                fields=["assessment", "life_area"],
                name="area_rating_once",
                violation_error_message="Dieser Lebensbereich ist schon eingeschätzt.",
            ),
            casework_wall("area_rating"),
        ]
        triggers = [
            carries_organisation_of("area_rating", "assessment", "cases_assessment"),
            pgtrigger.Trigger(
                name="area_rating_fixed_by_fassung",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("of_assessment", "bigint")],
                func=(
                    "IF TG_OP = 'DELETE' THEN of_assessment := OLD.assessment_id; "
                    "ELSE of_assessment := NEW.assessment_id; END IF; "
                    "IF EXISTS (SELECT 1 FROM cases_fassung WHERE assessment_id = of_assessment) THEN "
                    "RAISE EXCEPTION 'area_rating_fixed_by_fassung' USING ERRCODE = 'check_violation'; END IF; "
                    "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_life_area_display()}: Stufe {self.level}"
