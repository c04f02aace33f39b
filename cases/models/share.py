"""What others see of a case that stays where it is: a summary for a time, and the contact card."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import Consenter, ConsentForm, ShareItem
from cases.models.case import Case
from cases.models.consent import INCOMPLETE, IS_COMPLETE, IS_NAMED, UNNAMED, ConsentModel
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall
from pik.accounts.permissions import PERMISSIONS
from pik.core.periods import PeriodModel
from pik.core.public_ids import PublicIdField
from pik.core.walls import ACTING_ORGANISATION, Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.models import User

#: A Mitsicht is for a time: longer needs a new consent. Ordered so for the product in 2026; no regulation fixes it.
MOST_DAYS = 90
TOO_LONG = f"Eine Mitsicht dauert höchstens {MOST_DAYS} Tage."
#: How often one person may ask for contact cards on one day; the database counts (cases_contact_card).
CARDS_A_DAY = 30
_ROLES = PERMISSIONS["cases.view_case"]
# The day where the offices are, not that of the server.
_TODAY = "(now() AT TIME ZONE 'Europe/Berlin')::date"


class ShareQuerySet(CaseworkQuerySet["Share"]):
    def running(self) -> ShareQuerySet:
        """Those through which somebody sees something today."""
        today = timezone.localdate()
        return self.filter(starts_on__lte=today, ends_on__gte=today, revoked_at__isnull=True)

    def shared_with(self, user: User) -> ShareQuerySet:
        """What others show to the organisation of ``user`` today."""
        if user.membership is None or user.membership.role not in _ROLES:
            return self.none()
        return self.running().filter(receiver=user.membership.organisation_id)


class Share(ConsentModel, CaseworkPart, PeriodModel):
    """A Mitsicht: another organisation sees a summary of a case from day to day, both included.

    It ends by itself: the wall asks for the day, so no job has to run. What is shown is read when it is looked at.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="shares", verbose_name="Fall")
    receiver = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Stelle, die mitsieht"
    )
    items = ArrayField(models.CharField(max_length=20, choices=ShareItem), verbose_name="Was sie sieht")
    created_at = models.DateTimeField("eingerichtet", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="eingerichtet von"
    )
    revoked_at = models.DateTimeField("beendet", null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="beendet von",
    )

    objects = ShareQuerySet.as_manager()

    class Meta(PeriodModel.Meta):
        verbose_name = "Mitsicht"
        verbose_name_plural = "Mitsichten"
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["receiver", "ends_on"], name="share_of_receiver")]
        constraints = [
            *PeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__lt=F("starts_on") + timedelta(days=MOST_DAYS)),
                name="share_for_a_time",
                violation_error_message=TOO_LONG,
            ),
            models.CheckConstraint(
                condition=Q(items__len__gt=0) & Q(items__contained_by=ShareItem.values),
                name="share_items_known",
                violation_error_message="Bitte wählen Sie mindestens eine Angabe aus der Liste.",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("receiver")),
                name="share_with_another",
                violation_error_message="Mitsehen kann nur eine andere Stelle.",
            ),
            models.CheckConstraint(
                condition=IS_COMPLETE, name="share_consent_recorded", violation_error_message=INCOMPLETE
            ),
            models.CheckConstraint(
                condition=Q(consent_by__in=Consenter.values) & Q(consent_form__in=ConsentForm.values),
                name="share_consent_known",
                violation_error_message="Diese Angabe zur Einwilligung gibt es nicht.",
            ),
            models.CheckConstraint(condition=IS_NAMED, name="share_consenter_named", violation_error_message=UNNAMED),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="share_revoked_by_someone",
                violation_error_message="Beendet hat es jemand zu einem Zeitpunkt.",
            ),
            Wall(
                name="share_wall",
                rows=(
                    f"{role_is_one_of(_ROLES)} AND (organisation_id = {ACTING_ORGANISATION}"
                    f" OR (receiver_id = {ACTING_ORGANISATION} AND revoked_at IS NULL"
                    f" AND {_TODAY} BETWEEN starts_on AND ends_on))"
                ),
                # Whoever sees along changes nothing.
                writes=f"{role_is_one_of(_ROLES)} AND organisation_id = {ACTING_ORGANISATION}",
            ),
        ]
        triggers = [
            carries_organisation_of("share", "case", "cases_case"),
            pgtrigger.Protect(name="share_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="share_as_consented",
                fields=["public_id", "case", "organisation", "receiver", "items", "starts_on", "ends_on", "consent_on"],
            ),
            pgtrigger.Protect(
                name="share_revoked_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False, new__revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Mitsicht bis {self.ends_on:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        return reverse("cases:share_summary", kwargs={"share_id": self.public_id})

    @property
    def is_running(self) -> bool:
        return self.revoked_at is None and self.covers(timezone.localdate())

    @property
    def item_labels(self) -> list[str]:
        """What is shown, in the order of the list."""
        return [item.label for item in ShareItem if item in self.items]


class ContactCard(ConsentModel, CaseworkPart):
    """The consent that other offices which counsel may learn that and by whom somebody is supported."""

    runtime_calls = ("cases_contact_card(text, date)",)

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="contact_card", verbose_name="Fall")
    created_at = models.DateTimeField("eingerichtet", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="eingerichtet von"
    )

    objects = CaseworkQuerySet["ContactCard"].as_manager()

    class Meta:
        verbose_name = "Kontaktkarte"
        verbose_name_plural = "Kontaktkarten"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=IS_COMPLETE, name="contact_card_consent_recorded", violation_error_message=INCOMPLETE
            ),
            models.CheckConstraint(
                condition=Q(consent_by__in=Consenter.values) & Q(consent_form__in=ConsentForm.values),
                name="contact_card_consent_known",
                violation_error_message="Diese Angabe zur Einwilligung gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=IS_NAMED, name="contact_card_consenter_named", violation_error_message=UNNAMED
            ),
            casework_wall("contact_card"),
        ]
        triggers = [carries_organisation_of("contact_card", "case", "cases_case")]

    def __str__(self) -> str:
        return f"Kontaktkarte {self.case}"


class CardQuery(models.Model):
    """Somebody asked for a contact card; written by ``cases_contact_card`` alone, which counts by these rows.

    Who was asked for stands nowhere; whose card was found, on the file of that person.
    """

    runtime_may = ("SELECT",)

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Organisation"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="gefragt hat")
    asked_at = models.DateTimeField("Zeitpunkt", default=timezone.now)
    is_found = models.BooleanField("gefunden", default=False)

    objects = CaseworkQuerySet["CardQuery"].as_manager()

    class Meta:
        verbose_name = "Frage nach einer Kontaktkarte"
        verbose_name_plural = "Fragen nach Kontaktkarten"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["user", "asked_at"], name="card_query_of_user")]
        constraints = [
            casework_wall("card_query"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.asked_at:%d.%m.%Y %H:%M}"
