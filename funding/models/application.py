"""The application: what a municipality, or several together, ask the Land for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from funding.enums import LIVE, ApplicationStatus
from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from pik.core.money import MoneyField
from pik.core.public_ids import PublicIdField
from pik.core.walls import ACTING_ORGANISATION, Wall, role_is_one_of
from pik.core.workflow import TransitionLog

if TYPE_CHECKING:
    from pik.accounts.models import User

_LIVE_SQL = ", ".join(f"'{status.value}'" for status in LIVE)
# Who leads, who takes part, and the authority from the submission on; in the roles that work on applications.
_PARTIES = (
    f"(organisation_id = {ACTING_ORGANISATION} OR {ACTING_ORGANISATION} = ANY (partners)"
    f" OR (authority_id = {ACTING_ORGANISATION} AND submitted_at IS NOT NULL))"
    f" AND {role_is_one_of(PERMISSIONS['funding.view_application'])}"
)


class FileNumberRange(models.Model):
    """How many file numbers a year has given out; the row is the lock under which the next one is made."""

    year = models.PositiveSmallIntegerField("Jahr", unique=True)
    last = models.PositiveIntegerField("letzte Nummer", default=0)

    class Meta:
        verbose_name = "Nummernkreis"
        verbose_name_plural = "Nummernkreise"
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)

    @classmethod
    @transaction.atomic
    def next_number(cls, year: int) -> str:
        """The next Aktenzeichen of ``year``, such as IM-2018-0417: without gaps, never one twice."""
        cls.objects.get_or_create(year=year)
        row = cls.objects.select_for_update().get(year=year)
        row.last += 1
        row.save(update_fields=["last"])
        return f"IM-{year}-{row.last:04}"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> ApplicationQuerySet:
        """Applicants: those their municipality leads or takes part in. Authority: what was submitted to it."""
        from funding.models.member import Member

        membership = user.membership
        if membership is None:
            return self.none()
        own = membership.organisation_id
        if membership.role == Role.ANTRAGSTELLUNG:
            takes_part = Member.objects.present().filter(application=OuterRef("pk"), gemeinde=own)
            return self.filter(Q(organisation=own) | Exists(takes_part))
        if membership.role in {Role.RP_SACHBEARBEITUNG, Role.RP_ENTSCHEIDUNG}:
            return self.filter(authority=own, submitted_at__isnull=False)
        return self.none()


@pghistory.track(meta={"constraints": [Wall(name="application_event_wall", rows=_PARTIES)]})
class Application(models.Model):
    """An application of one municipality or a group, led by ``organisation``."""

    public_id = PublicIdField()
    number = models.CharField("Aktenzeichen", max_length=20, unique=True)
    round = models.ForeignKey(
        "funding.Round", on_delete=models.PROTECT, related_name="applications", verbose_name="Förderrunde"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="federführend"
    )
    title = models.CharField("Bezeichnung", max_length=150)
    own_contribution = MoneyField("Eigenbeitrag je Jahr", default=0)
    own_contribution_note = models.TextField("Beleg für den Eigenbeitrag", blank=True)
    status = models.CharField("Stand", max_length=20, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    authority = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Bewilligungsstelle",
    )
    reviewer = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Prüfung durch"
    )
    # A copy of the members for the wall, which must not ask a table whose own wall asks this one. The trigger
    # below writes it; what a program wrote there is gone.
    partners = ArrayField(
        models.BigIntegerField(), default=list, blank=True, editable=False, verbose_name="beteiligte Gemeinden"
    )
    submitted_at = models.DateTimeField("eingereicht", null=True, blank=True)
    created_at = models.DateTimeField("angelegt", auto_now_add=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "Antrag"
        verbose_name_plural = "Anträge"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["authority", "status", "submitted_at"], name="application_desk")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ApplicationStatus.values),
                name="application_status_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(own_contribution=0, own_contribution_note="")
                | (Q(own_contribution__gt=0) & ~Q(own_contribution_note="")),
                name="application_contribution_documented",
                violation_error_message="Zu einem Eigenbeitrag gehört ein Beleg, und zu einem Beleg ein Eigenbeitrag.",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at__isnull=True, authority__isnull=True)
                | Q(status="withdrawn")
                | (~Q(status="draft") & Q(submitted_at__isnull=False, authority__isnull=False)),
                name="application_submitted_complete",
                violation_error_message="Ein eingereichter Antrag hat einen Eingang und eine Bewilligungsstelle.",
            ),
            Wall(name="application_wall", rows=_PARTIES),
        ]
        triggers = [
            pgtrigger.Protect(name="application_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="application_copies_partners",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "NEW.partners := COALESCE((SELECT array_agg(gemeinde_id ORDER BY gemeinde_id) "
                    "FROM funding_member WHERE application_id = NEW.id AND removed_at IS NULL), '{}'); RETURN NEW;"
                ),
            ),
            # However the state changes: the municipalities of a rejected or withdrawn application are free
            # again. Member.is_live carries the unique constraint and must never lag behind.
            pgtrigger.Trigger(
                name="application_frees_members",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("status"),
                func=(
                    f"UPDATE funding_member SET is_live = NEW.status IN ({_LIVE_SQL}) "  # noqa: S608 our own constants
                    "WHERE application_id = NEW.id AND removed_at IS NULL; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def status_tone(self) -> str:
        return ApplicationStatus(self.status).tone

    @property
    def status_for_applicant(self) -> str:
        return ApplicationStatus(self.status).for_applicant

    @property
    def tone_for_applicant(self) -> str:
        shown = ApplicationStatus.IN_REVIEW if self.status == ApplicationStatus.DECISION_DRAFTED else self.status
        return ApplicationStatus(shown).tone

    @property
    def is_draft(self) -> bool:
        return self.status == ApplicationStatus.DRAFT

    @property
    def is_live(self) -> bool:
        """Whether its municipalities are bound to it in this round."""
        return self.status in LIVE


class ApplicationTransition(TransitionLog):
    """What happened to an application."""

    subject = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="transitions", verbose_name="Antrag"
    )

    class Meta(TransitionLog.Meta):
        verbose_name = "Schritt eines Antrags"
        verbose_name_plural = "Schritte eines Antrags"
        constraints = [Wall(name="application_transition_wall", through="subject")]
        triggers = [
            pgtrigger.Protect(name="application_transition_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
