"""An invitation: somebody is asked to join an organisation in a role."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from pik.accounts.enums import InvitationState, Profession, Role
from pik.accounts.permissions import PERMISSIONS
from pik.core.walls import ACTING_ORGANISATION, Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.models.user import User

#: A link is good for a week: long enough for a holiday weekend and part-time work, short enough that a mailbox
#: somebody opens months later holds no key. Whoever comes too late gets a new link with one click of the inviter.
VALID_FOR = timedelta(days=7)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> InvitationQuerySet:
        """Those of the organisation for which the user acts; all for the Systemverwaltung."""
        if user.membership is None:
            return self.none()
        if user.membership.role == Role.SYSTEMVERWALTUNG:
            return self
        return self.filter(organisation=user.membership.organisation_id)

    def unanswered(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn, whether in time or not."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def with_backing(self) -> InvitationQuerySet:
        """Add ``is_backed``: whoever invited still administers there, or keeps the system."""
        return self.annotate(is_backed=self._backing())

    @staticmethod
    def _backing() -> models.Func:
        """Asked of the database (``accounts_administers``): the wall hides the memberships of other organisations."""
        return models.Func(
            F("invited_by"),
            F("organisation"),
            models.Value(timezone.localdate(), output_field=models.DateField()),
            function="accounts_administers",
            output_field=models.BooleanField(),
        )

    def usable(self, now: datetime) -> InvitationQuerySet:
        """Those whose link opens something now; a link of somebody who lost her own rights does not."""
        return self.unanswered().filter(self._backing(), expires_at__gt=now)


class Invitation(models.Model):
    """One person invited to one role. Of the link only the SHA-256 of its token is stored: nobody can rebuild it."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="invitations", verbose_name="Organisation"
    )
    email = models.EmailField("E-Mail-Adresse")
    first_name = models.CharField("Vorname", max_length=100)
    last_name = models.CharField("Nachname", max_length=100)
    profession = models.CharField("Beruf", max_length=30, choices=Profession, default=Profession.ADMINISTRATION)
    role = models.CharField("Rolle", max_length=30, choices=Role)
    token_hash = models.CharField("Prüfsumme des Links", max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("gültig bis")
    invited_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="eingeladen von"
    )
    invited_by_label = models.CharField("handelnd", max_length=400)
    invited_at = models.DateTimeField("eingeladen", default=timezone.now)
    unsent_at = models.DateTimeField("E-Mail gescheitert", null=True, blank=True)
    withdrawn_at = models.DateTimeField("zurückgezogen", null=True, blank=True)
    accepted_at = models.DateTimeField("angenommen", null=True, blank=True)
    accepted_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="angenommen von",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="invitation_email_lowercase",
                violation_error_message="Bitte schreiben Sie die E-Mail-Adresse in Kleinbuchstaben.",
            ),
            models.CheckConstraint(
                condition=Q(profession__in=Profession.values),
                name="invitation_profession_known",
                violation_error_message="Diesen Beruf gibt es in der Auswahl nicht.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="invitation_role_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106  a pattern
                name="invitation_token_is_hashed",
                violation_error_message="Von einem Link wird nur die Prüfsumme gespeichert.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")),
                name="invitation_expires_later",
                violation_error_message="Eine Einladung läuft nach dem Versand ab.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
                name="invitation_accepted_by_someone",
                violation_error_message="Angenommen hat jemand, und nur, was nicht zurückgezogen wurde.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open",
                violation_error_message=(
                    "Diese Person ist zu dieser Rolle schon eingeladen. In der Liste können Sie die Einladung noch "
                    "einmal senden oder zurückziehen."
                ),
            ),
            # Of one's own organisation for those who invite there, any for the Systemverwaltung, and the one whose
            # token somebody knows (``pik.invitation``): whoever follows a link acts for nobody yet.
            Wall(
                name="invitation_wall",
                rows=(
                    f"(organisation_id = {ACTING_ORGANISATION} AND "
                    f"{role_is_one_of(PERMISSIONS['accounts.invite_member'])}) "
                    f"OR {role_is_one_of([Role.SYSTEMVERWALTUNG])} "
                    "OR token_hash = (SELECT NULLIF(current_setting('pik.invitation', true), ''))"
                ),
                writes=(
                    f"(organisation_id = {ACTING_ORGANISATION} AND "
                    f"{role_is_one_of(PERMISSIONS['accounts.invite_member'])}) "
                    f"OR {role_is_one_of([Role.SYSTEMVERWALTUNG])}"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}: {self.get_role_display()}, {self.organisation}"

    def clean(self) -> None:
        super().clean()
        if self.role and self.organisation_id and self.organisation.kind not in Role(self.role).organisation_kinds:
            raise ValidationError({"role": "Diese Rolle gibt es in dieser Art von Organisation nicht."})

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def state(self) -> InvitationState:
        """Where the invitation stands now; wants ``with_backing()``, else it counts as backed."""
        if self.accepted_at or self.withdrawn_at:
            return InvitationState.ACCEPTED if self.accepted_at else InvitationState.WITHDRAWN
        if self.expires_at <= timezone.now():
            return InvitationState.LAPSED
        if not getattr(self, "is_backed", True):
            return InvitationState.RESTING
        return InvitationState.UNSENT if self.unsent_at else InvitationState.OPEN

    @property
    def is_unanswered(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None


def hash_of(token: str) -> str:
    """What is stored of a token. It carries 256 bits of chance, so that a plain SHA-256 can't be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()
