"""A case: one person's support by an organisation, for a term."""

from __future__ import annotations

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from cases.enums import CaseStatus, ClosingReason, NeedLevel
from cases.models.person import Person
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework
from pik.core.periods import PeriodModel
from pik.core.public_ids import PublicIdField
from pik.core.workflow import TransitionLog


class CaseQuerySet(CaseworkQuerySet["Case"]):
    def active(self) -> CaseQuerySet:
        return self.filter(status=CaseStatus.ACTIVE)

    def with_head(self) -> CaseQuerySet:
        """All that the head of the case page shows, in one query."""
        from cases.models.session import Session

        sessions = Session.objects.filter(case=OuterRef("pk")).order_by().values("case")
        members = Person.objects.filter(household=OuterRef("person__household")).order_by().values("household")
        return self.select_related("person__household", "lead", "organisation").annotate(
            session_count=Coalesce(Subquery(sessions.annotate(n=Count("pk")).values("n")), 0),
            household_size=Coalesce(Subquery(members.annotate(n=Count("pk")).values("n")), 0),
        )


@track_casework("case")
class Case(PeriodModel):
    """Support of one person. ``starts_on`` … ``ends_on`` is the support term, both days included."""

    runtime_calls = ("cases_case_behind(text, bigint)", "cases_open_obligations(bigint, bigint)")

    public_id = PublicIdField()
    number = models.CharField("Fallnummer", max_length=20, unique=True, editable=False)
    need = models.CharField("Bedarf", max_length=20, choices=NeedLevel, default=NeedLevel.REGULAR)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="cases", verbose_name="Organisation"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases", verbose_name="Person")
    lead = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="led_cases", verbose_name="zuständig"
    )
    term_basis = models.JSONField("Grundlage der Dauer", default=dict, editable=False)
    status = models.CharField("Stand", max_length=20, choices=CaseStatus, default=CaseStatus.ACTIVE)
    opened_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)
    closed_on = models.DateField("abgeschlossen am", null=True, blank=True)
    closing_reason = models.CharField("Grund des Abschlusses", max_length=20, choices=ClosingReason, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(PeriodModel.Meta):
        verbose_name = "Fall"
        verbose_name_plural = "Fälle"
        ordering = ["-opened_at", "pk"]
        indexes = [
            models.Index(fields=["organisation", "status", "ends_on"], name="case_term_end"),
            models.Index(fields=["lead", "status", "ends_on"], name="case_of_lead"),
            models.Index(fields=["organisation", "number"], name="case_number"),
            # What the daily reminders look for, over all organisations.
            models.Index(fields=["ends_on"], condition=Q(status="active"), name="case_active_end"),
        ]
        constraints = [
            *PeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(need__in=NeedLevel.values),
                name="case_need_known",
                violation_error_message="Diesen Bedarf gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CaseStatus.values),
                name="case_status_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.ACTIVE, closed_on__isnull=True, closing_reason="")
                | Q(status=CaseStatus.CLOSED, closed_on__isnull=False, closing_reason__in=ClosingReason.values),
                name="case_closed_with_reason",
                violation_error_message="Ein abgeschlossener Fall hat ein Datum und einen Grund, ein aktiver keines.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status=CaseStatus.ACTIVE),
                name="case_one_active",
                violation_error_message="Diese Person hat schon einen aktiven Fall.",
            ),
            casework_wall("case"),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        super().clean()
        if self.person_id and self.person.organisation_id != self.organisation_id:
            raise ValidationError({"person": "Diese Person wird von einer anderen Organisation begleitet."})

    def get_absolute_url(self) -> str:
        return reverse("cases:case_detail", kwargs={"public_id": self.public_id})

    @property
    def status_tone(self) -> str:
        return CaseStatus(self.status).tone

    @property
    def is_open(self) -> bool:
        """Whether it is worked on: read and changed."""
        return self.status == CaseStatus.ACTIVE

    @property
    def lead_name(self) -> str:
        """Who leads it, in words."""
        return self.lead.get_full_name()


class CaseTransition(CaseworkPart, TransitionLog):
    """What happened to a case."""

    subject = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transitions", verbose_name="Fall")

    class Meta(TransitionLog.Meta):
        verbose_name = "Schritt eines Falls"
        verbose_name_plural = "Schritte eines Falls"
        constraints = [casework_wall("case_transition")]
        triggers = [
            carries_organisation_of("case_transition", "subject", "cases_case"),
            pgtrigger.Protect(name="case_transition_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class CaseCode(models.Model):
    """The letters before an organisation's case numbers, such as LAD; no two organisations share them."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="case_code", verbose_name="Organisation"
    )
    code = models.CharField("Kürzel", max_length=6, unique=True)

    class Meta:
        verbose_name = "Kürzel der Fallnummern"
        verbose_name_plural = "Kürzel der Fallnummern"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class CaseCounter(models.Model):
    """The last running number of an organisation in a year; locked while the next one is given."""

    code = models.ForeignKey(CaseCode, on_delete=models.PROTECT, related_name="counters", verbose_name="Kürzel")
    year = models.PositiveSmallIntegerField("Jahr")
    last_number = models.PositiveIntegerField("letzte Nummer", default=0)

    class Meta:
        verbose_name = "Zähler der Fallnummern"
        verbose_name_plural = "Zähler der Fallnummern"
        ordering = ["code", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "year"],
                name="case_counter_once",
                violation_error_message="Diesen Zähler gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}: {self.last_number}"
