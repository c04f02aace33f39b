"""What is stored to find persons, pairs that might be one person, and persons that were merged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import DuplicateSign, DuplicateVerdict, KeyKind, KeySource
from cases.models.case import Case
from cases.models.person import Person
from cases.models.scope import CaseworkQuerySet, casework_wall
from pik.accounts.enums import Role
from pik.core.public_ids import PublicIdField

if TYPE_CHECKING:
    from pik.accounts.models import User

#: How long a merge can be undone; ordered so for the product in 2026, no regulation fixes it.
UNDONE_WITHIN = timedelta(days=30)
#: A reason of two words at least.
UNDO_REASON_PATTERN = r"\w{2,}\W+\w{2,}"
#: How a score is said: from so many points on, in words and tone.
_LIKENESS = ((90, ("sehr ähnlich", "warning")), (65, ("ähnlich", "info")), (0, ("vielleicht", "neutral")))


class SearchKey(models.Model):
    """One key under which a person is found: read by equality or by its beginning, never by a pattern.

    Behind row-level security only such comparisons may use an index (docs/adr/0012-search-by-stored-keys.md). Keys of
    names and birth dates are made in Python (``cases.search.keys.refresh``), those of case numbers by a trigger of the
    case. The order of bytes makes „begins with“ a range.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # the first column of the index below
        verbose_name="Organisation",
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="search_keys", verbose_name="Person")
    kind = models.CharField("Art", max_length=10, choices=KeyKind)
    key = models.CharField("Schlüssel", max_length=300, db_collation="C")
    source = models.CharField("Herkunft", max_length=10, choices=KeySource)

    objects = CaseworkQuerySet["SearchKey"].as_manager()

    class Meta:
        verbose_name = "Suchschlüssel"
        verbose_name_plural = "Suchschlüssel"
        ordering = ["pk"]
        indexes = [models.Index(fields=["organisation", "kind", "key"], name="search_key_found_by")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=KeyKind.values),
                name="search_key_kind_known",
                violation_error_message="Diese Art von Suchschlüssel gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(source__in=KeySource.values),
                name="search_key_source_known",
                violation_error_message="Diese Herkunft eines Suchschlüssels gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~Q(key=""),
                name="search_key_not_empty",
                violation_error_message="Ein Suchschlüssel ist nie leer.",
            ),
            casework_wall("search_key"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key}"


class DuplicateCandidateQuerySet(CaseworkQuerySet["DuplicateCandidate"]):
    def of_concern_to(self, user: User) -> DuplicateCandidateQuerySet:
        """The pairs a user is shown: all for the Teamleitung, else those with a person whose case she leads."""
        found = self.visible_to(user)
        if user.membership and user.membership.role == Role.TEAMLEITUNG:
            return found
        led = Case.objects.filter(lead=user).order_by().values("person")
        return found.filter(Q(one__in=led) | Q(other__in=led))

    def open(self) -> DuplicateCandidateQuerySet:
        """Those about which it has not been said that they are no duplicate."""
        return self.exclude(verdict=DuplicateVerdict.DIFFERENT)


class DuplicateCandidate(models.Model):
    """Two persons that might be one; found at night, judged by those who counsel. What was judged is remembered."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Organisation"
    )
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="eine Person")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="andere Person")
    score = models.PositiveSmallIntegerField("Ähnlichkeit in Prozent")
    signs = ArrayField(models.CharField(max_length=20, choices=DuplicateSign), verbose_name="Anzeichen")
    found_at = models.DateTimeField("gefunden", default=timezone.now, editable=False)
    verdict = models.CharField("Urteil", max_length=10, choices=DuplicateVerdict, blank=True)
    judged_at = models.DateTimeField("beurteilt", null=True, blank=True, editable=False)
    judged_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="beurteilt von"
    )

    objects = DuplicateCandidateQuerySet.as_manager()

    class Meta:
        verbose_name = "mögliche Dublette"
        verbose_name_plural = "mögliche Dubletten"
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["organisation", "-score"], name="duplicate_by_score")]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="duplicate_candidate_once",
                violation_error_message="Dieses Paar ist schon vermerkt.",
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="duplicate_candidate_in_order",
                violation_error_message="Ein Paar besteht aus zwei Personen, die ältere Akte zuerst.",
            ),
            models.CheckConstraint(
                condition=Q(score__lte=100),
                name="duplicate_candidate_score_possible",
                violation_error_message="Die Ähnlichkeit liegt zwischen 0 und 100 Prozent.",
            ),
            models.CheckConstraint(
                condition=Q(signs__len__gt=0) & Q(signs__contained_by=DuplicateSign.values),
                name="duplicate_candidate_signs_known",
                violation_error_message="Ein Paar braucht ein Anzeichen aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at__isnull=True, judged_by__isnull=True)
                | Q(verdict__in=DuplicateVerdict.values, judged_at__isnull=False, judged_by__isnull=False),
                name="duplicate_candidate_judged_by_someone",
                violation_error_message="Ein Urteil nennt Zeitpunkt und Person.",
            ),
            casework_wall("duplicate_candidate"),
        ]

    def __str__(self) -> str:
        return f"{self.one} / {self.other}"

    def get_absolute_url(self) -> str:
        return reverse("cases:duplicate", kwargs={"public_id": self.public_id})

    @property
    def likeness(self) -> tuple[str, str]:
        """The score in a word, and its tone."""
        return next(words for least, words in _LIKENESS if self.score >= least)

    @property
    def sign_names(self) -> str:
        """Why, in words."""
        return ", ".join(DuplicateSign(sign).label for sign in self.signs)


def may_be_undone_until() -> object:
    """The last moment at which a merge made now can be undone."""
    return timezone.now() + UNDONE_WITHIN


class MergeQuerySet(CaseworkQuerySet["Merge"]):
    def standing(self) -> MergeQuerySet:
        """Those that were not undone."""
        return self.filter(undone_at__isnull=True)


class Merge(models.Model):
    """Two persons became one. For thirty days it keeps what undoing needs, afterwards only that it happened.

    The merged person's row is gone: ``merged_key`` was its key. ``kept`` holds her row, what of the surviving one was
    replaced, which rows moved and which could not (``cases/search/merging.py``).
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Organisation"
    )
    survivor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="merges", verbose_name="weitergeführte Person"
    )
    merged_key = models.BigIntegerField("Schlüssel der aufgegangenen Person")
    merged_name = models.CharField("aufgegangene Person", max_length=250)
    kept = models.JSONField("Stand davor", default=dict, blank=True, editable=False)
    happened_at = models.DateTimeField("zusammengeführt", default=timezone.now, editable=False)
    until = models.DateTimeField("rückgängig bis", default=may_be_undone_until, editable=False)
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="Person")
    actor_label = models.CharField("handelnd", max_length=400)
    undone_at = models.DateTimeField("rückgängig gemacht", null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="rückgängig gemacht von",
    )
    undo_reason = models.CharField("Grund", max_length=500, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "Zusammenführung"
        verbose_name_plural = "Zusammenführungen"
        ordering = ["-happened_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "-happened_at"], name="merge_latest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(survivor=F("merged_key")),
                name="merge_of_two",
                violation_error_message="Zusammengeführt werden zwei verschiedene Personen.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undo_reason="")
                | Q(undone_at__isnull=False, undone_by__isnull=False, undo_reason__regex=UNDO_REASON_PATTERN),
                name="merge_undone_with_reason",
                violation_error_message="Bitte begründen Sie kurz, warum die Personen wieder getrennt werden.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__lte=F("until")),
                name="merge_undone_in_time",
                violation_error_message="Die Frist, in der sich das rückgängig machen lässt, ist vorbei.",
            ),
            casework_wall("merge"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_name} → {self.survivor}"

    def get_absolute_url(self) -> str:
        return reverse("cases:merge_detail", kwargs={"public_id": self.public_id})

    @property
    def can_be_undone(self) -> bool:
        """Whether it still stands and its term has not ended; later merges may stand in its way."""
        return self.undone_at is None and timezone.now() <= self.until
