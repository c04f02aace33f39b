"""The Verwaltungsvorschriften and their amendments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pik.regulations.enums import Confidence


class Regulation(models.Model):
    """A Verwaltungsvorschrift, an amendment of one, or another source of law the house applies."""

    code = models.SlugField("Kürzel", max_length=40, unique=True)
    title = models.CharField("Titel", max_length=250)
    issued_on = models.DateField("vom")
    amends = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name="ändert"
    )
    source = models.TextField("Quelle")
    confidence = models.CharField("Beleg", max_length=20, choices=Confidence)

    class Meta:
        verbose_name = "Vorschrift"
        verbose_name_plural = "Vorschriften"
        ordering = ["issued_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values),
                name="regulation_confidence_known",
                violation_error_message="Bitte wählen Sie, wie gut die Vorschrift belegt ist.",
            )
        ]

    def __str__(self) -> str:
        return self.title
