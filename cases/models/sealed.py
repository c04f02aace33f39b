"""Sealed notes, who read them, and the access in an emergency. § 203 StGB: what stands here is read by few."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from cases.enums import ReadThrough, SealedKind
from cases.models.case import Case
from cases.models.responsibility import ACTS_FOR_CASE, stood_in_for
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of
from cases.models.session import Session
from pik.accounts.permissions import PERMISSIONS
from pik.accounts.sealing import SealedField, register
from pik.core.public_ids import PublicIdField
from pik.core.walls import ACTING_ORGANISATION, ACTING_ROLE, ACTING_USER, SYSTEM, Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.models import User

#: Ordered so for the product in 2026; no regulation fixes it.
EMERGENCY_LASTS = timedelta(hours=1)
#: A reason of three words at least: one that Datenschutz can weigh.
REASON_PATTERN = r"\w{2,}\W+\w{2,}\W+\w{2,}"
REASON_TOO_SHORT = "Bitte begründen Sie den Notfallzugriff in einem Satz."
_WATCHERS = PERMISSIONS["cases.watch_emergency_access"]
_COUNSELS = role_is_one_of(PERMISSIONS["cases.view_case"])
_ABSENT_AUTHOR = stood_in_for("cases_sealednote.author_id", "cases_sealednote.organisation_id")
_IN_EMERGENCY = (
    "EXISTS (SELECT 1 FROM cases_emergencyaccess e WHERE e.case_id = cases_sealednote.case_id"  # noqa: S608
    f" AND e.user_id = {ACTING_USER} AND e.starts_at <= clock_timestamp() AND e.ends_at > clock_timestamp())"
)
#: That there is a note on a protected referral is itself protected: the row exists for who may read it, and no count
#: tells others of it. All other notes exist for those who counsel here; who reads them is asked before they open.
_NOTE_ROWS = (
    f"organisation_id = CASE WHEN {_COUNSELS} THEN {ACTING_ORGANISATION} END"
    f" AND (kind <> '{SealedKind.REFERRAL}' OR {ACTING_ROLE} = '{SYSTEM}' OR author_id = {ACTING_USER}"
    f" OR {ACTS_FOR_CASE} OR {_ABSENT_AUTHOR} OR {_IN_EMERGENCY})"
)
_NOTE_EXISTS = "EXISTS (SELECT 1 FROM cases_sealednote n WHERE n.id = note_id)"
_READING_ROWS = (
    f"organisation_id = {ACTING_ORGANISATION} AND ("
    f"({_COUNSELS} AND (kind <> '{SealedKind.REFERRAL}' OR {_NOTE_EXISTS}))"
    f" OR (emergency_id IS NOT NULL AND {role_is_one_of(_WATCHERS)}))"
)


class SealedNote(CaseworkPart):
    """A note that the database does not know. Append-only: a correction is a new note that names the old one."""

    public_id = PublicIdField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sealed_notes", verbose_name="Fall")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="sealed_notes", verbose_name="Beratung"
    )
    kind = models.CharField("Art", max_length=20, choices=SealedKind)
    author = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="sealed_notes", verbose_name="geschrieben von"
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="berichtigt"
    )
    sealed = models.BinaryField("versiegelter Text")
    key_number = models.PositiveIntegerField("Nummer des Datenschlüssels")
    created_at = models.DateTimeField("geschrieben", default=timezone.now, editable=False)

    objects = CaseworkQuerySet["SealedNote"].as_manager()

    class Meta:
        verbose_name = "versiegelte Notiz"
        verbose_name_plural = "versiegelte Notizen"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "key_number"], name="sealed_note_key")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SealedKind.values),
                name="sealed_note_kind_known",
                violation_error_message="Bitte wählen Sie die Art der Notiz.",
            ),
            Wall(name="sealed_note_wall", rows=_NOTE_ROWS),
        ]
        triggers = [
            carries_organisation_of("sealed_note", "case", "cases_case"),
            pgtrigger.Protect(name="sealed_note_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="sealed_note_append_only",
                fields=["public_id", "case", "organisation", "session", "kind", "author", "corrects", "created_at"],
            ),
            # The one change there is: sealed anew with a later key.
            pgtrigger.Protect(
                name="sealed_note_resealed_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__key_number__lte=pgtrigger.F("old__key_number")),
            ),
        ]

    def __str__(self) -> str:
        return f"Versiegelte Notiz {self.public_id}"

    @property
    def place(self) -> list[str]:
        """What the text is bound to, so that no other row, case, kind or author opens it."""
        return [self.public_id, str(self.case_id), self.kind, str(self.author_id)]


SEALED_NOTE = register(SealedField(SealedNote, "sealed"))


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    def visible_to(self, user: User) -> EmergencyAccessQuerySet:
        """All of the organisation for Datenschutz there; for those who counsel, their own."""
        if user.membership is None:
            return self.none()
        here = self.filter(organisation=user.membership.organisation_id)
        if user.membership.role in _WATCHERS:
            return here
        return here.filter(user=user) if user.membership.role in PERMISSIONS["cases.view_case"] else self.none()

    def running(self, user: User, case_id: int) -> EmergencyAccessQuerySet:
        """The one of ``user`` to this case that has not ended yet."""
        now = timezone.now()
        return self.filter(user=user, case=case_id, starts_at__lte=now, ends_at__gt=now)


class EmergencyAccess(CaseworkPart):
    """For an hour somebody reads what she otherwise must not. Append-only, but for ending and being taken note of."""

    public_id = PublicIdField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="emergency_accesses", verbose_name="Fall")
    # Datenschutz reads this row but no case: the number, and never a name.
    case_number = models.CharField("Fallnummer", max_length=20, editable=False)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="emergency_accesses", verbose_name="Person"
    )
    reason = models.TextField("Grund", max_length=1000)
    starts_at = models.DateTimeField("Beginn", default=timezone.now)
    ends_at = models.DateTimeField("Ende")
    acknowledged_at = models.DateTimeField("zur Kenntnis genommen", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="zur Kenntnis genommen von",
    )

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "Notfallzugriff"
        verbose_name_plural = "Notfallzugriffe"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__regex=REASON_PATTERN),
                name="emergency_access_reasoned",
                violation_error_message=REASON_TOO_SHORT,
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")) & Q(ends_at__lte=F("starts_at") + EMERGENCY_LASTS),
                name="emergency_access_lasts_an_hour",
                violation_error_message="Ein Notfallzugriff dauert höchstens eine Stunde.",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="emergency_access_acknowledged_by_someone",
                violation_error_message="Zur Kenntnis genommen hat es jemand zu einem Zeitpunkt.",
            ),
            ExclusionConstraint(
                name="emergency_access_one_at_a_time",
                expressions=[
                    (Func(F("case"), F("case"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("user"), F("user"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("starts_at"), F("ends_at"), Value("[)"), function="tstzrange"), "&&"),
                ],
                violation_error_message="Ihr Notfallzugriff auf diesen Fall läuft schon.",
            ),
            Wall(
                name="emergency_access_wall",
                organisation="organisation",
                roles=PERMISSIONS["cases.view_case"] | _WATCHERS,
            ),
        ]
        triggers = [
            carries_organisation_of("emergency_access", "case", "cases_case"),
            pgtrigger.Protect(name="emergency_access_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="emergency_access_append_only",
                fields=["public_id", "case", "case_number", "organisation", "user", "reason", "starts_at"],
            ),
            pgtrigger.Protect(
                name="emergency_access_ends_earlier_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__ends_at__gt=pgtrigger.F("old__ends_at"))
                | pgtrigger.Q(old__acknowledged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Notfallzugriff auf {self.case_number}"

    @property
    def is_running(self) -> bool:
        return self.ends_at > timezone.now()

    @property
    def minutes_left(self) -> int:
        """Minutes until the end, begun ones counted."""
        return max(0, -(-int((self.ends_at - timezone.now()).total_seconds()) // 60))


class SealedReading(CaseworkPart):
    """Somebody read a sealed note; written in the transaction that opened it."""

    note = models.ForeignKey(SealedNote, on_delete=models.PROTECT, related_name="readings", verbose_name="Notiz")
    # Kept beside the note: Datenschutz reads which kind was read in an emergency, and no note.
    kind = models.CharField("Art", max_length=20, choices=SealedKind)
    reader = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="gelesen von")
    through = models.CharField("gelesen als", max_length=20, choices=ReadThrough)
    emergency = models.ForeignKey(
        EmergencyAccess,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name="Notfallzugriff",
    )
    read_at = models.DateTimeField("gelesen", default=timezone.now)

    class Meta:
        verbose_name = "Lesen einer versiegelten Notiz"
        verbose_name_plural = "Lesen versiegelter Notizen"
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SealedKind.values),
                name="sealed_reading_kind_known",
                violation_error_message="Diese Art von Notiz gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(through=ReadThrough.DUTY, emergency__isnull=True)
                | Q(through=ReadThrough.EMERGENCY, emergency__isnull=False),
                name="sealed_reading_through_known",
                violation_error_message="Gelesen wird in eigener Zuständigkeit oder in einem Notfallzugriff.",
            ),
            Wall(name="sealed_reading_wall", rows=_READING_ROWS),
        ]
        triggers = [
            carries_organisation_of("sealed_reading", "note", "cases_sealednote"),
            pgtrigger.Protect(name="sealed_reading_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.read_at:%d.%m.%Y %H:%M}"
