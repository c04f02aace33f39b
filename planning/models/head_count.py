"""The head count of a key date (§ 29d FAG): how many people in Anschlussunterbringung, per municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q

from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from pik.core.public_ids import PublicIdField
from pik.core.walls import Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.models import User


def _is_planner(user: User) -> bool:
    return user.membership is not None and user.membership.role == Role.LANDESPLANUNG


class HeadCountUploadQuerySet(models.QuerySet["HeadCountUpload"]):
    def visible_to(self, user: User) -> HeadCountUploadQuerySet:
        """Files are the Landesplanung's own business, whoever of it uploaded them."""
        return self if _is_planner(user) else self.none()


class HeadCountQuerySet(models.QuerySet["HeadCount"]):
    def visible_to(self, user: User) -> HeadCountQuerySet:
        """Counts belong to the Landesplanung; everyone else reads them in the published Planungsrahmen."""
        return self if _is_planner(user) else self.none()


class HeadCountUpload(models.Model):
    """A file that somebody of the Land uploaded, as it was read: rows, or what is wrong with them.

    It waits here between preview and confirmation; a confirmed upload becomes a ``HeadCount``.
    """

    public_id = PublicIdField()
    key_date = models.DateField("Stichtag", help_text="Tag, auf den sich die Zählung bezieht, meist der 15. September.")
    filename = models.CharField("Dateiname", max_length=200)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    rows = models.JSONField("Zeilen", default=list, blank=True)  # [{"line": 2, "ags": "08111000", "persons": 4108}, …]
    problems = models.JSONField("Fehler", default=list, blank=True)  # planning.counts problems as dicts
    uploaded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="hochgeladen von"
    )
    uploaded_at = models.DateTimeField("hochgeladen", auto_now_add=True)

    objects = HeadCountUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "hochgeladene Zählung"
        verbose_name_plural = "hochgeladene Zählungen"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            # Files of the Land on their way to a count; no other role has a part in them.
            Wall(name="head_count_upload_wall", rows=role_is_one_of(PERMISSIONS["planning.upload_head_count"]))
        ]
        # What was confirmed must stay what was shown.
        triggers = [pgtrigger.Protect(name="head_count_upload_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_valid(self) -> bool:
        return not self.problems


class HeadCount(models.Model):
    """A confirmed count: one number for each of the 1,101 municipalities, never changed afterwards."""

    public_id = PublicIdField()
    upload = models.OneToOneField(
        HeadCountUpload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="head_count",
        verbose_name="Datei",
    )
    key_date = models.DateField("Stichtag")
    total_persons = models.PositiveIntegerField("Personen")
    is_invented = models.BooleanField("enthält erfundene Zahlen", default=False)
    confirmed_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bestätigt von",
    )
    confirmed_at = models.DateTimeField("bestätigt")

    objects = HeadCountQuerySet.as_manager()

    class Meta:
        verbose_name = "Zählung"
        verbose_name_plural = "Zählungen"
        ordering = ["-key_date", "-confirmed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_persons__gt=0),
                name="head_count_not_empty",
                violation_error_message="Eine Zählung ohne Personen lässt sich nicht verteilen.",
            )
        ]
        triggers = [pgtrigger.Protect(name="head_count_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Zählung zum {self.key_date:%d.%m.%Y}"


class HeadCountLine(models.Model):
    """The number of one municipality."""

    head_count = models.ForeignKey(HeadCount, on_delete=models.PROTECT, related_name="lines", verbose_name="Zählung")
    gemeinde = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Gemeinde"
    )
    persons = models.PositiveIntegerField("Personen")
    is_invented = models.BooleanField("erfunden", default=False)
    source = models.CharField("Quelle", max_length=300, blank=True)

    class Meta:
        verbose_name = "Zahl einer Gemeinde"
        verbose_name_plural = "Zahlen der Gemeinden"
        ordering = ["head_count", "gemeinde__ags"]
        constraints = [
            models.UniqueConstraint(
                fields=["head_count", "gemeinde"],
                name="head_count_line_once",
                violation_error_message="Diese Gemeinde steht schon in der Zählung.",
            )
        ]
        triggers = [pgtrigger.Protect(name="head_count_line_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.gemeinde}: {self.persons}"
