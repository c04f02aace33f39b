"""How a team counts its work: weights of need, contact, and what is known of each person in it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.enums import NeedLevel
from cases.models.scope import CaseworkQuerySet, casework_wall

if TYPE_CHECKING:
    from pik.accounts.models import Organisation

#: Our proposal, from no regulation: an intensive case counts as two regular ones, a light one as half of one.
PROPOSED_WEIGHTS = {
    NeedLevel.INTENSIVE: Decimal("2.00"),
    NeedLevel.REGULAR: Decimal("1.00"),
    NeedLevel.LIGHT: Decimal("0.50"),
}
#: Our proposal too: two months without a session are long in a term of two years.
PROPOSED_DAYS = 60
MOST_DAYS = 365


class TeamSettingsQuerySet(CaseworkQuerySet["TeamSettings"]):
    def of(self, organisation: Organisation) -> TeamSettings:
        """What ``organisation`` has chosen; the proposal (not saved) where it has chosen nothing."""
        return self.filter(organisation=organisation).first() or TeamSettings(organisation=organisation)


class TeamSettings(models.Model):
    """How an organisation weighs its cases, and after how many days without contact it wants to know."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="team_settings", verbose_name="Organisation"
    )
    weight_intensive = models.DecimalField(
        "Gewicht „intensiv“", max_digits=3, decimal_places=2, default=PROPOSED_WEIGHTS[NeedLevel.INTENSIVE]
    )
    weight_regular = models.DecimalField(
        "Gewicht „regulär“", max_digits=3, decimal_places=2, default=PROPOSED_WEIGHTS[NeedLevel.REGULAR]
    )
    weight_light = models.DecimalField(
        "Gewicht „leicht“", max_digits=3, decimal_places=2, default=PROPOSED_WEIGHTS[NeedLevel.LIGHT]
    )
    days_without_contact = models.PositiveSmallIntegerField(
        "Tage ohne Kontakt",
        default=PROPOSED_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text="So lange ohne gehaltene Beratung, dann steht ein Fall unter „ohne Kontakt“.",
    )
    changed_at = models.DateTimeField("geändert", default=timezone.now)
    changed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="geändert von"
    )

    objects = TeamSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = "Einstellungen des Teams"
        verbose_name_plural = "Einstellungen der Teams"
        ordering = ["organisation__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight_intensive__gt=0) & Q(weight_regular__gt=0) & Q(weight_light__gt=0),
                name="team_settings_weights_positive",
                violation_error_message="Jedes Gewicht ist größer als 0.",
            ),
            models.CheckConstraint(
                condition=Q(weight_intensive__gte=models.F("weight_regular"))
                & Q(weight_regular__gte=models.F("weight_light")),
                name="team_settings_weights_in_order",
                violation_error_message="„intensiv“ wiegt mindestens so viel wie „regulär“, „regulär“ wie „leicht“.",
            ),
            models.CheckConstraint(
                condition=Q(days_without_contact__gte=1) & Q(days_without_contact__lte=MOST_DAYS),
                name="team_settings_days_possible",
                violation_error_message=f"Bitte wählen Sie zwischen 1 und {MOST_DAYS} Tagen.",
            ),
            casework_wall("team_settings"),
        ]

    def __str__(self) -> str:
        return f"Einstellungen des Teams, {self.organisation}"

    @property
    def weights(self) -> dict[str, Decimal]:
        """The weight of each level of need, by its value."""
        return {
            NeedLevel.INTENSIVE.value: self.weight_intensive,
            NeedLevel.REGULAR.value: self.weight_regular,
            NeedLevel.LIGHT.value: self.weight_light,
        }


class TeamMemberQuerySet(CaseworkQuerySet["TeamMember"]):
    pass


class TeamMember(models.Model):
    """What a Teamleitung needs to know of somebody to share out work: her part of a post, her languages."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="team_members", verbose_name="Organisation"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="Person")
    share = models.DecimalField(
        "Stellenanteil (VZÄ)", max_digits=3, decimal_places=2, null=True, blank=True, help_text="1,00 ist eine Stelle."
    )
    languages = ArrayField(
        models.CharField(max_length=60), verbose_name="berät in diesen Sprachen", default=list, blank=True
    )

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "Angaben zu einer Person im Team"
        verbose_name_plural = "Angaben zu Personen im Team"
        ordering = ["organisation", "user__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="team_member_once",
                violation_error_message="Zu dieser Person gibt es schon Angaben.",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | (Q(share__gt=0) & Q(share__lte=1)),
                name="team_member_share_possible",
                violation_error_message="Ein Stellenanteil liegt über 0 und ist höchstens 1,00.",
            ),
            casework_wall("team_member"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"
