"""The tree of organisations: Land → Regierungspräsidien → Kreise → municipalities, and freie Träger."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from pik.accounts.enums import GEMEINDE_KINDS, KREIS_KINDS, OrganisationKind
from pik.core.names import search_key, sort_key


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def kreise(self) -> OrganisationQuerySet:
        """The 44 Stadt- and Landkreise."""
        return self.filter(kind__in=KREIS_KINDS)

    def gemeinden(self) -> OrganisationQuerySet:
        """The 1,101 municipalities; the nine Stadtkreise are among them."""
        return self.filter(kind__in=GEMEINDE_KINDS)


class Organisation(models.Model):
    """A body that does integration management or decides about it."""

    kind = models.CharField("Art", max_length=30, choices=OrganisationKind)
    name = models.CharField("Name", max_length=200)
    official_name = models.CharField("amtliche Bezeichnung", max_length=250, blank=True)
    sort_key = models.CharField("Sortierschlüssel", max_length=250, editable=False)
    search_key = models.CharField("Suchschlüssel", max_length=250, editable=False)
    ags = models.CharField("Gemeindeschlüssel (AGS)", max_length=8, unique=True, null=True, blank=True)
    kreis_key = models.CharField("Kreisschlüssel", max_length=5, unique=True, null=True, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="gehört zu"
    )
    population = models.PositiveIntegerField("Einwohner:innen", null=True, blank=True)
    address = models.TextField("Anschrift", blank=True)
    requires_second_factor = models.BooleanField(
        "zweiter Faktor ist Pflicht",
        default=False,
        help_text="Wer für die Organisation handelt, meldet sich mit Passwort und App oder mit einem Passkey an.",
    )
    is_invented = models.BooleanField("erfunden", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "Organisation"
        verbose_name_plural = "Organisationen"
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["kind", "sort_key"], name="organisation_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values),
                name="organisation_kind_known",
                violation_error_message="Diese Art von Organisation gibt es nicht.",
            ),
            models.CheckConstraint(
                # A check that comes out as NULL passes, so what must be there is asked for.
                condition=Q(kind__in=GEMEINDE_KINDS, ags__isnull=False, ags__regex=r"^08\d{6}$")
                | (~Q(kind__in=GEMEINDE_KINDS) & Q(ags__isnull=True)),
                name="organisation_ags_of_gemeinde",
                violation_error_message="Genau die Gemeinden haben einen achtstelligen Gemeindeschlüssel.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=KREIS_KINDS, kreis_key__isnull=False, kreis_key__regex=r"^08\d{3}$")
                | (~Q(kind__in=KREIS_KINDS) & Q(kreis_key__isnull=True)),
                name="organisation_key_of_kreis",
                violation_error_message="Genau die Kreise haben einen fünfstelligen Kreisschlüssel.",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=OrganisationKind.LAND),
                name="organisation_one_land",
                violation_error_message="Das Land gibt es schon.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Make the keys for sorting and searching from the name (``bulk_create`` calls no ``save``)."""
        self.sort_key = sort_key(self.name)
        self.search_key = search_key(self.name)

    @property
    def is_gemeinde(self) -> bool:
        return self.kind in GEMEINDE_KINDS

    @property
    def is_kreis(self) -> bool:
        return self.kind in KREIS_KINDS
