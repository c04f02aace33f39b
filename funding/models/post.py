"""The Stelle: who is to do the work, with which qualification, how much of it, from when."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from funding.enums import Qualification
from pik.core.public_ids import PublicIdField
from pik.core.walls import Wall


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    meta={"constraints": [Wall(name="post_event_wall", through="application")]},
)
class Post(models.Model):
    """A post of an application. The rate comes from the qualification, the end from the start."""

    public_id = PublicIdField()
    application = models.ForeignKey(
        "funding.Application", on_delete=models.PROTECT, related_name="posts", verbose_name="Antrag"
    )
    person_name = models.CharField(
        "Person",
        max_length=150,
        blank=True,
        help_text="Vor- und Nachname. Spätestens beim Einreichen, denn der Satz hängt an der Qualifikation der Person.",
    )
    qualification = models.CharField("Qualifikation", max_length=1, choices=Qualification)
    employer_name = models.CharField(
        "Anstellungsträger",
        max_length=150,
        blank=True,
        help_text="Wer die Person beschäftigt, zum Beispiel ein freier Träger. Leer: die federführende Stelle.",
    )
    share = models.DecimalField("Stellenanteil (VZÄ)", max_digits=3, decimal_places=2)
    starts_on = models.DateField("Beginn der Beschäftigung", null=True, blank=True)

    class Meta:
        verbose_name = "Stelle"
        verbose_name_plural = "Stellen"
        ordering = ["application", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(qualification__in=Qualification.values),
                name="post_qualification_known",
                violation_error_message="Diese Qualifikation gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1),
                name="post_share_range",
                violation_error_message="Der Stellenanteil liegt über 0 und höchstens bei 1,00.",
            ),
            Wall(name="post_wall", through="application"),
        ]

    def __str__(self) -> str:
        return self.person_name or "noch nicht benannt"
