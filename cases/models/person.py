"""The people who are counselled, and the names under which they are found."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.countries import COUNTRIES, COUNTRY_CHOICES, country_names
from cases.enums import BirthPrecision, NameKind, Sex
from cases.models.parts import DatedPart, in_order, known
from cases.models.scope import CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework
from cases.people.calculations import age_in_years, age_on, age_text, birth_text
from pik.core.names import sort_key
from pik.core.public_ids import PublicIdField

#: As whom somebody stays here whose file went to another office: a row that is counted, and nobody's name.
WITHOUT_NAME = {"family_name": "übergeleitet", "given_name": "–"}


class PersonQuerySet(CaseworkQuerySet["Person"]):
    def with_name(self) -> PersonQuerySet:
        """Without those of whom an Überleitung left a row that is only counted."""
        return self.exclude(**WITHOUT_NAME)

    def in_residence_group(self, group: str, on: date | None = None) -> PersonQuerySet:
        """Those whose title on ``on`` (today) is of ``group``; for lists, which counselling itself never asks."""
        from cases.models.stay import ResidenceTitle

        current = ResidenceTitle.objects.current(on or timezone.localdate())
        return self.filter(pk__in=current.filter(group=group).order_by().values("person"))


@track_casework("person")
class Person(models.Model):
    """Somebody who is counselled. What is not known stays empty; all of it is given voluntarily.

    A birth date of which only the year is known, or that is estimated, stands as 01.01. with its ``birth_precision``;
    pages show ``birth_text``, never the date.
    """

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
    birth_date = models.DateField("Geburtsdatum", null=True, blank=True)
    birth_precision = models.CharField(
        "Genauigkeit des Geburtsdatums", max_length=10, choices=BirthPrecision, default=BirthPrecision.DAY
    )
    sex = models.CharField("Geschlecht", max_length=10, choices=Sex, blank=True)
    nationalities = ArrayField(
        models.CharField(max_length=2, choices=COUNTRY_CHOICES), verbose_name="Staatsangehörigkeit", default=list
    )
    interpreter_language = models.CharField(
        "Dolmetschen in", max_length=60, blank=True, help_text="Leer, wenn es ohne Dolmetscher:in geht."
    )
    interpreter_sex = models.CharField("gewünscht wird", max_length=10, choices=Sex, blank=True)
    arrived_on = models.DateField("Einreise nach Deutschland", null=True, blank=True)
    arrived_in_gemeinde_on = models.DateField("Zuzug in die Gemeinde", null=True, blank=True)
    anschlussunterbringung_on = models.DateField("in Anschlussunterbringung seit", null=True, blank=True)
    is_invented = models.BooleanField("erfunden", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["organisation", "birth_date"], name="person_birth_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(nationalities__len__gt=0) & Q(nationalities__contained_by=list(COUNTRIES)),
                name="person_nationalities_known",
                violation_error_message="Bitte wählen Sie mindestens eine Staatsangehörigkeit aus der Liste.",
            ),
            known("person_sex_known", "sex", Sex, "Dieses Geschlecht steht nicht zur Auswahl.", may_be_empty=True),
            known(
                "person_birth_precision_known",
                "birth_precision",
                BirthPrecision,
                "Diese Genauigkeit des Geburtsdatums gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(birth_precision=BirthPrecision.DAY)
                | Q(birth_date__isnull=False, birth_date__month=1, birth_date__day=1),
                name="person_birth_year_only",
                violation_error_message="Von einem ungefähren Geburtsdatum steht nur das Jahr fest.",
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True) | Q(birth_date__gte=date(1900, 1, 1)),
                name="person_birth_date_possible",
                violation_error_message="Das Geburtsdatum liegt zu weit zurück.",
            ),
            known(
                "person_interpreter_sex_known",
                "interpreter_sex",
                Sex,
                "Dieses Geschlecht steht nicht zur Auswahl.",
                may_be_empty=True,
            ),
            models.CheckConstraint(
                condition=Q(interpreter_sex="") | ~Q(interpreter_language=""),
                name="person_interpreter_language_named",
                violation_error_message="Bitte nennen Sie die Sprache, in die gedolmetscht wird.",
            ),
            models.CheckConstraint(
                condition=Q(arrived_on__isnull=True) | Q(birth_date__isnull=True) | Q(arrived_on__gte=F("birth_date")),
                name="person_arrived_after_birth",
                violation_error_message="Die Einreise liegt vor der Geburt.",
            ),
            models.CheckConstraint(
                condition=Q(arrived_in_gemeinde_on__isnull=True)
                | Q(arrived_on__isnull=True)
                | Q(arrived_in_gemeinde_on__gte=F("arrived_on")),
                name="person_gemeinde_after_arrival",
                violation_error_message="Der Zuzug in die Gemeinde liegt vor der Einreise.",
            ),
            models.CheckConstraint(
                condition=Q(anschlussunterbringung_on__isnull=True)
                | Q(arrived_on__isnull=True)
                | Q(anschlussunterbringung_on__gte=F("arrived_on")),
                name="person_housing_after_arrival",
                violation_error_message="Die Anschlussunterbringung beginnt vor der Einreise.",
            ),
            casework_wall("person"),
        ]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Make the key for sorting from the name (``bulk_create`` calls no ``save``); those to find her by are rows."""
        self.sort_key = sort_key(f"{self.family_name} {self.given_name}")

    @property
    def full_name(self) -> str:
        """As one says it: given name first."""
        return f"{self.given_name} {self.family_name}"

    @property
    def nationality_names(self) -> str:
        return country_names(self.nationalities)

    @property
    def birth_text(self) -> str:
        """The birth date as exactly as it is known: „14.03.1991“, „1991“, „etwa 1991, geschätzt“, or empty."""
        return birth_text(self.birth_date, self.birth_precision)

    @property
    def age(self) -> int | None:
        """Whole years today, in the year they are reached where the day is not known; None when nothing is."""
        return age_on(timezone.localdate(), self.birth_date, self.birth_precision)

    @property
    def age_text(self) -> str:
        """The age in words: „35“, „34 oder 35“, „etwa 35“; empty when nothing is known."""
        return age_text(timezone.localdate(), self.birth_date, self.birth_precision)

    @property
    def age_in_years(self) -> str:
        """The same with its unit: „35 Jahre“, „unter 1 Jahr“."""
        return age_in_years(self.age_text)


class PersonNameQuerySet(CaseworkQuerySet["PersonName"]):
    pass


@track_casework("person_name")
class PersonName(DatedPart):
    """A name beside the one of today: a former one, another spelling, one in the own script."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names", verbose_name="Person")
    kind = models.CharField("Art", max_length=12, choices=NameKind)
    family_name = models.CharField("Familienname", max_length=120, blank=True)
    given_name = models.CharField("Vorname", max_length=120, blank=True)
    note = models.CharField(
        "Anmerkung", max_length=200, blank=True, help_text="Zum Beispiel: so im Pass, Name bis zur Heirat."
    )

    objects = PersonNameQuerySet.as_manager()

    class Meta(DatedPart.Meta):
        verbose_name = "weiterer Name"
        verbose_name_plural = "weitere Namen"
        constraints = [
            known("person_name_kind_known", "kind", NameKind, "Bitte wählen Sie die Art des Namens."),
            models.CheckConstraint(
                condition=~Q(family_name="") | ~Q(given_name=""),
                name="person_name_given",
                violation_error_message="Bitte nennen Sie den Namen.",
            ),
            in_order("person_name_period_order"),
            casework_wall("person_name"),
        ]
        triggers = [carries_organisation_of("person_name", "person", "cases_person")]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.given_name, self.family_name]))

    def clean(self) -> None:
        super().clean()
        if not self.family_name and not self.given_name:
            raise ValidationError({"family_name": "Bitte nennen Sie den Namen."})
