"""The toolbox's own rows."""

from django.db import models
from django.utils import timezone


class Submission(models.Model):
    """A form that was stored: its idempotency key and where its result stands."""

    key = models.UUIDField("Schlüssel", primary_key=True)
    location = models.CharField("Ergebnis", max_length=300, blank=True)
    stored_at = models.DateTimeField("gespeichert", default=timezone.now)

    class Meta:
        verbose_name = "abgesendetes Formular"
        verbose_name_plural = "abgesendete Formulare"
        ordering = ["-stored_at", "pk"]

    def __str__(self) -> str:
        return str(self.key)
