"""Wiedervorlagen and appointments: what somebody comes back to, and when people meet again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import OPEN_STATUSES, SessionKind
from cases.models.case import Case
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall
from cases.models.session import MAX_MINUTES, Session


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


class AppointmentQuerySet(CaseworkQuerySet["Appointment"]):
    def open(self) -> AppointmentQuerySet:
        """Those that are still to be, or of which nobody has said yet what came of them."""
        return self.filter(session__isnull=True, cancelled_at__isnull=True)


class Appointment(CaseworkPart):
    """When somebody who counsels meets the person of a case again.

    What came of it is said by its session (held, or nobody came); called off beforehand it has none.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appointments", verbose_name="Fall")
    starts_at = models.DateTimeField("Beginn")
    duration_minutes = models.PositiveSmallIntegerField("Dauer in Minuten", default=60)
    kind = models.CharField("Art", max_length=20, choices=SessionKind, default=SessionKind.IN_PERSON)
    place = models.CharField("Ort", max_length=120, blank=True)
    purpose = models.CharField("worum es geht", max_length=250, blank=True)
    assigned_to = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="appointments", verbose_name="mit"
    )
    agreed_in = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="agreed", verbose_name="vereinbart in"
    )
    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="appointment", verbose_name="Beratung"
    )
    cancelled_at = models.DateTimeField("abgesagt", null=True, blank=True)
    created_at = models.DateTimeField("vereinbart", default=timezone.now, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["case", "starts_at"], name="appointment_of_case"),
            models.Index(
                fields=["assigned_to", "starts_at"],
                condition=Q(session__isnull=True, cancelled_at__isnull=True),
                name="appointment_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SessionKind.values),
                name="appointment_kind_known",
                violation_error_message="Bitte wählen Sie die Art des Termins.",
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__gte=1) & Q(duration_minutes__lte=MAX_MINUTES),
                name="appointment_duration_possible",
                violation_error_message=f"Ein Termin dauert zwischen 1 und {MAX_MINUTES} Minuten.",
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=True) | Q(cancelled_at__isnull=True),
                name="appointment_held_or_cancelled",
                violation_error_message="Ein abgesagter Termin hat keine Beratung.",
            ),
            casework_wall("appointment"),
        ]
        triggers = [carries_organisation_of("appointment", "case", "cases_case")]

    def __str__(self) -> str:
        return f"Termin am {timezone.localtime(self.starts_at):%d.%m.%Y um %H:%M} Uhr"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration_minutes)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be, or nobody has said what came of it."""
        return self.session_id is None and self.cancelled_at is None

    @property
    def is_past(self) -> bool:
        return self.starts_at < timezone.now()
