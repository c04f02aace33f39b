"""Sealed notes and who reads them."""

from __future__ import annotations

from django.db import models


class SealedKind(models.TextChoices):
    """Kinds of sealed notes; each says in words who reads it."""

    PRIVATE = "private", "Eigene Notiz"
    REFERRAL = "referral", "Geschützte Vermittlung"
    HEALTH = "health", "Gesundheit"


class ReadThrough(models.TextChoices):
    """By what right somebody read a sealed note."""

    DUTY = "duty", "eigene Zuständigkeit"
    EMERGENCY = "emergency", "Notfallzugriff"
