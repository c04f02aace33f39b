"""The sheet on which a person checks what is recorded of her."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models.case import Case
from cases.models.scope import (
    CaseworkPart,
    CaseworkQuerySet,
    carries_organisation_of,
    casework_wall,
    track_casework,
)


class DataSheetQuerySet(CaseworkQuerySet["DataSheet"]):
    pass


@track_casework("data_sheet")
class DataSheet(CaseworkPart):
    """A printed „Datenblatt zur Prüfung“, and whether the person checked it; ``corrections`` is what she wanted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="data_sheets", verbose_name="Fall")
    job = models.OneToOneField(
        "documents.Job", on_delete=models.PROTECT, related_name="data_sheet", verbose_name="Auftrag"
    )
    created_at = models.DateTimeField("gedruckt", default=timezone.now, editable=False)
    checked_on = models.DateField("geprüft am", null=True, blank=True)
    checked_with = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="geprüft mit",
    )
    corrections = models.TextField("gewünschte Berichtigungen", max_length=2000, blank=True)
    corrected_on = models.DateField("berichtigt am", null=True, blank=True)

    objects = DataSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "Datenblatt zur Prüfung"
        verbose_name_plural = "Datenblätter zur Prüfung"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, checked_with__isnull=True, corrections="")
                | Q(checked_on__isnull=False, checked_with__isnull=False),
                name="data_sheet_checked_with_someone",
                violation_error_message="Zur Prüfung gehört, wann und mit wem sie war.",
            ),
            models.CheckConstraint(
                condition=Q(corrected_on__isnull=True) | ~Q(corrections=""),
                name="data_sheet_corrected_what_was_wanted",
                violation_error_message="Berichtigt wird, was die Person berichtigt haben wollte.",
            ),
            casework_wall("data_sheet"),
        ]
        triggers = [carries_organisation_of("data_sheet", "case", "cases_case")]

    def __str__(self) -> str:
        return f"Datenblatt {self.case}, {self.created_at:%d.%m.%Y}"

    @property
    def has_open_corrections(self) -> bool:
        return bool(self.corrections) and self.corrected_on is None
