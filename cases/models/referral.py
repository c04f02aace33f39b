"""Referrals (Vermittlungen): who was offered what, and what came of it.

A referral into a protected programme says by itself what nobody needs to know. Its row exists for those alone who
answer for the case, in the database as well: its steps and its field history stand behind the same wall.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import (
    OPEN_REFERRALS,
    PROTECTED_KINDS,
    PassedOn,
    ReferralReason,
    ReferralResult,
    ReferralStatus,
)
from cases.models.case import Case
from cases.models.offer import Offer
from cases.models.responsibility import ACTS_FOR_CASE
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of
from cases.models.sealed import SealedNote
from cases.models.session import Session
from pik.accounts.permissions import PERMISSIONS
from pik.core.public_ids import PublicIdField
from pik.core.walls import ACTING_ORGANISATION, ACTING_ROLE, SYSTEM, Wall, role_is_one_of
from pik.core.workflow import TransitionLog

if TYPE_CHECKING:
    from pik.accounts.models import User

_ROWS = (
    f"organisation_id = CASE WHEN {role_is_one_of(PERMISSIONS['cases.view_case'])} THEN {ACTING_ORGANISATION} END"
    f" AND (NOT is_protected OR {ACTING_ROLE} = '{SYSTEM}' OR {ACTS_FOR_CASE})"
)
_KINDS = ", ".join(f"'{kind}'" for kind in PROTECTED_KINDS)
#: What a protected referral never says, in whatever state it is.
_SAYS_NOTHING = Q(note="", reason="", result="", result_detail="", session__isnull=True, step__isnull=True)


def cases_acted_for(user: User) -> models.QuerySet[Case]:
    """The cases for which ``user`` answers today: the condition of the wall, as a queryset."""
    from cases.lifecycle.responsibility import acted_for

    return Case.objects.filter(acted_for(user, timezone.localdate())).order_by()


class ReferralQuerySet(CaseworkQuerySet["Referral"]):
    def visible_to(self, user: User) -> Self:
        """Those of one's organisation; the protected ones only of cases one answers for."""
        here = super().visible_to(user)
        return here.filter(Q(is_protected=False) | Q(case__in=cases_acted_for(user).values("pk")))

    def ordinary(self) -> Self:
        """Without the protected ones: for lists, numbers, prints and reminders, whoever reads them."""
        return self.filter(is_protected=False)

    def open(self) -> Self:
        return self.filter(status__in=OPEN_REFERRALS)

    def waiting(self) -> Self:
        """Who waits for a place, in the order of the list."""
        return self.filter(status=ReferralStatus.WAITING).order_by("waiting_at", "pk")


@pghistory.track(meta={"constraints": [Wall(name="referral_event_wall", through="pgh_obj")]})
class Referral(CaseworkPart):
    """One person was offered one offer, and what came of it."""

    runtime_calls = ("cases_offer_taken(bigint)", "cases_offer_waiting(bigint, timestamptz, bigint)")

    public_id = PublicIdField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals", verbose_name="Fall")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="referrals", verbose_name="Angebot")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name="Beratung"
    )
    step = models.ForeignKey(
        "cases.Step", on_delete=models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name="Schritt"
    )
    # Written by the database from the kind of the offer.
    is_protected = models.BooleanField("geschützt", default=False, editable=False)
    status = models.CharField("Stand", max_length=20, choices=ReferralStatus, default=ReferralStatus.OFFERED)
    referred_on = models.DateField("vermittelt am", default=timezone.localdate)
    referred_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="vermittelt von"
    )
    note = models.TextField("Bemerkung", max_length=1000, blank=True)
    passed_on = ArrayField(
        models.CharField(max_length=20, choices=PassedOn),
        verbose_name="an den Anbieter weitergegeben",
        default=list,
        blank=True,
    )
    consented_on = models.DateField("Einwilligung vom", null=True, blank=True)
    waiting_at = models.DateTimeField("wartet seit", null=True, blank=True, editable=False)
    accepted_on = models.DateField("zugesagt am", null=True, blank=True)
    starts_on = models.DateField("nimmt teil ab", null=True, blank=True)
    ended_on = models.DateField("beendet am", null=True, blank=True)
    reason = models.CharField("Grund", max_length=20, choices=ReferralReason, blank=True)
    result = models.CharField("Ergebnis", max_length=20, choices=ReferralResult, blank=True)
    result_detail = models.CharField("Nachweis", max_length=120, blank=True, help_text="Zum Beispiel: DTZ, Niveau B1.")
    sealed_note = models.OneToOneField(
        SealedNote,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="referral",
        verbose_name="versiegelte Notiz",
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "Vermittlung"
        verbose_name_plural = "Vermittlungen"
        ordering = ["-referred_on", "-pk"]
        indexes = [
            models.Index(fields=["case", "-referred_on"], name="referral_of_case"),
            models.Index(fields=["offer", "status", "waiting_at"], name="referral_of_offer"),
            models.Index(fields=["organisation", "referred_on"], name="referral_counted"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ReferralStatus.values),
                name="referral_status_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.UniqueConstraint(
                fields=["case", "offer"],
                condition=Q(status__in=OPEN_REFERRALS),
                name="referral_one_open",
                violation_error_message="In dieses Angebot ist die Person schon vermittelt.",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(reason__in=ReferralReason.values),
                name="referral_reason_known",
                violation_error_message="Bitte wählen Sie einen Grund aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(result__in=ReferralResult.values),
                name="referral_result_known",
                violation_error_message="Bitte wählen Sie ein Ergebnis aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(passed_on__contained_by=PassedOn.values),
                name="referral_passed_on_known",
                violation_error_message="Bitte wählen Sie aus der Liste, was weitergegeben wird.",
            ),
            models.CheckConstraint(
                condition=Q(passed_on__len=0) | Q(consented_on__isnull=False),
                name="referral_passed_on_with_consent",
                violation_error_message="Weitergegeben wird nur mit Einwilligung: Bitte nennen Sie ihren Tag.",
            ),
            models.CheckConstraint(
                condition=(Q(status__in=OPEN_REFERRALS) & Q(ended_on__isnull=True, reason="", result=""))
                | (~Q(status__in=OPEN_REFERRALS) & Q(ended_on__isnull=False)),
                name="referral_ends_once",
                violation_error_message="Genau eine beendete Vermittlung hat einen Tag, an dem sie endete.",
            ),
            models.CheckConstraint(
                # Of a protected one neither reason nor result is kept.
                condition=Q(is_protected=True)
                | Q(status__in=OPEN_REFERRALS)
                | Q(status=ReferralStatus.FINISHED, reason="", result__in=ReferralResult.values)
                | Q(
                    status__in=(ReferralStatus.BROKEN_OFF, ReferralStatus.DECLINED),
                    reason__in=ReferralReason.values,
                    result="",
                ),
                name="referral_end_explained",
                violation_error_message="Ein Abschluss hat ein Ergebnis, ein Abbruch oder eine Absage einen Grund.",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReferralStatus.WAITING) | Q(waiting_at__isnull=False),
                name="referral_waits_since",
                violation_error_message="Wer wartet, wartet seit einem Zeitpunkt.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(ReferralStatus.ATTENDING, ReferralStatus.FINISHED, ReferralStatus.BROKEN_OFF))
                | Q(starts_on__isnull=False),
                name="referral_attends_from",
                violation_error_message="Bitte nennen Sie den Tag, ab dem die Person teilnimmt.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="referral_period_order",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(is_protected=False) | (_SAYS_NOTHING & ~Q(status=ReferralStatus.WAITING)),
                name="referral_protected_says_nothing",
                violation_error_message=(
                    "Von einer geschützten Vermittlung wird nur gespeichert, dass es sie gibt; "
                    "Text gehört in die versiegelte Notiz."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_protected=True) | Q(sealed_note__isnull=True),
                name="referral_seals_protected_only",
                violation_error_message="Versiegelt wird nur zu einer geschützten Vermittlung.",
            ),
            Wall(name="referral_wall", rows=_ROWS),
        ]
        triggers = [
            carries_organisation_of("referral", "case", "cases_case"),
            pgtrigger.Trigger(
                name="referral_protected_by_kind",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    f"NEW.is_protected := (SELECT kind IN ({_KINDS}) FROM cases_offer WHERE id = NEW.offer_id); "  # noqa: S608
                    "RETURN NEW;"
                ),
            ),
            pgtrigger.ReadOnly(
                name="referral_of_one_offer", fields=["public_id", "offer", "is_protected", "referred_by"]
            ),
            pgtrigger.Protect(name="referral_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Vermittlung {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("cases:referral", kwargs={"public_id": self.case.public_id, "referral_id": self.public_id})

    @property
    def status_tone(self) -> str:
        return ReferralStatus(self.status).tone

    @property
    def is_open(self) -> bool:
        return ReferralStatus(self.status).is_open

    @property
    def passed_on_names(self) -> str:
        return ", ".join(PassedOn(part).label for part in self.passed_on)

    @property
    def outcome(self) -> str:
        """How it ended, in words; empty while it is open, and always for a protected one."""
        return ": ".join(filter(None, [self.get_result_display() or self.get_reason_display(), self.result_detail]))


class ReferralTransition(CaseworkPart, TransitionLog):
    """What happened to a referral."""

    subject = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="transitions", verbose_name="Vermittlung"
    )

    class Meta(TransitionLog.Meta):
        verbose_name = "Schritt einer Vermittlung"
        verbose_name_plural = "Schritte einer Vermittlung"
        constraints = [Wall(name="referral_transition_wall", through="subject")]
        triggers = [
            carries_organisation_of("referral_transition", "subject", "cases_referral"),
            pgtrigger.Protect(name="referral_transition_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
