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
from planning.calculations import derivation, per_head
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
    """A pot distributed over a head count. Its numbers never change; a newly published one supersedes it."""

    public_id = PublicIdField()
    version = models.PositiveIntegerField("Fassung", unique=True)
    title = models.CharField("Bezeichnung", max_length=150)
    head_count = models.ForeignKey(
        "planning.HeadCount", on_delete=models.PROTECT, related_name="planungsrahmen", verbose_name="Zählung"
    )
    pot = MoneyField("Mittel je Jahr")
    # Empty where the amount was typed and is not the one of the rule book.
    pot_basis = models.JSONField("Grundlage der Mittel", default=dict, blank=True)
    total_persons = models.PositiveIntegerField("Personen insgesamt")
    distributed = MoneyField("verteilt")
    threshold = MoneyField("Schwelle", help_text="Ab diesem Betrag im Jahr kann eine Gemeinde allein beantragen.")
    threshold_basis = models.JSONField("Rechtsgrundlage der Schwelle", default=dict, blank=True)
    rounding = models.CharField("Rundung", max_length=20, choices=Rounding, default=Rounding.COMMERCIAL)
    status = models.CharField("Stand", max_length=20, choices=PlanungsrahmenStatus, default=PlanungsrahmenStatus.DRAFT)
    computed_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="berechnet von",
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
                condition=Q(rounding__in=Rounding.values),
                name="planungsrahmen_rounding_known",
                violation_error_message="Diese Rundung gibt es nicht.",
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
            # Amounts, basis and title stand from the computation on; only the state moves.
            pgtrigger.Protect(
                name="planungsrahmen_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["status", "published_at"]),
            ),
            pgtrigger.Protect(
                name="planungsrahmen_published_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False)
                & pgtrigger.Q(new__published_at__df=pgtrigger.F("old__published_at")),
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

    @property
    def per_head(self) -> Decimal:
        """Euros for one person to four places; for reading only."""
        return per_head(self.pot, self.total_persons)

    @property
    def is_draft(self) -> bool:
        return self.status == PlanungsrahmenStatus.DRAFT

    @property
    def is_published(self) -> bool:
        return self.status == PlanungsrahmenStatus.PUBLISHED


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
        triggers = [
            pgtrigger.Protect(name="planungsrahmen_line_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="planungsrahmen_line_closed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("closed_at", "timestamptz")],
                func="""
                    SELECT published_at INTO closed_at FROM planning_planungsrahmen WHERE id = NEW.planungsrahmen_id;
                    IF closed_at IS NOT NULL THEN
                        RAISE EXCEPTION 'pgtrigger: Cannot insert rows into a published Planungsrahmen';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gemeinde}: {self.amount}"

    @property
    def is_alone_possible(self) -> bool:
        """The amount reaches the threshold: the municipality can apply without partners."""
        return self.amount >= self.planungsrahmen.threshold

    @property
    def missing(self) -> Decimal:
        """Euros up to the threshold; zero where it is reached."""
        return max(self.planungsrahmen.threshold - self.amount, Decimal(0))

    @property
    def derivation(self) -> str:
        """The calculation with its numbers: „58.000.000 € × 85 ÷ 72.857 = 67.666,79… → 67.667 €“."""
        return derivation(self.planungsrahmen.pot, self.persons, self.planungsrahmen.total_persons)


class PlanungsrahmenTransition(TransitionLog):
    """What happened to a Planungsrahmen."""

    subject = models.ForeignKey(
        Planungsrahmen, on_delete=models.PROTECT, related_name="transitions", verbose_name="Planungsrahmen"
    )

    class Meta(TransitionLog.Meta):
        verbose_name = "Schritt eines Planungsrahmens"
        verbose_name_plural = "Schritte eines Planungsrahmens"
        triggers = [
            pgtrigger.Protect(
                name="planungsrahmen_transition_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
