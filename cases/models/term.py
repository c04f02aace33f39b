"""What moves the end of a support term: suspensions and extensions."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from cases.enums import ExtensionStatus, SuspensionReason
from cases.models.case import Case
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework
from pik.core.formats import counted
from pik.core.periods import OpenPeriodModel
from pik.core.workflow import TransitionLog

#: More than any regulation knows; only a slip of the keyboard is longer.
MAX_EXTENSION_MONTHS = 60


@track_casework("suspension")
class Suspension(CaseworkPart, OpenPeriodModel):
    """Support rested from a day to a day; open while it rests. It moves the term's end if it stops the clock.

    While it is open, ``planned_until`` counts as its end: the term then depends on rows alone and on no clock.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions", verbose_name="Fall")
    planned_until = models.DateField("voraussichtlich bis")
    reason = models.CharField("Grund", max_length=20, choices=SuspensionReason)
    comment = models.CharField("Bemerkung", max_length=250, blank=True)
    stops_clock = models.BooleanField("Die Zeit zählt nicht zur Dauer der Begleitung", default=False)
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="eingetragen von"
    )
    recorded_at = models.DateTimeField("eingetragen", default=timezone.now, editable=False)

    objects = CaseworkQuerySet["Suspension"].as_manager()

    class Meta(OpenPeriodModel.Meta):
        verbose_name = "Ruhezeit"
        verbose_name_plural = "Ruhezeiten"
        ordering = ["starts_on", "pk"]
        constraints = [
            *OpenPeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(planned_until__gte=F("starts_on")),
                name="suspension_planned_after_begin",
                violation_error_message="Das voraussichtliche Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=SuspensionReason.values),
                name="suspension_reason_known",
                violation_error_message="Bitte wählen Sie den Grund aus der Liste.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=SuspensionReason.OTHER) | ~Q(comment=""),
                name="suspension_other_explained",
                violation_error_message="Bitte erläutern Sie den anderen Grund.",
            ),
            ExclusionConstraint(
                name="suspension_once_at_a_time",
                expressions=[
                    (Func(F("case"), F("case"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="In dieser Zeit ruht der Fall schon.",
            ),
            casework_wall("suspension"),
        ]
        triggers = [carries_organisation_of("suspension", "case", "cases_case")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ab {self.starts_on:%d.%m.%Y}"


class ExtensionQuerySet(CaseworkQuerySet["Extension"]):
    def granted(self) -> ExtensionQuerySet:
        return self.filter(status=ExtensionStatus.GRANTED)

    def asked(self) -> ExtensionQuerySet:
        """Those that wait for a decision."""
        return self.filter(status=ExtensionStatus.ASKED)


@track_casework("extension")
class Extension(CaseworkPart):
    """More months for a case: asked with a reason, decided by the Teamleitung, and never by who asked."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions", verbose_name="Fall")
    months = models.PositiveSmallIntegerField("Monate")
    reason = models.TextField("Begründung", max_length=2000)
    asked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="beantragt von"
    )
    asked_at = models.DateTimeField("beantragt", default=timezone.now, editable=False)
    status = models.CharField("Stand", max_length=20, choices=ExtensionStatus, default=ExtensionStatus.ASKED)
    decided_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entschieden von",
    )
    decided_at = models.DateTimeField("entschieden", null=True, blank=True)
    decision = models.TextField("Begründung der Entscheidung", max_length=2000, blank=True)
    basis = models.JSONField("Grundlage der Höchstdauer", default=dict, blank=True, editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = "Verlängerung"
        verbose_name_plural = "Verlängerungen"
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["organisation", "asked_at"],
                condition=Q(status=ExtensionStatus.ASKED),
                name="extension_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ExtensionStatus.values),
                name="extension_status_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1) & Q(months__lte=MAX_EXTENSION_MONTHS),
                name="extension_months_possible",
                violation_error_message=f"Eine Verlängerung dauert 1 bis {MAX_EXTENSION_MONTHS} Monate.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_reasoned",
                violation_error_message="Bitte begründen Sie die Verlängerung.",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[ExtensionStatus.GRANTED, ExtensionStatus.REFUSED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(decision="")
                | Q(
                    status__in=[ExtensionStatus.ASKED, ExtensionStatus.WITHDRAWN],
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    decision="",
                ),
                name="extension_decided_with_reason",
                violation_error_message="Eine Entscheidung hat Person, Zeitpunkt und Begründung.",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="extension_four_eyes",
                violation_error_message="Über eine Verlängerung entscheidet jemand anderes als die Person, die sie "
                "beantragt hat.",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(status=ExtensionStatus.ASKED),
                name="extension_one_asked",
                violation_error_message="Für diesen Fall ist schon eine Verlängerung beantragt.",
            ),
            casework_wall("extension"),
        ]
        triggers = [
            carries_organisation_of("extension", "case", "cases_case"),
            pgtrigger.Protect(name="extension_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Verlängerung um {counted(self.months, 'Monat', 'Monate')}"

    @property
    def status_tone(self) -> str:
        return ExtensionStatus(self.status).tone


class ExtensionTransition(CaseworkPart, TransitionLog):
    """What happened to an extension."""

    subject = models.ForeignKey(
        Extension, on_delete=models.PROTECT, related_name="transitions", verbose_name="Verlängerung"
    )

    class Meta(TransitionLog.Meta):
        verbose_name = "Schritt einer Verlängerung"
        verbose_name_plural = "Schritte einer Verlängerung"
        constraints = [casework_wall("extension_transition")]
        triggers = [
            carries_organisation_of("extension_transition", "subject", "cases_extension"),
            pgtrigger.Protect(name="extension_transition_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
