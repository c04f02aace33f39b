"""The order of a document: a row before it is a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pik.accounts.permissions import PERMISSIONS
from pik.core.public_ids import PublicIdField
from pik.core.walls import ACTING_ORGANISATION, Wall, role_is_one_of
from pik.documents.enums import UNFINISHED, JobState

if TYPE_CHECKING:
    from pik.accounts.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        """What the user ordered herself, for the organisation in which she acts now."""
        if user.membership is None:
            return self.none()
        return self.filter(requested_by=user.pk, organisation=user.membership.organisation_id)

    def with_document(self) -> JobQuerySet:
        """Together with the finished document, its bytes left where they are."""
        return self.select_related("document").defer("document__content", "context")


class Job(models.Model):
    """One document to be made: what from, for whom, and how far it is.

    ``state`` is not called ``status`` and has no workflow: no person moves it along, only the queue does,
    and its truth is the document beside it. ``pik.documents.actions`` alone writes it.
    """

    public_id = PublicIdField()
    kind = models.CharField("Art", max_length=60)
    subject_id = models.BigIntegerField("Gegenstand", help_text="Schlüssel dessen, wovon das Dokument handelt.")
    key = models.CharField("Schlüssel der Bestellung", max_length=64, unique=True, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="document_jobs", verbose_name="Organisation"
    )
    requested_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="document_jobs", verbose_name="bestellt von"
    )
    holds_person = models.BooleanField("handelt von einer begleiteten Person", default=False)
    readers = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        verbose_name="lesen dürfen auch",
        help_text="Schlüssel weiterer Organisationen, an die das Dokument gerichtet ist.",
    )
    title = models.CharField("Bezeichnung", max_length=200)
    filename = models.CharField("Dateiname", max_length=150)
    context = models.JSONField("Inhalt")
    template_version = models.PositiveSmallIntegerField("Fassung der Vorlage")
    state = models.CharField("Stand", max_length=20, choices=JobState, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField(
        "Fortschritt in Prozent", default=0, validators=[MaxValueValidator(100)]
    )
    tries = models.PositiveSmallIntegerField("Versuche", default=0)
    error = models.CharField("Grund des Scheiterns", max_length=500, blank=True)
    error_detail = models.TextField("Technische Einzelheiten", blank=True)
    created_at = models.DateTimeField("bestellt", default=timezone.now)
    sent_at = models.DateTimeField("zuletzt eingereiht", default=timezone.now)
    started_at = models.DateTimeField("begonnen", null=True, blank=True)
    finished_at = models.DateTimeField("fertig", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "Dokumentauftrag"
        verbose_name_plural = "Dokumentaufträge"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["requested_by", "organisation", "-created_at"], name="job_mine"),
            models.Index(fields=["kind", "subject_id"], name="job_subject"),
            models.Index(fields=["sent_at"], condition=Q(state__in=UNFINISHED), name="job_unfinished"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values),
                name="job_state_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="job_progress_percent",
                violation_error_message="Mehr als 100 Prozent gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="job_finished_at",
                violation_error_message="Genau abgeschlossene Aufträge haben einen Zeitpunkt des Endes.",
            ),
            models.CheckConstraint(
                condition=(Q(state=JobState.FAILED) & ~Q(error="")) | (~Q(state=JobState.FAILED) & Q(error="")),
                name="job_failed_with_error",
                violation_error_message="Genau gescheiterte Aufträge nennen einen Grund.",
            ),
            Wall(
                name="job_wall",
                rows=(
                    f"(organisation_id = {ACTING_ORGANISATION} OR {ACTING_ORGANISATION} = ANY (readers)) "
                    f"AND (NOT holds_person OR {role_is_one_of(PERMISSIONS['cases.view_case'])})"
                ),
                # Whom it is addressed to reads it; the order is its organisation's own.
                writes=f"organisation_id = {ACTING_ORGANISATION}",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def is_running(self) -> bool:
        return self.state == JobState.RUNNING

    @property
    def is_done(self) -> bool:
        return self.state == JobState.DONE

    @property
    def has_failed(self) -> bool:
        return self.state == JobState.FAILED

    @property
    def state_tone(self) -> str:
        return JobState(self.state).tone
