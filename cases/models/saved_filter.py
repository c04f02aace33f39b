"""How somebody likes to see the list of cases."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cases.models.scope import CaseworkQuerySet, casework_wall


class SavedFilter(models.Model):
    """A filter of the list of cases under a name. It holds no search text: nobody's name stands in it."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Organisation"
    )
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="saved_filters", verbose_name="Person"
    )
    name = models.CharField("Name", max_length=60)
    query = models.CharField("Filter", max_length=500)
    is_default = models.BooleanField("Beim Öffnen der Liste anwenden", default=False)

    objects = CaseworkQuerySet["SavedFilter"].as_manager()

    class Meta:
        verbose_name = "gespeicherter Filter"
        verbose_name_plural = "gespeicherte Filter"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "name"],
                name="saved_filter_name_once",
                violation_error_message="Einen Filter mit diesem Namen haben Sie schon.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(is_default=True),
                name="saved_filter_one_default",
                violation_error_message="Beim Öffnen der Liste kann nur ein Filter gelten.",
            ),
            casework_wall("saved_filter"),
        ]

    def __str__(self) -> str:
        return self.name
