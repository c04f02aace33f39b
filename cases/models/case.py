"""A case: one person's support by an organisation, for a term."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Greatest, JSONObject
from django.urls import reverse
from django.utils import timezone

from cases.enums import IN_SUPPORT, OPEN_STATUSES, CaseStatus, ClosingReason, NeedLevel, SessionStatus, WaitingPriority
from cases.models.case_rules import CASE_CONSTRAINTS, keeps_lead_periods
from cases.models.number_keys import number_is_found
from cases.models.person import Person
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework
from pik.core.periods import AbstractPeriod
from pik.core.public_ids import PublicIdField
from pik.core.workflow import TransitionLog

NO_LEAD = "ohne Zuständigkeit"


class CaseQuerySet(CaseworkQuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        """Those that are worked on: requests, the waiting list, active and resting ones."""
        return self.filter(status__in=OPEN_STATUSES)

    def in_support(self) -> CaseQuerySet:
        """Those whose term runs or rests."""
        return self.filter(status__in=IN_SUPPORT)

    def active(self) -> CaseQuerySet:
        """Those whose support runs now; neither resting nor waiting."""
        return self.filter(status=CaseStatus.ACTIVE)

    def without_lead(self) -> CaseQuerySet:
        """Open cases for which nobody is responsible."""
        return self.open().filter(lead__isnull=True)

    def with_head(self) -> CaseQuerySet:
        """All that the head of the case page shows, in one query.

        ``family_plan``: number and public id of the case whose plan covers the person of this one, or None.
        """
        from cases.models.referral import Referral
        from cases.models.session import Session, SessionParticipant
        from cases.people.head import head_annotations

        sessions = Session.objects.filter(case=OuterRef("pk")).order_by().values("case")
        # Those of relatives in which the person took part stand in her file too.
        joined = SessionParticipant.objects.filter(case=OuterRef("pk")).order_by().values("case")
        # The same number for everybody: protected ones are counted for nobody.
        referrals = Referral.objects.ordinary().open().filter(case=OuterRef("pk")).order_by().values("case")
        shared = {"number": "plan__case__number", "public_id": "plan__case__public_id"}
        count = Count("pk")
        return (
            self.select_related("person", "lead", "organisation")
            .annotate(
                session_count=Coalesce(Subquery(sessions.annotate(n=count).values("n")), 0)
                + Coalesce(Subquery(joined.annotate(n=count).values("n")), 0),
                referral_count=Coalesce(Subquery(referrals.annotate(n=count).values("n")), 0),
                family_plan=Subquery(_family_plans().values(told=JSONObject(**shared))[:1]),
                **head_annotations(),
            )
            .with_next_due()
            .with_stand_ins(timezone.localdate())
        )

    def with_next_due(self) -> CaseQuerySet:
        """Each with the days of which ``cases.lifecycle.terms`` chooses what is due next."""
        from cases.models.follow_up import FollowUp

        family = Choice(
            When(status__in=OPEN_STATUSES, then=Subquery(_family_plans().values("plan__next_review_on")[:1]))
        )
        upcoming = FollowUp.objects.filter(case=OuterRef("pk"), done_at__isnull=True).order_by().values("case")
        return self.annotate(
            next_follow_up_on=Subquery(upcoming.annotate(d=Min("due_on")).values("d")),
            next_review_on=Coalesce(F("plan__next_review_on"), family),
        )

    def with_last_contact(self) -> CaseQuerySet:
        """Each with the day of its last session that was held: her own, or one of relatives in which she took part."""
        from cases.models.session import Session, SessionParticipant

        held = Session.objects.held().filter(case=OuterRef("pk")).order_by("-held_on", "-pk").values("held_on")[:1]
        joint = SessionParticipant.objects.filter(case=OuterRef("pk"), session__status=SessionStatus.HELD)
        joined = joint.order_by("-session__held_on").values("session__held_on")[:1]
        return self.annotate(last_contact_on=Greatest(Subquery(held), Subquery(joined)))

    def with_stand_ins(self, on: date) -> CaseQuerySet:
        """Each with who acts beside or in place of its lead on a day: ``substitute_name``, ``deputy_names``."""
        from cases.models.responsibility import Absence, Deputy

        substitute = Absence.objects.current(on).filter(user=OuterRef("lead"), organisation=OuterRef("organisation"))
        deputies = Deputy.objects.current(on).filter(case=OuterRef("pk")).order_by("starts_on", "pk")
        return self.annotate(
            substitute_name=Subquery(substitute.values(n=_full_name("substitute"))[:1]),
            deputy_names=ArraySubquery(deputies.values_list(_full_name("user"))),
        )


def _family_plans() -> models.QuerySet[models.Model]:
    """Memberships by which the plan of another open case covers the person of the case around."""
    from cases.models.plan import PlanMember

    return PlanMember.objects.live().filter(person=OuterRef("person")).exclude(plan__case=OuterRef("pk"))


def _full_name(user: str) -> Concat:
    return Concat(F(f"{user}__first_name"), Value(" "), F(f"{user}__last_name"))


@track_casework("case")
class Case(AbstractPeriod):
    """Support of one person. ``starts_on`` … ``ends_on`` is the support term, both days included.

    Both are empty until support begins. ``ends_on`` is what ``cases.lifecycle.terms`` computed last from the
    rule, the suspensions and the extensions; it is stored for lists, reminders and indexes.
    """

    runtime_calls = ("cases_case_behind(text, bigint)", "cases_open_obligations(bigint, bigint)")

    public_id = PublicIdField()
    number = models.CharField("Fallnummer", max_length=20, unique=True, editable=False)
    need = models.CharField("Bedarf", max_length=20, choices=NeedLevel, default=NeedLevel.REGULAR)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="cases", verbose_name="Organisation"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases", verbose_name="Person")
    lead = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_cases",
        verbose_name="zuständig",
    )
    starts_on = models.DateField("Beginn", null=True, blank=True)
    ends_on = models.DateField("Ende", null=True, blank=True)
    term_basis = models.JSONField("Grundlage der Dauer", default=dict, blank=True, editable=False)
    status = models.CharField("Stand", max_length=20, choices=CaseStatus, default=CaseStatus.ACTIVE)
    opened_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)
    requested_on = models.DateField("Anfrage vom", null=True, blank=True)
    waiting_since = models.DateField("wartet seit", null=True, blank=True)
    priority = models.PositiveSmallIntegerField("Dringlichkeit", choices=WaitingPriority, null=True, blank=True)
    resting_since = models.DateField("ruht seit", null=True, blank=True)
    rests_until = models.DateField("ruht voraussichtlich bis", null=True, blank=True)
    closed_on = models.DateField("abgeschlossen am", null=True, blank=True)
    closing_reason = models.CharField("Grund des Abschlusses", max_length=20, choices=ClosingReason, blank=True)
    aftercare_until = models.DateField("Nachbetreuung bis", null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "Fall"
        verbose_name_plural = "Fälle"
        ordering = ["-opened_at", "pk"]
        indexes = [
            models.Index(fields=["organisation", "status", "ends_on"], name="case_term_end"),
            models.Index(fields=["lead", "status", "ends_on"], name="case_of_lead"),
            models.Index(fields=["organisation", "number"], name="case_number"),
            models.Index(
                fields=["organisation", "priority", "waiting_since"],
                condition=Q(status=CaseStatus.WAITING),
                name="case_waiting",
            ),
            # What the daily reminders look for, over all organisations.
            models.Index(fields=["ends_on"], condition=Q(status__in=IN_SUPPORT), name="case_support_end"),
        ]
        constraints = [*CASE_CONSTRAINTS, casework_wall("case")]
        triggers = [keeps_lead_periods(), number_is_found()]

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
    def priority_tone(self) -> str:
        return WaitingPriority(self.priority).tone if self.priority else ""

    @property
    def is_open(self) -> bool:
        """Whether it is worked on: read and changed."""
        return self.status in OPEN_STATUSES

    @property
    def is_in_support(self) -> bool:
        """Whether its term runs or rests."""
        return self.status in IN_SUPPORT

    @property
    def is_resting(self) -> bool:
        return self.status == CaseStatus.RESTING

    @property
    def is_past_its_term(self) -> bool:
        """Still supported although the term has ended; shown, and never locked."""
        return self.is_in_support and self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def is_in_aftercare(self) -> bool:
        """Closed, but talks may still be held and logged (Nachbetreuung)."""
        return self.aftercare_until is not None and timezone.localdate() <= self.aftercare_until

    @property
    def takes_sessions(self) -> bool:
        """Whether a talk may be logged now: in an open case, and in after-care."""
        return self.is_open or self.is_in_aftercare

    @property
    def lead_name(self) -> str:
        """Who leads it, in words."""
        return self.lead.get_full_name() if self.lead else NO_LEAD


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
