"""States and choices of the planning."""

from __future__ import annotations

from django.db import models


class PlanungsrahmenStatus(models.TextChoices):
    DRAFT = "draft", "Entwurf"
    PUBLISHED = "published", "veröffentlicht"
    SUPERSEDED = "superseded", "ersetzt"

    @property
    def tone(self) -> str:
        return {"draft": "info", "published": "success", "superseded": "neutral"}[self.value]


class Rounding(models.TextChoices):
    """How amounts become whole euros; printed on the frame."""

    COMMERCIAL = "commercial", "kaufmännisch auf volle Euro, Rundungsdifferenz ausgewiesen"


class Reach(models.TextChoices):
    """Whether an amount reaches the threshold."""

    ALONE = "allein", "allein möglich"
    TOGETHER = "gemeinsam", "nur gemeinsam"


class LineSort(models.TextChoices):
    """By what the table of municipalities sorts; in addresses, so in German."""

    NAME = "name", "Gemeinde"
    KREIS = "kreis", "Kreis"
    PERSONS = "personen", "Personen"
    AMOUNT = "betrag", "Betrag je Jahr"
