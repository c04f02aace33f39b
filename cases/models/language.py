"""Which languages somebody speaks, and how her German grows."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from cases.enums import GermanLevel, LanguageLevel, Literacy, ResultBasis
from cases.models.parts import known
from cases.models.person import Person
from cases.models.scope import (
    CaseworkPart,
    CaseworkQuerySet,
    carries_organisation_of,
    casework_wall,
    track_casework,
)

#: The latest result first; one without a date counts as the oldest.
LATEST_RESULT: list[OrderBy | str] = [F("dated_on").desc(nulls_last=True), "-pk"]


class PersonLanguageQuerySet(CaseworkQuerySet["PersonLanguage"]):
    pass


@track_casework("person_language")
class PersonLanguage(CaseworkPart):
    """A language somebody speaks, other than German."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="languages", verbose_name="Person")
    language = models.CharField("Sprache", max_length=60)
    level = models.CharField("Niveau", max_length=20, choices=LanguageLevel, blank=True)
    literacy = models.CharField("Lesen und Schreiben", max_length=10, choices=Literacy, blank=True)

    objects = PersonLanguageQuerySet.as_manager()

    class Meta:
        verbose_name = "Sprache einer Person"
        verbose_name_plural = "Sprachen von Personen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "language"],
                name="person_language_once",
                violation_error_message="Diese Sprache steht schon da.",
            ),
            models.CheckConstraint(
                condition=~Q(language=""),
                name="person_language_given",
                violation_error_message="Bitte nennen Sie die Sprache.",
            ),
            known(
                "person_language_level_known",
                "level",
                LanguageLevel,
                "Dieses Niveau steht nicht zur Auswahl.",
                may_be_empty=True,
            ),
            known(
                "person_language_literacy_known",
                "literacy",
                Literacy,
                "Diese Angabe zum Lesen und Schreiben steht nicht zur Auswahl.",
                may_be_empty=True,
            ),
            casework_wall("person_language"),
        ]
        triggers = [carries_organisation_of("person_language", "person", "cases_person")]

    def __str__(self) -> str:
        return self.language


class GermanResultQuerySet(CaseworkQuerySet["GermanResult"]):
    def newest_first(self) -> Self:
        """The latest result first; one without a date counts as the oldest."""
        return self.order_by(*LATEST_RESULT)


@track_casework("german_result")
class GermanResult(CaseworkPart):
    """The level of German on a day, and by what it is known; the newest one counts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="german_results", verbose_name="Person")
    level = models.CharField("Niveau", max_length=4, choices=GermanLevel)
    dated_on = models.DateField("am", null=True, blank=True)
    basis = models.CharField("bekannt durch", max_length=12, choices=ResultBasis, default=ResultBasis.ESTIMATE)
    name = models.CharField(
        "Kurs oder Prüfung", max_length=160, blank=True, help_text="Zum Beispiel: Integrationskurs Modul 3, telc B1."
    )
    certificate_seen = models.BooleanField("Zertifikat gesehen", default=False)

    objects = GermanResultQuerySet.as_manager()

    class Meta:
        verbose_name = "Stand in Deutsch"
        verbose_name_plural = "Stände in Deutsch"
        ordering = LATEST_RESULT
        indexes = [models.Index(fields=["person", "dated_on"], name="german_result_of_person")]
        constraints = [
            known("german_result_level_known", "level", GermanLevel, "Dieses Sprachniveau steht nicht zur Auswahl."),
            known(
                "german_result_basis_known", "basis", ResultBasis, "Wodurch ist das Niveau bekannt? Bitte wählen Sie."
            ),
            models.CheckConstraint(
                condition=Q(certificate_seen=False) | Q(basis__in=[ResultBasis.COURSE, ResultBasis.EXAM]),
                name="german_result_certificate_of_something",
                violation_error_message="Ein Zertifikat gibt es nur über einen Kurs oder eine Prüfung.",
            ),
            casework_wall("german_result"),
        ]
        triggers = [carries_organisation_of("german_result", "person", "cases_person")]

    def __str__(self) -> str:
        return str(self.get_level_display())
