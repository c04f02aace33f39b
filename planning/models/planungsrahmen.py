"""The Planungsrahmen: what each municipality can count on in a year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q

from pik.accounts.enums import Role
from pik.core.money import MoneyField
from pik.core.public_ids import PublicIdField
from pik.core.workflow import TransitionLog
from planning.enums import PlanungsrahmenStatus, Rounding

if TYPE_CHECKING:
    from pik.accounts.models import User


class PlanungsrahmenQuerySet(models.QuerySet["Planungsrahmen"]):
    def visible_to(self, user: User) -> PlanungsrahmenQuerySet:
        """What was published, for everyone signed in; drafts for the Landesplanung alone."""
        if user.membership is not None and user.membership.role == Role.LANDESPLANUNG:
            return self
        return self.exclude(status=PlanungsrahmenStatus.DRAFT)

    def published(self) -> PlanungsrahmenQuerySet:
        return self.filter(status=PlanungsrahmenStatus.PUBLISHED)


class Planungsrahmen(models.Model):
    """A pot distributed over a head count. A published one never changes; a new one supersedes it."""

    public_id = PublicIdField()
    version = models.PositiveIntegerField("Fassung", unique=True)
    title = models.CharField("Bezeichnung", max_length=150)
    head_count = models.ForeignKey(
        "planning.HeadCount", on_delete=models.PROTECT, related_name="planungsrahmen", verbose_name="Zählung"
    )
    pot = MoneyField("Mittel je Jahr")
    total_persons = models.PositiveIntegerField("Personen insgesamt")
    distributed = MoneyField("verteilt")
    threshold = MoneyField("Schwelle", help_text="Ab diesem Betrag im Jahr kann eine Gemeinde allein beantragen.")
    threshold_basis = models.JSONField("Rechtsgrundlage der Schwelle", default=dict)
    rounding = models.CharField("Rundung", max_length=20, choices=Rounding, default=Rounding.COMMERCIAL)
    status = models.CharField("Stand", max_length=20, choices=PlanungsrahmenStatus, default=PlanungsrahmenStatus.DRAFT)
    computed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="berechnet von"
    )
    computed_at = models.DateTimeField("berechnet")
    published_at = models.DateTimeField("veröffentlicht", null=True, blank=True)

    objects = PlanungsrahmenQuerySet.as_manager()

    class Meta:
        verbose_name = "Planungsrahmen"
        verbose_name_plural = "Planungsrahmen"
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PlanungsrahmenStatus.values),
                name="planungsrahmen_status_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(pot__gt=0),
                name="planungsrahmen_pot_positive",
                violation_error_message="Die Mittel müssen größer als null sein.",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True)
                | (~Q(status="draft") & Q(published_at__isnull=False)),
                name="planungsrahmen_published_at",
                violation_error_message="Ein veröffentlichter Planungsrahmen hat einen Zeitpunkt der Veröffentlichung.",
            ),
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status="published"),
                name="planungsrahmen_one_published",
                violation_error_message="Es gilt schon ein anderer veröffentlichter Planungsrahmen.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="planungsrahmen_frozen",
                operation=pgtrigger.Update,
                # After publication only the state may move on (to superseded).
                condition=pgtrigger.Q(old__published_at__isnull=False)
                & (
                    pgtrigger.Q(new__pot__df=pgtrigger.F("old__pot"))
                    | pgtrigger.Q(new__head_count__df=pgtrigger.F("old__head_count"))
                    | pgtrigger.Q(new__distributed__df=pgtrigger.F("old__distributed"))
                    | pgtrigger.Q(new__threshold__df=pgtrigger.F("old__threshold"))
                    | pgtrigger.Q(new__published_at__df=pgtrigger.F("old__published_at"))
                ),
            ),
            pgtrigger.Protect(name="planungsrahmen_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def status_tone(self) -> str:
        return PlanungsrahmenStatus(self.status).tone

    @property
    def rounding_difference(self) -> Decimal:
        """What rounding gave more (positive) or less than the pot, in euros."""
        return self.distributed - self.pot


class PlanungsrahmenLine(models.Model):
    """The amount of one municipality for a year, in whole euros."""

    planungsrahmen = models.ForeignKey(
        Planungsrahmen, on_delete=models.PROTECT, related_name="lines", verbose_name="Planungsrahmen"
    )
    gemeinde = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="planungsrahmen_lines", verbose_name="Gemeinde"
    )
    persons = models.PositiveIntegerField("Personen")
    amount = MoneyField("Betrag je Jahr")
    is_invented = models.BooleanField("Personenzahl erfunden", default=False)

    class Meta:
        verbose_name = "Betrag einer Gemeinde"
        verbose_name_plural = "Beträge der Gemeinden"
        ordering = ["planungsrahmen", "gemeinde__ags"]
        constraints = [
            models.UniqueConstraint(
                fields=["planungsrahmen", "gemeinde"],
                name="planungsrahmen_line_once",
                violation_error_message="Diese Gemeinde steht schon im Planungsrahmen.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="planungsrahmen_line_not_negative",
                violation_error_message="Ein Betrag darf nicht negativ sein.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="planungsrahmen_line_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.gemeinde}: {self.amount}"


class PlanungsrahmenTransition(TransitionLog):
    """What happened to a Planungsrahmen."""

    subject = models.ForeignKey(Planungsrahmen, on_delete=models.PROTECT, related_name="transitions")

    class Meta(TransitionLog.Meta):
        verbose_name = "Schritt eines Planungsrahmens"
        verbose_name_plural = "Schritte eines Planungsrahmens"
        triggers = [
            pgtrigger.Protect(name="planungsrahmen_transition_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
