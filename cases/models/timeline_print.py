"""Prints of the Verlauf."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from cases.models.case import Case
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall


class TimelinePrint(CaseworkPart):
    """A print of a Verlauf: ties the case to the order of its document."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="timeline_prints", verbose_name="Fall")
    job = models.OneToOneField(
        "documents.Job", on_delete=models.PROTECT, related_name="timeline_print", verbose_name="Auftrag"
    )
    created_at = models.DateTimeField("gedruckt", default=timezone.now, editable=False)

    objects = CaseworkQuerySet["TimelinePrint"].as_manager()

    class Meta:
        verbose_name = "Druck eines Verlaufs"
        verbose_name_plural = "Drucke von Verläufen"
        ordering = ["-created_at", "-pk"]
        constraints = [casework_wall("timeline_print")]
        triggers = [carries_organisation_of("timeline_print", "case", "cases_case")]

    def __str__(self) -> str:
        return f"Verlauf {self.case}, {self.created_at:%d.%m.%Y}"
