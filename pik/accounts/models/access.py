"""Who looked: the access log and its daily seals.

Both tables are written by hand-made SQL (``migrations/0003_access_log_table.py``), since Django knows no partitions:
what stands here only reads. Rows outlive what they tell of, so they hold keys and words, never foreign keys.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pik.accounts.enums import AccessKind
from pik.accounts.permissions import PERMISSIONS
from pik.core.walls import ACTING_ORGANISATION, ACTING_ROLE, SYSTEM, Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.access import Subject
    from pik.accounts.models.user import User

#: How long after the look its entry may at most be written: as long as a message can wait for a worker.
LONGEST_DELAY = timedelta(days=31)

_WATCHES = role_is_one_of(PERMISSIONS["accounts.view_access_log"])
_COUNSELS = role_is_one_of(PERMISSIONS["cases.view_access"])


class AccessEntryQuerySet(models.QuerySet["AccessEntry"]):
    def visible_to(self, user: User) -> AccessEntryQuerySet:
        """All about the data of the organisation for which the user acts, if she keeps watch there."""
        membership = user.membership
        if membership is None or membership.role not in PERMISSIONS["accounts.view_access_log"]:
            return self.none()
        return self.filter(organisation_id=membership.organisation_id)

    def about(self, subject: Subject) -> AccessEntryQuerySet:
        """Those on one file, by key and number: the index is on the number, by which people ask for it."""
        return self.filter(
            organisation_id=subject.organisation_id,
            subject_kind=subject.kind,
            subject_id=subject.id,
            subject_label=subject.label,
        )

    def between(self, first: date | None, last: date | None) -> AccessEntryQuerySet:
        """Looks on the days from ``first`` to ``last``, both included; None leaves that end open."""
        found = self
        if first:
            # No entry is written before the look: the second condition leaves older months untouched.
            found = found.filter(happened_at__gte=_midnight(first), logged_at__gte=_midnight(first))
        if last:
            end = _midnight(last + timedelta(days=1))
            found = found.filter(happened_at__lt=end, logged_at__lt=end + LONGEST_DELAY)
        return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class AccessEntry(models.Model):
    """One look: who, when, at what, in words that stay true. Each row's digest covers that of the row before."""

    #: The rights of the runtime role (pik/core/grants.py): rows are written through the function alone.
    runtime_may = ("SELECT",)
    runtime_calls = (
        "accounts_log_access(jsonb)",
        "accounts_access_day(date)",
        "accounts_access_first_day()",
        "accounts_open_coming_access_month()",
    )

    position = models.BigIntegerField("Position", primary_key=True)
    logged_at = models.DateTimeField("festgehalten", help_text="Steigt streng von Eintrag zu Eintrag.")
    happened_at = models.DateTimeField("Zeitpunkt")
    user_id = models.BigIntegerField("Schlüssel der Person mit Zugang")
    user_label = models.CharField("Person mit Zugang", max_length=400)
    role = models.CharField("Rolle", max_length=30, blank=True)
    organisation_id = models.BigIntegerField("Organisation, deren Daten es sind", null=True)
    actor_organisation_id = models.BigIntegerField("Organisation der Person mit Zugang", null=True)
    kind = models.CharField("Art", max_length=20, choices=AccessKind)
    subject_kind = models.CharField("Art des Gegenstands", max_length=60, blank=True)
    subject_id = models.BigIntegerField("Schlüssel des Gegenstands", null=True)
    subject_label = models.CharField("Fallnummer", max_length=60, blank=True)
    page = models.CharField("Seite", max_length=100, blank=True)
    detail = models.CharField("Angaben", max_length=500, blank=True)
    url_name = models.CharField("Adresse", max_length=100, blank=True)
    digest = models.CharField("Fingerabdruck", max_length=64)

    objects = AccessEntryQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "accounts_accessentry"
        verbose_name = "Zugriff"
        verbose_name_plural = "Zugriffe"
        # As the index and the partitions lie: the newest month is read first, older ones only when it runs out.
        ordering = ["-logged_at", "-position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AccessKind.values),
                name="access_kind_known",
                violation_error_message="Diese Art von Zugriff gibt es nicht.",
            ),
            # Datenschutz reads all of its organisation, those who counsel what is on the files.
            Wall(
                name="access_wall",
                rows=(
                    f"organisation_id = {ACTING_ORGANISATION} "
                    f"AND ({_WATCHES} OR (subject_id IS NOT NULL AND {_COUNSELS}))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.user_label}, {self.get_kind_display()}"

    @property
    def kind_tone(self) -> str:
        return AccessKind(self.kind).tone

    @property
    def is_late(self) -> bool:
        """Whether the entry was written noticeably after the look, since the log could not be written then."""
        return self.logged_at - self.happened_at > timedelta(minutes=1)


class AccessSeal(models.Model):
    """The state of the log at the end of a day, signed with a key that is not in the database."""

    runtime_may = ("SELECT", "INSERT")

    day = models.DateField("Tag", primary_key=True)
    last_position = models.BigIntegerField("letzte Position")
    last_digest = models.CharField("letzter Fingerabdruck", max_length=64, blank=True)
    entry_count = models.BigIntegerField("Einträge des Tages")
    seal = models.CharField("Siegel (HMAC-SHA256)", max_length=64)
    sealed_at = models.DateTimeField("versiegelt", default=timezone.now)

    class Meta:
        managed = False
        db_table = "accounts_accessseal"
        verbose_name = "Siegel"
        verbose_name_plural = "Siegel"
        ordering = ["day"]
        constraints = [
            # The product alone: who checks the log does so as the owner.
            Wall(name="accessseal_wall", rows=f"{ACTING_ROLE} = '{SYSTEM}'"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}: {self.last_position}"
