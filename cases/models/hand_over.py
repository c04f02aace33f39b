"""Who took over whose cases."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models.scope import CaseworkQuerySet, casework_wall


class HandOverQuerySet(CaseworkQuerySet["HandOver"]):
    """Hand-overs exist for those who counsel in the same organisation."""


class HandOver(models.Model):
    """All that somebody led in an organisation went to somebody else, at once; append-only."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Organisation"
    )
    giver = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="bisher zuständig"
    )
    taker = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="neu zuständig")
    case_count = models.PositiveIntegerField("Fälle")
    follow_up_count = models.PositiveIntegerField("Wiedervorlagen")
    appointment_count = models.PositiveIntegerField("Termine", default=0)
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="Person")
    actor_label = models.CharField("handelnd", max_length=400)
    happened_at = models.DateTimeField("Zeitpunkt", default=timezone.now)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = "Übergabe"
        verbose_name_plural = "Übergaben"
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("taker")),
                name="hand_over_to_someone_else",
                violation_error_message="Übergeben wird an eine andere Person.",
            ),
            models.CheckConstraint(
                condition=Q(case_count__gt=0) | Q(follow_up_count__gt=0) | Q(appointment_count__gt=0),
                name="hand_over_of_something",
                violation_error_message="Es gibt nichts zu übergeben.",
            ),
            casework_wall("hand_over"),
        ]
        triggers = [pgtrigger.Protect(name="hand_over_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}, {self.happened_at:%d.%m.%Y}"
