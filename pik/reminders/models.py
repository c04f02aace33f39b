"""What somebody is reminded of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pik.accounts.permissions import PERMISSIONS
from pik.core.walls import ACTING_ORGANISATION, ACTING_USER, Wall, role_is_one_of
from pik.reminders.rules import ReminderRule, reminder_rules

if TYPE_CHECKING:
    from pik.accounts.models import User

# How long a finished reminder stays in sight, to take it back.
KEPT_IN_SIGHT = timedelta(days=7)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: User) -> ReminderQuerySet:
        """The user's own, of the organisation for which she acts now."""
        if user.membership is None:
            return self.none()
        return self.filter(recipient=user.pk, organisation=user.membership.organisation_id)

    def open_for(self, user: User) -> ReminderQuerySet:
        """What still waits for the user, the most urgent first."""
        return self.visible_to(user).filter(done_at__isnull=True).order_by("due_on", "pk")

    def lately_done_for(self, user: User) -> ReminderQuerySet:
        """What the user has finished in the last days, newest first."""
        since = timezone.now() - KEPT_IN_SIGHT
        return self.visible_to(user).filter(done_at__gte=since).order_by("-done_at", "-pk")


class Reminder(models.Model):
    """One reminder of one person; created by a rule, exactly once."""

    kind = models.CharField("Art", max_length=60)
    key = models.CharField("Schlüssel", max_length=150, unique=True, editable=False)
    recipient = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="reminders", verbose_name="für"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="reminders", verbose_name="Organisation"
    )
    due_on = models.DateField("fällig am")
    title = models.CharField("Woran", max_length=300)
    url = models.CharField("Adresse", max_length=300)
    created_at = models.DateTimeField("erinnert", default=timezone.now)
    done_at = models.DateTimeField("erledigt", null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "Erinnerung"
        verbose_name_plural = "Erinnerungen"
        ordering = ["due_on", "pk"]
        indexes = [
            # The bell on every page counts these.
            models.Index(
                fields=["recipient", "organisation", "due_on"], condition=Q(done_at__isnull=True), name="reminder_open"
            ),
            models.Index(fields=["recipient", "organisation", "-done_at"], name="reminder_done"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"),
                name="reminder_url_is_ours",
                violation_error_message="Die Adresse muss auf eine eigene Seite führen.",
            ),
            # One's own; who counsels settles those of colleagues when the thing itself is done.
            Wall(
                name="reminder_wall",
                rows=(
                    f"organisation_id = {ACTING_ORGANISATION} AND "
                    f"(recipient_id = {ACTING_USER} OR {role_is_one_of(PERMISSIONS['cases.view_case'])})"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> ReminderRule | None:
        """The rule that made it; None when its app no longer has it."""
        return reminder_rules().get(self.kind)

    @property
    def label(self) -> str:
        return self.rule.label if self.rule else "Erinnerung"

    @property
    def why(self) -> str:
        """Why the person is told this, as a sentence."""
        return self.rule.why if self.rule else ""

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.due_on < timezone.localdate()
