"""By which title somebody stays, where she lives, and how she is reached."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from cases.enums import AccommodationKind, ContactKind, ResidenceGroup
from cases.models.parts import NEWEST_FIRST, DatedPart, in_order, known
from cases.models.person import Person
from cases.models.scope import (
    CaseworkPart,
    CaseworkQuerySet,
    carries_organisation_of,
    casework_wall,
    track_casework,
)

#: Stands for a beginning that is not known when titles are compared.
BEFORE_ALL = Value(date.min, output_field=models.DateField())


class ResidenceTitleQuerySet(CaseworkQuerySet["ResidenceTitle"]):
    def begun_by(self, day: date) -> Self:
        """Titles that hold or held on ``day``, the current one first: an expired one counts until another begins."""
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=day)).order_by(*NEWEST_FIRST)

    def current(self, day: date) -> Self:
        """Of each person the one title that counts on ``day``."""
        begun = Coalesce("starts_on", BEFORE_ALL)
        newer = (
            ResidenceTitle.objects.filter(person=OuterRef("person"))
            .annotate(begun=begun)
            .filter(Q(begun__gt=OuterRef("begun")) | Q(begun=OuterRef("begun"), pk__gt=OuterRef("pk")), begun__lte=day)
        )
        return self.begun_by(day).annotate(begun=begun).filter(~Exists(newer))


@track_casework("residence_title")
class ResidenceTitle(DatedPart):
    """The title by which somebody stays, as a paper says it. A new paper is a new row."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="titles", verbose_name="Person")
    group = models.CharField("Art des Titels", max_length=24, choices=ResidenceGroup)
    paragraph = models.CharField(
        "Rechtsgrundlage", max_length=120, blank=True, help_text="Zum Beispiel § 25 Abs. 2 AufenthG."
    )
    authority = models.CharField("ausgestellt von", max_length=160, blank=True)
    note = models.CharField(
        "Nebenbestimmungen", max_length=250, blank=True, help_text="Zum Beispiel: Erwerbstätigkeit erlaubt."
    )

    objects = ResidenceTitleQuerySet.as_manager()

    class Meta(DatedPart.Meta):
        verbose_name = "Aufenthaltstitel"
        verbose_name_plural = "Aufenthaltstitel"
        indexes = [
            models.Index(fields=["person", "starts_on"], name="residence_title_of_person"),
            # What the daily reminders look for, over all organisations.
            models.Index(fields=["ends_on"], name="residence_title_end"),
        ]
        constraints = [
            known("residence_title_group_known", "group", ResidenceGroup, "Bitte wählen Sie die Art des Titels."),
            in_order("residence_title_period_order"),
            casework_wall("residence_title"),
        ]
        triggers = [carries_organisation_of("residence_title", "person", "cases_person")]

    def __str__(self) -> str:
        return self.paragraph or str(self.get_group_display())


class AccommodationQuerySet(CaseworkQuerySet["Accommodation"]):
    pass


@track_casework("accommodation")
class Accommodation(DatedPart):
    """Where somebody lives or lived."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="homes", verbose_name="Person")
    kind = models.CharField("Art der Unterkunft", max_length=20, choices=AccommodationKind)
    street = models.CharField("Straße und Hausnummer", max_length=160, blank=True)
    postal_code = models.CharField("Postleitzahl", max_length=10, blank=True)
    place = models.CharField("Ort", max_length=120, blank=True)
    note = models.CharField(
        "Anmerkung", max_length=200, blank=True, help_text="Zum Beispiel Zimmer, Name der Unterkunft."
    )

    objects = AccommodationQuerySet.as_manager()

    class Meta(DatedPart.Meta):
        verbose_name = "Unterkunft"
        verbose_name_plural = "Unterkünfte"
        indexes = [models.Index(fields=["person", "starts_on"], name="accommodation_of_person")]
        constraints = [
            known("accommodation_kind_known", "kind", AccommodationKind, "Bitte wählen Sie die Art der Unterkunft."),
            in_order("accommodation_period_order"),
            casework_wall("accommodation"),
        ]
        triggers = [carries_organisation_of("accommodation", "person", "cases_person")]

    def __str__(self) -> str:
        return self.address or str(self.get_kind_display())

    @property
    def address(self) -> str:
        """In one line; empty when nothing of it is known."""
        town = " ".join(filter(None, [self.postal_code, self.place]))
        return ", ".join(filter(None, [self.street, town]))


class ContactWayQuerySet(CaseworkQuerySet["ContactWay"]):
    pass


@track_casework("contact_way")
class ContactWay(CaseworkPart):
    """One way to reach somebody; one of them is preferred."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_ways", verbose_name="Person")
    kind = models.CharField("Weg", max_length=12, choices=ContactKind)
    value = models.CharField("Nummer oder Adresse", max_length=200)
    is_preferred = models.BooleanField("bevorzugt", default=False)
    note = models.CharField(
        "Anmerkung", max_length=200, blank=True, help_text="Zum Beispiel: nur schriftlich, nicht vor 10 Uhr."
    )

    objects = ContactWayQuerySet.as_manager()

    class Meta:
        verbose_name = "Kontaktweg"
        verbose_name_plural = "Kontaktwege"
        ordering = ["-is_preferred", "pk"]
        constraints = [
            known("contact_way_kind_known", "kind", ContactKind, "Bitte wählen Sie den Weg."),
            models.CheckConstraint(
                condition=~Q(value=""),
                name="contact_way_value_given",
                violation_error_message="Bitte nennen Sie Nummer oder Adresse.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_preferred=True),
                name="contact_way_one_preferred",
                violation_error_message="Ein anderer Kontaktweg ist schon bevorzugt.",
            ),
            casework_wall("contact_way"),
        ]
        triggers = [carries_organisation_of("contact_way", "person", "cases_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"


class ContactStopQuerySet(CaseworkQuerySet["ContactStop"]):
    def on(self, day: date) -> Self:
        """Stops in force on ``day``."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


@track_casework("contact_stop")
class ContactStop(CaseworkPart):
    """For a time nobody writes to or calls this person, for a reason; it ends by itself."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_stops", verbose_name="Person")
    reason = models.CharField("Grund", max_length=250)
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis")

    objects = ContactStopQuerySet.as_manager()

    class Meta:
        verbose_name = "Kontaktpause"
        verbose_name_plural = "Kontaktpausen"
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="contact_stop_reason_given",
                violation_error_message="Bitte nennen Sie den Grund.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="contact_stop_period_order",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            casework_wall("contact_stop"),
        ]
        triggers = [carries_organisation_of("contact_stop", "person", "cases_person")]

    def __str__(self) -> str:
        return self.reason

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "Das Ende liegt vor dem Beginn."})
