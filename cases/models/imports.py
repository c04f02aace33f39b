"""Taking over cases from a table: the file, its rows, and what became of them."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.enums import AT_WORK, ImportState, Verdict
from cases.models.case import Case
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall
from pik.core.public_ids import PublicIdField

#: How many days the rows of a file are kept, to mend, repeat and undo. Our proposal, no regulation names a number.
KEPT_FOR = timedelta(days=30)


def erased_on() -> date:
    """The day on which rows read today are erased."""
    return timezone.localdate() + KEPT_FOR


class ImportRunQuerySet(CaseworkQuerySet["ImportRun"]):
    def at_work(self) -> ImportRunQuerySet:
        return self.filter(state__in=AT_WORK)


class ImportRun(models.Model):
    """One file of cases. ``state`` has no workflow: the queue moves it, ``cases.imports.work`` alone writes it."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="import_runs", verbose_name="Organisation"
    )
    uploaded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="hochgeladen von"
    )
    actor_label = models.CharField("handelnd", max_length=400)
    filename = models.CharField("Dateiname", max_length=200)
    sha256 = models.CharField("Prüfsumme (SHA-256)", max_length=64)
    content = models.BinaryField("Datei", default=bytes, blank=True)
    unknown_columns = ArrayField(
        models.CharField(max_length=120), verbose_name="unbekannte Spalten", default=list, blank=True
    )
    state = models.CharField("Stand", max_length=20, choices=ImportState, default=ImportState.WAITING)
    progress = models.PositiveSmallIntegerField(
        "Fortschritt in Prozent", default=0, validators=[MaxValueValidator(100)]
    )
    tries = models.PositiveSmallIntegerField("Versuche", default=0)
    error = models.CharField("Grund des Scheiterns", max_length=500, blank=True)
    error_detail = models.TextField("Technische Einzelheiten", blank=True)
    row_count = models.PositiveIntegerField("Zeilen", default=0)
    case_count = models.PositiveIntegerField("übernommene Fälle", default=0)
    created_at = models.DateTimeField("hochgeladen", default=timezone.now)
    sent_at = models.DateTimeField("zuletzt eingereiht", default=timezone.now)
    finished_at = models.DateTimeField("fertig", null=True, blank=True)
    erase_on = models.DateField("Zeilen werden gelöscht am", default=erased_on)
    erased_at = models.DateTimeField("Zeilen gelöscht", null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "Übernahme aus einer Tabelle"
        verbose_name_plural = "Übernahmen aus Tabellen"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="import_run_of_organisation"),
            models.Index(fields=["sent_at"], condition=Q(state__in=AT_WORK), name="import_run_at_work"),
            models.Index(fields=["erase_on"], condition=Q(erased_at__isnull=True), name="import_run_to_erase"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values),
                name="import_run_state_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="import_run_progress_percent",
                violation_error_message="Mehr als 100 Prozent gibt es nicht.",
            ),
            models.CheckConstraint(
                # What is taken over may say as well why it could not be taken back.
                condition=(Q(state=ImportState.FAILED) & ~Q(error=""))
                | Q(state=ImportState.IMPORTED)
                | (~Q(state=ImportState.FAILED) & Q(error="")),
                name="import_run_failed_with_error",
                violation_error_message="Nur was gescheitert ist, nennt einen Grund, und das immer.",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(content=b""),
                name="import_run_erased_is_empty",
                violation_error_message="Was gelöscht ist, hat keine Datei mehr.",
            ),
            casework_wall("import_run"),
        ]

    def __str__(self) -> str:
        return f"{self.filename}, {timezone.localtime(self.created_at):%d.%m.%Y}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def state_tone(self) -> str:
        return ImportState(self.state).tone


class ImportRowQuerySet(CaseworkQuerySet["ImportRow"]):
    def to_import(self) -> ImportRowQuerySet:
        """Rows that become a case: good ones, and those alike somebody that were chosen nevertheless."""
        return self.filter(verdict__in=[Verdict.GOOD, Verdict.SIMILAR], is_wanted=True, case__isnull=True)


class ImportRow(CaseworkPart):
    """One line of the file: its cells as they were written, what is wrong with them, and the case it became."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows", verbose_name="Übernahme")
    line = models.PositiveIntegerField("Zeile")
    cells = models.JSONField("Zellen", default=dict)
    key = models.CharField("Kennung der Zeile", max_length=64, blank=True)
    verdict = models.CharField("Ergebnis der Prüfung", max_length=20, choices=Verdict, default=Verdict.UNCHECKED)
    problems = models.JSONField("Fehler", default=list, blank=True)
    alike = models.JSONField("ähnliche Personen", default=list, blank=True)
    is_wanted = models.BooleanField("übernehmen", default=True)
    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Fall"
    )

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = "Zeile einer Übernahme"
        verbose_name_plural = "Zeilen einer Übernahme"
        ordering = ["run", "line", "pk"]
        indexes = [models.Index(fields=["run", "verdict", "line"], name="import_row_verdict")]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "line"],
                name="import_row_line_once",
                violation_error_message="Diese Zeile ist schon gelesen.",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values),
                name="import_row_verdict_known",
                violation_error_message="Dieses Ergebnis der Prüfung gibt es nicht.",
            ),
            casework_wall("import_row"),
        ]
        triggers = [carries_organisation_of("import_row", "run", "cases_importrun")]

    def __str__(self) -> str:
        return f"Zeile {self.line}"

    @property
    def verdict_tone(self) -> str:
        return Verdict(self.verdict).tone


class ImportedCaseQuerySet(CaseworkQuerySet["ImportedCase"]):
    pass


class ImportedCase(CaseworkPart):
    """By what a case is known again when its row comes a second time; outlives the rows of the file.

    ``key`` is the fingerprint of the organisation's own file number, or of name, birth date and start where the file
    has no number.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="imported", verbose_name="Übernahme")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="imported", verbose_name="Fall")
    key = models.CharField("Kennung der Zeile", max_length=64)
    reference = models.CharField("bisheriges Aktenzeichen", max_length=60, blank=True)

    objects = ImportedCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "übernommener Fall"
        verbose_name_plural = "übernommene Fälle"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key"],
                name="imported_case_once",
                violation_error_message="Dieser Fall ist schon übernommen.",
            ),
            casework_wall("imported_case"),
        ]
        triggers = [carries_organisation_of("imported_case", "case", "cases_case")]

    def __str__(self) -> str:
        return f"{self.case}: {self.reference or self.key[:8]}"
