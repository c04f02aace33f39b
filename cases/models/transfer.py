"""A case moves to another organisation: the request, the consent, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import Consenter, ConsentForm, TransferPart, TransferStatus
from cases.models.case import Case
from cases.models.consent import INCOMPLETE, IS_COMPLETE, IS_NAMED, UNNAMED, ConsentModel
from pik.accounts.permissions import PERMISSIONS
from pik.core.public_ids import PublicIdField
from pik.core.walls import ACTING_ORGANISATION, Wall, role_is_one_of
from pik.core.workflow import TransitionLog

if TYPE_CHECKING:
    from pik.accounts.models import User

PREPARED = (TransferStatus.DRAFT, TransferStatus.CONSENTED)
OPEN = (*PREPARED, TransferStatus.SENT)
ENDED = (TransferStatus.ACCEPTED, TransferStatus.REFUSED, TransferStatus.WITHDRAWN)
#: Emptied when an Überleitung ends: who it was about, the sender's and the receiver's own files tell.
NAMELESS = {"person_name": "", "message": "", "consent_by_name": ""}
_ROLES = PERMISSIONS["cases.view_case"]


def parts_of_every_transfer() -> list[str]:
    """What always goes along."""
    return [TransferPart.PERSON]


def _consented_to_changes() -> pgtrigger.Q:
    """Condition of a trigger: something changes that the consent was about, or the proof of it."""
    names = ("receiver", "parts", "moves_on", "consent_on", "consent_by", "consent_form", "consent_told")
    return reduce(or_, (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in names))


def _home(user: User) -> int | None:
    """The organisation for which ``user`` acts."""
    return user.membership.organisation_id if user.membership else None


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: User) -> TransferQuerySet:
        """For those who counsel where the case is; and, once it was sent, for those where it shall go."""
        if user.membership is None or user.membership.role not in _ROLES:
            return self.none()
        here = user.membership.organisation_id
        return self.filter(Q(organisation=here) | Q(receiver=here, sent_at__isnull=False))

    def outgoing(self, user: User) -> TransferQuerySet:
        """Those of one's own organisation's cases."""
        return self.visible_to(user).filter(organisation=_home(user))

    def incoming(self, user: User) -> TransferQuerySet:
        """Those that came to one's own organisation."""
        return self.visible_to(user).filter(receiver=_home(user))

    def waiting(self) -> TransferQuerySet:
        """Those that nobody has answered yet."""
        return self.filter(status=TransferStatus.SENT)


class Transfer(ConsentModel):
    """An Überleitung. Both sides read the row; ``case`` exists for the sender alone, ``new_case`` for the receiver.

    Until it is accepted the receiver knows the name, the parts and a message, and nothing of the content. Name,
    message and the consenter's name are gone when it has ended: the proof that somebody consented stays.
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="abgebende Stelle"
    )
    receiver = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="incoming_transfers",
        verbose_name="aufnehmende Stelle",
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers", verbose_name="Fall")
    case_number = models.CharField("bisherige Fallnummer", max_length=20, editable=False)
    new_case = models.OneToOneField(
        Case,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="arrival",
        verbose_name="Fall bei der aufnehmenden Stelle",
    )
    new_number = models.CharField("neue Fallnummer", max_length=20, blank=True, editable=False)
    status = models.CharField("Stand", max_length=20, choices=TransferStatus, default=TransferStatus.DRAFT)
    moves_on = models.DateField("Umzug am")
    parts = ArrayField(
        models.CharField(max_length=20, choices=TransferPart), verbose_name="Teile", default=parts_of_every_transfer
    )
    person_name = models.CharField("Name der Person", max_length=300, blank=True, editable=False)
    message = models.TextField(
        "Nachricht",
        blank=True,
        max_length=600,
        help_text="Lesen alle, die dort beraten, auch wenn sie ablehnen. Bitte nichts zum Inhalt der Beratung.",
    )
    consent_told = models.TextField("worüber aufgeklärt wurde", blank=True)
    created_at = models.DateTimeField("begonnen", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="begonnen von"
    )
    sent_at = models.DateTimeField("angefragt", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("beendet", null=True, blank=True, editable=False)
    #: How many rows of each kind went over, and the checksum over them: {"rows": {label: n}, "checksum": …}.
    receipt = models.JSONField("Übernahmebeleg", default=dict, blank=True, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "Überleitung"
        verbose_name_plural = "Überleitungen"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "status"], name="transfer_outgoing"),
            models.Index(fields=["receiver", "status"], name="transfer_incoming"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=TransferStatus.values),
                name="transfer_status_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(parts__contained_by=TransferPart.values) & Q(parts__contains=[TransferPart.PERSON]),
                name="transfer_parts_known",
                violation_error_message="Die Angaben zur Person gehen immer mit, weitere Teile aus der Liste.",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("receiver")),
                name="transfer_to_another",
                violation_error_message="Übergeleitet wird an eine andere Stelle.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[TransferStatus.DRAFT, TransferStatus.WITHDRAWN])
                | (IS_COMPLETE & ~Q(consent_told="")),
                name="transfer_consent_recorded",
                violation_error_message=INCOMPLETE,
            ),
            models.CheckConstraint(
                condition=(Q(consent_by="") | Q(consent_by__in=Consenter.values))
                & (Q(consent_form="") | Q(consent_form__in=ConsentForm.values)),
                name="transfer_consent_known",
                violation_error_message="Diese Angabe zur Einwilligung gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED) | IS_NAMED,
                name="transfer_consenter_named",
                violation_error_message=UNNAMED,
            ),
            models.CheckConstraint(
                condition=Q(status__in=PREPARED, sent_at__isnull=True)
                | Q(status=TransferStatus.WITHDRAWN)
                | Q(status__in=[TransferStatus.SENT, TransferStatus.ACCEPTED, TransferStatus.REFUSED])
                & Q(sent_at__isnull=False),
                name="transfer_sent_at_some_time",
                violation_error_message="Was angefragt ist, hat einen Zeitpunkt.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_at__isnull=True) & ~Q(person_name="")
                | Q(status__in=ENDED, ended_at__isnull=False, person_name="", message="", consent_by_name=""),
                name="transfer_nameless_when_ended",
                violation_error_message="Ist eine Überleitung beendet, so stehen Name und Nachricht nicht mehr in ihr.",
            ),
            models.CheckConstraint(
                condition=Q(status=TransferStatus.ACCEPTED, new_case__isnull=False) & ~Q(new_number="")
                | ~Q(status=TransferStatus.ACCEPTED) & Q(new_case__isnull=True, new_number=""),
                name="transfer_accepted_with_case",
                violation_error_message="Genau eine übernommene Überleitung hat einen neuen Fall.",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(status__in=OPEN),
                name="transfer_one_open",
                violation_error_message="Für diesen Fall läuft schon eine Überleitung.",
            ),
            Wall(
                name="transfer_wall",
                rows=(
                    f"{role_is_one_of(_ROLES)} AND (organisation_id = {ACTING_ORGANISATION}"
                    f" OR (receiver_id = {ACTING_ORGANISATION} AND sent_at IS NOT NULL))"
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="transfer_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="transfer_of_one_case",
                fields=["public_id", "organisation", "case", "case_number", "created_at", "created_by"],
            ),
            # What somebody consented to can't become something else afterwards.
            pgtrigger.Protect(
                name="transfer_as_consented",
                operation=pgtrigger.Update,
                condition=_consented_to_changes() & pgtrigger.Q(old__sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Überleitung {self.case_number}"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Each side sees one of the two cases alone: that the other exists, the database holds."""
        super().clean_fields(exclude={*(exclude or ()), "case", "new_case"})

    def get_absolute_url(self) -> str:
        return reverse("cases:transfer_detail", kwargs={"transfer_id": self.public_id})

    @property
    def status_tone(self) -> str:
        return TransferStatus(self.status).tone

    @property
    def is_prepared(self) -> bool:
        """Whether the sender still works on it."""
        return self.status in PREPARED

    @property
    def part_labels(self) -> list[str]:
        """The chosen parts in the order of the list."""
        return [part.label for part in TransferPart if part in self.parts]


class TransferTransition(TransitionLog):
    """What happened to an Überleitung; both sides read it."""

    subject = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, related_name="transitions", verbose_name="Überleitung"
    )

    class Meta(TransitionLog.Meta):
        verbose_name = "Schritt einer Überleitung"
        verbose_name_plural = "Schritte einer Überleitung"
        constraints = [Wall(name="transfer_transition_wall", through="subject")]
        triggers = [
            pgtrigger.Protect(name="transfer_transition_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
