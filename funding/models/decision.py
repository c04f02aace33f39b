"""The decision on an application: drafted by one person, approved by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from funding.enums import Outcome
from pik.core.money import MoneyField
from pik.core.public_ids import PublicIdField
from pik.core.walls import Wall

if TYPE_CHECKING:
    from pik.accounts.models import User

FOUR_EYES = "Wer die Entscheidung entworfen hat, kann sie nicht freigeben (Vier-Augen-Prinzip)."


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> DecisionQuerySet:
        """Those on applications the user sees; for applicants only what was approved."""
        from funding.models.application import Application

        decisions = self.filter(application__in=Application.objects.visible_to(user))
        if user.membership is not None and user.has_perm("funding.draft_decision"):
            return decisions
        return decisions.approved()

    def approved(self) -> DecisionQuerySet:
        return self.filter(approved_at__isnull=False)

    def open(self) -> DecisionQuerySet:
        """Those not returned: the one draft that waits, or the one that holds."""
        return self.filter(returned_at__isnull=True)


@pghistory.track(meta={"constraints": [Wall(name="decision_event_wall", through="application")]})
class Decision(models.Model):
    """What the authority decides, with every line of the calculation as it stood on that day.

    ``lines`` keep the derivation and the rules it rests on; a rule that changes later changes nothing here.
    """

    public_id = PublicIdField()
    application = models.ForeignKey(
        "funding.Application", on_delete=models.PROTECT, related_name="decisions", verbose_name="Antrag"
    )
    outcome = models.CharField("Entscheidung", max_length=10, choices=Outcome)
    amount_year = MoneyField("Zuwendung je Jahr")
    amount_total = MoneyField("Zuwendung insgesamt")
    lines = models.JSONField("Herleitung", default=dict)
    reasons = models.TextField("Gründe")
    conditions = models.TextField("Nebenbestimmungen", blank=True)
    drafted_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="entworfen von"
    )
    drafted_at = models.DateTimeField("entworfen")
    approved_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="freigegeben von",
    )
    approved_at = models.DateTimeField("freigegeben", null=True, blank=True)
    returned_at = models.DateTimeField("zurückgegeben", null=True, blank=True)
    return_reason = models.TextField("Grund der Rückgabe", blank=True)
    document_job = models.ForeignKey(
        "documents.Job",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Auftrag des Bescheids",
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "Entscheidung"
        verbose_name_plural = "Entscheidungen"
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values),
                name="decision_outcome_known",
                violation_error_message="Diese Entscheidung gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="decision_four_eyes",
                violation_error_message=FOUR_EYES,
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False, returned_at__isnull=True),
                name="decision_approved_complete",
                violation_error_message="Eine Freigabe nennt Person und Zeitpunkt und wurde nicht zurückgegeben.",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, return_reason="")
                | (Q(returned_at__isnull=False) & ~Q(return_reason="")),
                name="decision_returned_has_reason",
                violation_error_message="Eine Rückgabe nennt ihren Grund.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="approve", amount_year__gt=0, amount_total__gt=0)
                | Q(outcome="reject", amount_year=0, amount_total=0),
                name="decision_amount_fits_outcome",
                violation_error_message="Eine Bewilligung nennt einen Betrag, eine Ablehnung keinen.",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(returned_at__isnull=True),
                name="decision_one_open",
                violation_error_message="Zu diesem Antrag gibt es schon eine Entscheidung.",
            ),
            Wall(name="decision_wall", through="application"),
        ]
        triggers = [
            pgtrigger.Protect(name="decision_kept", operation=pgtrigger.Delete),
            # A draft can be approved or returned, once; its content never changes.
            pgtrigger.Protect(
                name="decision_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__approved_at__isnull=False, new__approved_at__df=pgtrigger.F("old__approved_at")
                )
                | pgtrigger.Q(old__approved_by__isnull=False, new__approved_by__df=pgtrigger.F("old__approved_by"))
                | pgtrigger.Q(old__returned_at__isnull=False)
                | pgtrigger.Q(new__outcome__df=pgtrigger.F("old__outcome"))
                | pgtrigger.Q(new__amount_year__df=pgtrigger.F("old__amount_year"))
                | pgtrigger.Q(new__amount_total__df=pgtrigger.F("old__amount_total"))
                | pgtrigger.Q(new__lines__df=pgtrigger.F("old__lines"))
                | pgtrigger.Q(new__reasons__df=pgtrigger.F("old__reasons"))
                | pgtrigger.Q(new__conditions__df=pgtrigger.F("old__conditions"))
                | pgtrigger.Q(new__drafted_by__df=pgtrigger.F("old__drafted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} zu {self.application.number}"

    @property
    def outcome_tone(self) -> str:
        return Outcome(self.outcome).tone
