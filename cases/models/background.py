"""What somebody brings along and has had: education, work, competences, measures."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from cases.countries import COUNTRIES, COUNTRY_CHOICES
from cases.enums import (
    CompetenceKind,
    EducationKind,
    EmploymentKind,
    MeasureKind,
    MeasureResult,
    Recognition,
)
from cases.enums.background import DECIDED
from cases.models.parts import VaguePart, in_order, known, precisions_known
from cases.models.person import Person
from cases.models.scope import (
    CaseworkPart,
    CaseworkQuerySet,
    carries_organisation_of,
    casework_wall,
    track_casework,
)

_COUNTRY = "Bitte wählen Sie das Land aus der Liste."


class EducationQuerySet(CaseworkQuerySet["Education"]):
    pass


@track_casework("education")
class Education(VaguePart):
    """A school, vocational training or degree, and how far its recognition is."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="educations", verbose_name="Person")
    kind = models.CharField("Art", max_length=12, choices=EducationKind)
    title = models.CharField("Abschluss oder Fach", max_length=200, help_text="Zum Beispiel: Hebamme, 9 Jahre Schule.")
    institution = models.CharField("Schule, Betrieb oder Hochschule", max_length=200, blank=True)
    country = models.CharField("Land", max_length=2, choices=COUNTRY_CHOICES, blank=True)
    is_completed = models.BooleanField("abgeschlossen", default=False)
    recognition = models.CharField("Anerkennung", max_length=12, choices=Recognition, blank=True)
    recognition_applied_on = models.DateField("beantragt am", null=True, blank=True)
    recognition_decided_on = models.DateField("entschieden am", null=True, blank=True)
    recognition_authority = models.CharField("Anerkennungsstelle", max_length=160, blank=True)

    objects = EducationQuerySet.as_manager()

    class Meta(VaguePart.Meta):
        verbose_name = "Bildungsabschnitt"
        verbose_name_plural = "Bildungsabschnitte"
        indexes = [models.Index(fields=["person", "starts_on"], name="education_of_person")]
        constraints = [
            known("education_kind_known", "kind", EducationKind, "Bitte wählen Sie die Art."),
            precisions_known("education_precision_known"),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__in=list(COUNTRIES)),
                name="education_country_known",
                violation_error_message=_COUNTRY,
            ),
            known(
                "education_recognition_known",
                "recognition",
                Recognition,
                "Dieser Stand der Anerkennung steht nicht zur Auswahl.",
                may_be_empty=True,
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="education_title_given",
                violation_error_message="Bitte nennen Sie Abschluss oder Fach.",
            ),
            models.CheckConstraint(
                condition=Q(recognition_applied_on__isnull=True) | Q(recognition__in=[Recognition.APPLIED, *DECIDED]),
                name="education_applied_when_asked",
                violation_error_message="Ein Antrag auf Anerkennung hat einen Stand: beantragt oder entschieden.",
            ),
            models.CheckConstraint(
                condition=Q(recognition_decided_on__isnull=True) | Q(recognition__in=DECIDED),
                name="education_decided_with_outcome",
                violation_error_message="Zum Datum der Entscheidung gehört ihr Ergebnis.",
            ),
            models.CheckConstraint(
                condition=Q(recognition_applied_on__isnull=True)
                | Q(recognition_decided_on__isnull=True)
                | Q(recognition_decided_on__gte=F("recognition_applied_on")),
                name="education_decided_after_applied",
                violation_error_message="Die Entscheidung liegt vor dem Antrag.",
            ),
            in_order("education_period_order"),
            casework_wall("education"),
        ]
        triggers = [carries_organisation_of("education", "person", "cases_person")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        applied, decided = self.recognition_applied_on, self.recognition_decided_on
        if applied and self.recognition in {"", Recognition.NOT_APPLIED}:
            raise ValidationError({"recognition": "Der Antrag hat ein Datum. Bitte wählen Sie den Stand dazu."})
        if decided and self.recognition not in DECIDED:
            raise ValidationError({"recognition": "Die Entscheidung hat ein Datum. Bitte wählen Sie das Ergebnis."})
        if applied and decided and decided < applied:
            raise ValidationError({"recognition_decided_on": "Die Entscheidung liegt vor dem Antrag."})

    @property
    def recognition_tone(self) -> str:
        return Recognition(self.recognition).tone if self.recognition else "neutral"


class EmploymentQuerySet(CaseworkQuerySet["Employment"]):
    pass


@track_casework("employment")
class Employment(VaguePart):
    """Work somebody does or did, here or elsewhere."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments", verbose_name="Person")
    kind = models.CharField("Umfang", max_length=16, choices=EmploymentKind, blank=True)
    title = models.CharField("Tätigkeit", max_length=200)
    employer = models.CharField("Betrieb", max_length=200, blank=True)
    country = models.CharField("Land", max_length=2, choices=COUNTRY_CHOICES, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta(VaguePart.Meta):
        verbose_name = "Arbeit"
        verbose_name_plural = "Arbeit"
        indexes = [models.Index(fields=["person", "starts_on"], name="employment_of_person")]
        constraints = [
            known(
                "employment_kind_known",
                "kind",
                EmploymentKind,
                "Dieser Umfang steht nicht zur Auswahl.",
                may_be_empty=True,
            ),
            precisions_known("employment_precision_known"),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__in=list(COUNTRIES)),
                name="employment_country_known",
                violation_error_message=_COUNTRY,
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="employment_title_given",
                violation_error_message="Bitte nennen Sie die Tätigkeit.",
            ),
            in_order("employment_period_order"),
            casework_wall("employment"),
        ]
        triggers = [carries_organisation_of("employment", "person", "cases_person")]

    def __str__(self) -> str:
        return self.title


class CompetenceQuerySet(CaseworkQuerySet["Competence"]):
    pass


@track_casework("competence")
class Competence(CaseworkPart):
    """A potential: what somebody can do, or would like to; the state asked in 2016 to record it once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="competences", verbose_name="Person")
    kind = models.CharField("Art", max_length=16, choices=CompetenceKind)
    text = models.CharField("was", max_length=250, help_text="Zum Beispiel: näht sehr gut, Führerschein Klasse B.")
    shown_by = models.CharField(
        "bekannt durch", max_length=160, blank=True, help_text="Zum Beispiel: eigene Angabe, Arbeitszeugnis."
    )
    noted_on = models.DateField("festgehalten am")

    objects = CompetenceQuerySet.as_manager()

    class Meta:
        verbose_name = "Potenzial"
        verbose_name_plural = "Potenziale"
        ordering = ["-noted_on", "-pk"]
        constraints = [
            known("competence_kind_known", "kind", CompetenceKind, "Bitte wählen Sie die Art."),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="competence_text_given",
                violation_error_message="Bitte beschreiben Sie, was die Person kann oder möchte.",
            ),
            casework_wall("competence"),
        ]
        triggers = [carries_organisation_of("competence", "person", "cases_person")]

    def __str__(self) -> str:
        return self.text


class MeasureQuerySet(CaseworkQuerySet["Measure"]):
    pass


@track_casework("measure")
class Measure(VaguePart):
    """A measure somebody has had: courses, measures of the Jobcenter, internships."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="measures", verbose_name="Person")
    kind = models.CharField("Art", max_length=20, choices=MeasureKind)
    title = models.CharField("Bezeichnung", max_length=200, blank=True)
    provider = models.CharField("Träger oder Betrieb", max_length=200, blank=True)
    result = models.CharField("Stand", max_length=12, choices=MeasureResult, blank=True)
    result_note = models.CharField("Ergebnis", max_length=250, blank=True, help_text="Zum Beispiel: Zertifikat B1.")

    objects = MeasureQuerySet.as_manager()

    class Meta(VaguePart.Meta):
        verbose_name = "Maßnahme"
        verbose_name_plural = "Maßnahmen"
        indexes = [models.Index(fields=["person", "starts_on"], name="measure_of_person")]
        constraints = [
            known("measure_kind_known", "kind", MeasureKind, "Bitte wählen Sie die Art der Maßnahme."),
            precisions_known("measure_precision_known"),
            known(
                "measure_result_known",
                "result",
                MeasureResult,
                "Dieser Stand steht nicht zur Auswahl.",
                may_be_empty=True,
            ),
            in_order("measure_period_order"),
            casework_wall("measure"),
        ]
        triggers = [carries_organisation_of("measure", "person", "cases_person")]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())
