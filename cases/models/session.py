"""Counselling sessions and the Wiedervorlagen that come of them."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import OPEN_STATUSES, LifeArea, SessionKind
from cases.models.case import Case
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework

MAX_MINUTES = 600


class SessionQuerySet(CaseworkQuerySet["Session"]):
    pass


@track_casework("session")
class Session(CaseworkPart):
    """One counselling session as it was held."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sessions", verbose_name="Fall")
    held_on = models.DateField("Datum")
    kind = models.CharField("Art", max_length=20, choices=SessionKind)
    duration_minutes = models.PositiveSmallIntegerField("Dauer in Minuten")
    topics = ArrayField(models.CharField(max_length=20, choices=LifeArea), verbose_name="Themen", default=list)
    note = models.TextField("Ergebnis", blank=True, max_length=5000)
    author = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="sessions", verbose_name="erfasst von"
    )
    created_at = models.DateTimeField("erfasst", default=timezone.now, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "Beratung"
        verbose_name_plural = "Beratungen"
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["case", "-held_on"], name="session_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SessionKind.values),
                name="session_kind_known",
                violation_error_message="Bitte wählen Sie die Art der Beratung.",
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__gte=1) & Q(duration_minutes__lte=MAX_MINUTES),
                name="session_duration_possible",
                violation_error_message=f"Eine Beratung dauert zwischen 1 und {MAX_MINUTES} Minuten.",
            ),
            models.CheckConstraint(
                condition=Q(topics__len__gt=0) & Q(topics__contained_by=LifeArea.values),
                name="session_topics_known",
                violation_error_message="Bitte wählen Sie mindestens ein Thema aus der Liste.",
            ),
            casework_wall("session"),
        ]
        triggers = [carries_organisation_of("session", "case", "cases_case")]

    def __str__(self) -> str:
        return f"Beratung vom {self.held_on:%d.%m.%Y}"

    @property
    def topic_names(self) -> str:
        return ", ".join(LifeArea(topic).label for topic in self.topics)


class FollowUpQuerySet(CaseworkQuerySet["FollowUp"]):
    def open(self) -> FollowUpQuerySet:
        """Those still to be done; what belongs to a case that is no longer worked on rests."""
        return self.filter(done_at__isnull=True, case__status__in=OPEN_STATUSES)

    def due(self, today: date) -> FollowUpQuerySet:
        return self.open().filter(due_on__lte=today)


class FollowUp(CaseworkPart):
    """A Wiedervorlage: what somebody has to come back to on a day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups", verbose_name="Fall")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name="Beratung"
    )
    due_on = models.DateField("Wiedervorlage am")
    reason = models.CharField("Grund", max_length=250)
    assigned_to = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="follow_ups", verbose_name="für"
    )
    done_at = models.DateTimeField("erledigt", null=True, blank=True)
    done_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="erledigt von"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "Wiedervorlage"
        verbose_name_plural = "Wiedervorlagen"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["assigned_to", "due_on"], condition=Q(done_at__isnull=True), name="follow_up_open"),
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="follow_up_open_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="follow_up_done_by_someone",
                violation_error_message="Was erledigt ist, hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="follow_up_reason_given",
                violation_error_message="Bitte nennen Sie den Grund der Wiedervorlage.",
            ),
            casework_wall("follow_up"),
        ]
        triggers = [carries_organisation_of("follow_up", "case", "cases_case")]

    def __str__(self) -> str:
        return f"{self.due_on:%d.%m.%Y}: {self.reason}"

    def get_absolute_url(self) -> str:
        return reverse("cases:case_detail", kwargs={"public_id": self.case.public_id})

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_on < timezone.localdate()
