"""The people who are counselled, and the households they live in."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.countries import COUNTRIES, COUNTRY_CHOICES, country_names
from cases.enums import GermanLevel, HouseholdRelation, Sex
from cases.models.scope import CaseworkQuerySet, casework_wall, track_casework
from pik.core.names import search_key, sort_key
from pik.core.public_ids import PublicIdField


class HouseholdQuerySet(CaseworkQuerySet["Household"]):
    pass


class Household(models.Model):
    """People who live together; each of them may have a case of their own."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="households", verbose_name="Organisation"
    )
    name = models.CharField("Bezeichnung", max_length=200)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "Haushalt"
        verbose_name_plural = "Haushalte"
        ordering = ["name", "pk"]
        constraints = [casework_wall("household")]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(CaseworkQuerySet["Person"]):
    pass


@track_casework("person", exclude=["search_vector"])
class Person(models.Model):
    """Somebody who is counselled. What is not known stays empty; all of it is given voluntarily."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="persons", verbose_name="Organisation"
    )
    family_name = models.CharField("Familienname", max_length=120)
    given_name = models.CharField("Vorname", max_length=120)
    name_original = models.CharField(
        "Name in eigener Schrift", max_length=200, blank=True, help_text="Zum Beispiel arabisch oder kyrillisch."
    )
    sort_key = models.CharField("Sortierschlüssel", max_length=300, editable=False)
    search_key = models.CharField("Suchschlüssel", max_length=300, editable=False)
    search_words = models.CharField("Suchwörter", max_length=500, editable=False)
    # Stored, not indexed: behind the wall a search reads the rows of its organisation, and no index of words serves it.
    search_vector = models.GeneratedField(
        expression=SearchVector("search_words", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name="Suchwörter, zerlegt",
    )
    birth_date = models.DateField("Geburtsdatum", null=True, blank=True)
    sex = models.CharField("Geschlecht", max_length=10, choices=Sex, blank=True)
    nationalities = ArrayField(
        models.CharField(max_length=2, choices=COUNTRY_CHOICES), verbose_name="Staatsangehörigkeit", default=list
    )
    languages = ArrayField(models.CharField(max_length=60), verbose_name="Sprachen", default=list, blank=True)
    interpreter_language = models.CharField(
        "Dolmetschen in", max_length=60, blank=True, help_text="Leer, wenn es ohne Dolmetscher:in geht."
    )
    german_level = models.CharField("Deutsch", max_length=4, choices=GermanLevel, blank=True)
    residence_title = models.CharField(
        "Aufenthaltstitel", max_length=120, blank=True, help_text="Zum Beispiel § 25 Abs. 2 AufenthG."
    )
    residence_ends_on = models.DateField("Aufenthaltstitel gültig bis", null=True, blank=True)
    arrived_on = models.DateField("Einreise", null=True, blank=True)
    phone = models.CharField("Telefon", max_length=40, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="persons", verbose_name="Haushalt"
    )
    household_relation = models.CharField("Stellung im Haushalt", max_length=20, choices=HouseholdRelation, blank=True)
    is_invented = models.BooleanField("erfunden", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["organisation", "search_key"], name="person_search_key"),
            models.Index(fields=["organisation", "birth_date"], name="person_birth_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(nationalities__len__gt=0) & Q(nationalities__contained_by=list(COUNTRIES)),
                name="person_nationalities_known",
                violation_error_message="Bitte wählen Sie mindestens eine Staatsangehörigkeit aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(sex="") | Q(sex__in=Sex.values),
                name="person_sex_known",
                violation_error_message="Dieses Geschlecht steht nicht zur Auswahl.",
            ),
            models.CheckConstraint(
                condition=Q(german_level="") | Q(german_level__in=GermanLevel.values),
                name="person_german_level_known",
                violation_error_message="Dieses Sprachniveau steht nicht zur Auswahl.",
            ),
            models.CheckConstraint(
                condition=Q(household_relation="") | Q(household_relation__in=HouseholdRelation.values),
                name="person_household_relation_known",
                violation_error_message="Diese Stellung im Haushalt steht nicht zur Auswahl.",
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True) | Q(birth_date__gte=date(1900, 1, 1)),
                name="person_birth_date_possible",
                violation_error_message="Das Geburtsdatum liegt zu weit zurück.",
            ),
            models.CheckConstraint(
                condition=Q(arrived_on__isnull=True) | Q(birth_date__isnull=True) | Q(arrived_on__gte=F("birth_date")),
                name="person_arrived_after_birth",
                violation_error_message="Die Einreise liegt vor der Geburt.",
            ),
            casework_wall("person"),
        ]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Make the keys for sorting and searching from the name (``bulk_create`` calls no ``save``)."""
        self.sort_key = sort_key(f"{self.family_name} {self.given_name}")
        self.search_key = search_key(f"{self.family_name} {self.given_name}")
        self.search_words = search_key(f"{self.family_name} {self.given_name} {self.name_original}")

    @property
    def nationality_names(self) -> str:
        return country_names(self.nationalities)

    @property
    def language_names(self) -> str:
        return ", ".join(self.languages)

    @property
    def age(self) -> int | None:
        """Whole years today; None when the birth date is not known."""
        return relativedelta(timezone.localdate(), self.birth_date).years if self.birth_date else None
