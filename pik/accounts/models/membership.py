"""A role in an organisation for a period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pik.accounts.enums import MembershipEvent, Role
from pik.core.periods import OpenPeriodModel, current_on
from pik.core.walls import ACTING_ORGANISATION, ACTING_USER, Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.models.user import User


_ANYWHERE = role_is_one_of([Role.SYSTEMVERWALTUNG])


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, day: date | None = None) -> MembershipQuerySet:
        """Memberships in force on ``day`` (today)."""
        return self.filter(current_on(day or timezone.localdate()))

    def visible_to(self, user: User) -> MembershipQuerySet:
        """Those of the organisation for which the user acts; all for the Systemverwaltung."""
        if user.membership is None:
            return self.none()
        if user.membership.role == Role.SYSTEMVERWALTUNG:
            return self
        return self.filter(organisation=user.membership.organisation_id)


class Membership(OpenPeriodModel):
    """Somebody's role in an organisation, from a day on, perhaps to a day."""

    runtime_calls = ("accounts_administers(bigint, bigint, date)",)

    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="memberships", verbose_name="Person"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="memberships", verbose_name="Organisation"
    )
    role = models.CharField("Rolle", max_length=30, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta(OpenPeriodModel.Meta):
        verbose_name = "Mitgliedschaft"
        verbose_name_plural = "Mitgliedschaften"
        ordering = ["starts_on", "pk"]
        constraints = [
            *OpenPeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "starts_on"],
                name="membership_once",
                violation_error_message="Diese Mitgliedschaft gibt es schon.",
            ),
            # One's own, to choose from, and those of the organisation. Nobody writes herself a role elsewhere.
            Wall(
                name="membership_wall",
                rows=f"user_id = {ACTING_USER} OR organisation_id = {ACTING_ORGANISATION} OR {_ANYWHERE}",
                writes=f"organisation_id = {ACTING_ORGANISATION} OR {_ANYWHERE}",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"

    def clean(self) -> None:
        super().clean()
        if self.role and self.organisation_id and self.organisation.kind not in Role(self.role).organisation_kinds:
            raise ValidationError({"role": "Diese Rolle gibt es in dieser Art von Organisation nicht."})

    @property
    def is_current(self) -> bool:
        """Whether the membership is in force today."""
        return self.covers(timezone.localdate())

    @property
    def has_days_left(self) -> bool:
        """Whether it is in force today or will be."""
        return self.ends_on is None or self.ends_on >= timezone.localdate()


class MembershipChange(models.Model):
    """Who gave or ended a role, and when: the history of rights, append-only."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="changes", verbose_name="Mitgliedschaft"
    )
    name = models.CharField("Was", max_length=20, choices=MembershipEvent)
    ends_on = models.DateField("gültig bis", null=True, blank=True)
    actor = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="Person"
    )
    actor_label = models.CharField("handelnd", max_length=400)
    happened_at = models.DateTimeField("Zeitpunkt", default=timezone.now)

    class Meta:
        verbose_name = "Änderung einer Mitgliedschaft"
        verbose_name_plural = "Änderungen von Mitgliedschaften"
        ordering = ["happened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(name__in=MembershipEvent.values),
                name="membership_change_known",
                violation_error_message="Diese Änderung einer Mitgliedschaft gibt es nicht.",
            ),
            Wall(name="membership_change_wall", through="membership"),
        ]
        triggers = [
            pgtrigger.Protect(name="membership_change_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()}: {self.membership}"
