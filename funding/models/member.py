"""The municipalities of an application, and the binding yes of each."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from pik.core.money import MoneyField
from pik.core.walls import Wall

IN_ANOTHER_APPLICATION = "Diese Gemeinde steht schon in einem anderen Antrag dieser Förderrunde."


class MemberQuerySet(models.QuerySet["Member"]):
    def present(self) -> MemberQuerySet:
        """Without those who were taken out again; they stay as history, for the sake of their consents."""
        return self.filter(removed_at__isnull=True)


class Member(models.Model):
    """A municipality of an application, with its Planungsrahmen as it stood when it joined."""

    runtime_calls = ("funding_bound_gemeinden(bigint)",)

    application = models.ForeignKey(
        "funding.Application", on_delete=models.PROTECT, related_name="members", verbose_name="Antrag"
    )
    gemeinde = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Gemeinde"
    )
    planungsrahmen_line = models.ForeignKey(
        "planning.PlanungsrahmenLine",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="Zeile im Planungsrahmen",
    )
    persons = models.PositiveIntegerField("Personen")
    amount = MoneyField("Planungsrahmen je Jahr")
    is_lead = models.BooleanField("federführend", default=False)
    # Copies of the application's, for the constraint below; is_live is kept by a trigger on its state.
    round = models.ForeignKey("funding.Round", on_delete=models.PROTECT, related_name="+", verbose_name="Förderrunde")
    is_live = models.BooleanField("gebunden", default=True, editable=False)
    added_at = models.DateTimeField("aufgenommen", auto_now_add=True)
    removed_at = models.DateTimeField("herausgenommen", null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "Gemeinde eines Antrags"
        verbose_name_plural = "Gemeinden eines Antrags"
        ordering = ["application", "-is_lead", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "gemeinde"],
                condition=Q(is_live=True),
                name="member_one_application_a_round",
                violation_error_message=IN_ANOTHER_APPLICATION,
            ),
            models.UniqueConstraint(
                fields=["application", "gemeinde"],
                condition=Q(removed_at__isnull=True),
                name="member_once",
                violation_error_message="Diese Gemeinde steht schon in diesem Antrag.",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(is_lead=True),
                name="member_one_lead",
                violation_error_message="Ein Antrag hat nur eine federführende Gemeinde.",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(is_live=False, is_lead=False),
                name="member_removed_is_free",
                violation_error_message="Wer herausgenommen ist, ist nicht mehr gebunden und führt nicht.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="member_amount_not_negative",
                violation_error_message="Der Planungsrahmen darf nicht negativ sein.",
            ),
            Wall(name="member_wall", through="application"),
        ]
        triggers = [
            pgtrigger.Protect(name="member_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="member_tells_application",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("removed_at"),
                # Any update lets the application copy its members anew.
                func="UPDATE funding_application SET partners = '{}' WHERE id = NEW.application_id; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gemeinde}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self) -> ConsentQuerySet:
        """Those that bind now."""
        return self.filter(voided_at__isnull=True)


class Consent(models.Model):
    """The binding yes of a partner to the application as it stood at that moment; a change voids it."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents", verbose_name="Gemeinde")
    given_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="abgegeben von"
    )
    given_at = models.DateTimeField("abgegeben")
    name = models.CharField("Name und Funktion", max_length=150)
    amount = MoneyField("eingebrachter Planungsrahmen je Jahr")
    voided_at = models.DateTimeField("erloschen", null=True, blank=True)
    void_reason = models.CharField("Grund des Erlöschens", max_length=300, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "Zustimmung"
        verbose_name_plural = "Zustimmungen"
        ordering = ["member", "-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(voided_at__isnull=True),
                name="consent_one_live",
                violation_error_message="Die Zustimmung dieser Gemeinde liegt schon vor.",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="")
                | (Q(voided_at__gte=F("given_at")) & ~Q(void_reason="")),
                name="consent_void_has_reason",
                violation_error_message="Eine erloschene Zustimmung nennt den Grund.",
            ),
            Wall(name="consent_wall", through="member"),
        ]
        triggers = [
            pgtrigger.Protect(name="consent_kept", operation=pgtrigger.Delete),
            # What was said stays as it was said; it can only lapse, once.
            pgtrigger.Protect(
                name="consent_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__voided_at__isnull=False)
                | pgtrigger.Q(new__member__df=pgtrigger.F("old__member"))
                | pgtrigger.Q(new__given_by__df=pgtrigger.F("old__given_by"))
                | pgtrigger.Q(new__given_at__df=pgtrigger.F("old__given_at"))
                | pgtrigger.Q(new__name__df=pgtrigger.F("old__name"))
                | pgtrigger.Q(new__amount__df=pgtrigger.F("old__amount")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.name}"
