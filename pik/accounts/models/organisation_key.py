"""The data keys of organisations, wrapped by a master key from outside the database."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pik.accounts.permissions import PERMISSIONS
from pik.core.walls import Wall


class OrganisationKey(models.Model):
    """A data key with which an organisation seals; only the newest seals, a retired one still opens."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="keys", verbose_name="Organisation"
    )
    number = models.PositiveIntegerField("Nummer")
    wrapped = models.BinaryField("verpackter Schlüssel")
    master_key_number = models.PositiveIntegerField("Nummer des Hauptschlüssels")
    created_at = models.DateTimeField("angelegt", default=timezone.now)
    retired_at = models.DateTimeField("abgelöst", null=True, blank=True)

    class Meta:
        verbose_name = "Datenschlüssel"
        verbose_name_plural = "Datenschlüssel"
        ordering = ["organisation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="organisation_key_once",
                violation_error_message="Diesen Datenschlüssel gibt es schon.",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(retired_at__isnull=True),
                name="organisation_key_one_active",
                violation_error_message="Diese Organisation hat schon einen Datenschlüssel, der gilt.",
            ),
            # For nobody but those who counsel there, and the product itself when it changes keys.
            Wall(
                name="organisation_key_wall", organisation="organisation", roles=PERMISSIONS["cases.read_sealed_note"]
            ),
        ]
        triggers = [
            # A key that is gone takes all it sealed along, in every backup too.
            pgtrigger.Protect(name="organisation_key_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="organisation_key_stays_whose", fields=["organisation", "number", "created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: Datenschlüssel {self.number}"
