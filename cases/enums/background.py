"""What somebody brings along, and what she has had: education, work, competences, measures."""

from __future__ import annotations

from django.db import models


class EducationKind(models.TextChoices):
    """Stages of education."""

    SCHOOL = "school", "Schule"
    VOCATIONAL = "vocational", "Berufsausbildung"
    DEGREE = "degree", "Studium"


class Recognition(models.TextChoices):
    """How far the recognition of a foreign qualification is."""

    NOT_APPLIED = "not_applied", "noch nicht beantragt"
    APPLIED = "applied", "beantragt"
    FULL = "full", "voll anerkannt"
    PARTIAL = "partial", "teilweise anerkannt"
    REFUSED = "refused", "abgelehnt"

    @property
    def tone(self) -> str:
        return {"applied": "info", "full": "success", "partial": "warning", "refused": "danger"}.get(
            self.value, "neutral"
        )


DECIDED = (Recognition.FULL, Recognition.PARTIAL, Recognition.REFUSED)


class EmploymentKind(models.TextChoices):
    """How somebody works or worked."""

    FULL_TIME = "full_time", "Vollzeit"
    PART_TIME = "part_time", "Teilzeit"
    MINI_JOB = "mini_job", "Minijob"
    SELF_EMPLOYED = "self_employed", "selbständig"
    APPRENTICESHIP = "apprenticeship", "in Ausbildung"
    FAMILY_WORK = "family_work", "Sorgearbeit in der Familie"
    OTHER = "other", "andere Arbeit"


class CompetenceKind(models.TextChoices):
    """Kinds of potentials."""

    SKILL = "skill", "Fähigkeit"
    LICENCE = "licence", "Führerschein, Nachweis"
    VOLUNTEERING = "volunteering", "Ehrenamt"
    INTEREST = "interest", "Interesse"


class MeasureKind(models.TextChoices):
    """Kinds of measures that a refugee has had."""

    INTEGRATION_COURSE = "integration_course", "Integrationskurs"
    LANGUAGE_COURSE = "language_course", "anderer Sprachkurs"
    JOBCENTER = "jobcenter", "Maßnahme des Jobcenters oder der Arbeitsagentur"
    INTERNSHIP = "internship", "Praktikum"
    PREPARATION = "preparation", "Berufsvorbereitung"
    VOLUNTEER_SERVICE = "volunteer_service", "Freiwilligendienst"
    COUNSELLING = "counselling", "andere Beratung"
    OTHER = "other", "andere Maßnahme"


class MeasureResult(models.TextChoices):
    """How a measure ended."""

    RUNNING = "running", "läuft"
    FINISHED = "finished", "abgeschlossen"
    BROKEN_OFF = "broken_off", "abgebrochen"
