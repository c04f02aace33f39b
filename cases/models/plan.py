"""The Integrationsplan: goals in areas of life, steps that say who does what until when."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import (
    OPEN_STATUSES,
    PROTECTED_KINDS,
    CaseStatus,
    GoalPriority,
    GoalProgress,
    LifeArea,
    StepOwner,
    StepState,
)
from cases.enums.plan import PURSUED, WITH_REASON
from cases.models.case import Case
from cases.models.person import Person
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework

_PROTECTED = ", ".join(f"'{kind}'" for kind in PROTECTED_KINDS)


class PlanQuerySet(CaseworkQuerySet["Integrationsplan"]):
    def reviewed_by(self, day: date) -> PlanQuerySet:
        """Those of active cases that are to be gone through again by ``day``."""
        return self.filter(next_review_on__lte=day, case__status=CaseStatus.ACTIVE)


class Integrationsplan(CaseworkPart):
    """The one plan of a case; it grows as the case does, and may cover the whole family (``PlanMember``)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="plan", verbose_name="Fall")
    next_review_on = models.DateField(
        "nächste Fortschreibung",
        null=True,
        blank=True,
        help_text="Der Tag, bis zu dem der Plan gemeinsam durchgesehen wird.",
    )
    created_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="angelegt von"
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "Integrationsplan"
        verbose_name_plural = "Integrationspläne"
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["next_review_on"], condition=Q(next_review_on__isnull=False), name="plan_next_review"),
        ]
        constraints = [casework_wall("integrationsplan")]
        triggers = [carries_organisation_of("plan", "case", "cases_case")]

    def __str__(self) -> str:
        return f"Integrationsplan {self.case}"

    def get_absolute_url(self) -> str:
        return reverse("cases:case_plan", kwargs={"public_id": self.case.public_id})


class PlanMemberQuerySet(CaseworkQuerySet["PlanMember"]):
    def live(self) -> PlanMemberQuerySet:
        """Those whom a plan covers today that is worked on: its case is open."""
        return self.filter(left_on__isnull=True, plan__case__status__in=OPEN_STATUSES)


class PlanMember(CaseworkPart):
    """Somebody whom a plan covers: the person of its case, and those of the family who share it."""

    plan = models.ForeignKey(Integrationsplan, on_delete=models.PROTECT, related_name="members", verbose_name="Plan")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_members", verbose_name="Person")
    joined_on = models.DateField("einbezogen seit", default=timezone.localdate)
    left_on = models.DateField("einbezogen bis", null=True, blank=True)

    objects = PlanMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "Person eines Plans"
        verbose_name_plural = "Personen eines Plans"
        ordering = ["joined_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(left_on__isnull=True),
                name="plan_member_one_live_plan",
                violation_error_message="Für diese Person läuft schon ein Integrationsplan.",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="plan_member_leaves_after_joining",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            casework_wall("plan_member"),
        ]
        triggers = [carries_organisation_of("plan_member", "plan", "cases_integrationsplan")]

    def __str__(self) -> str:
        return f"{self.person}, {self.plan}"


class GoalQuerySet(CaseworkQuerySet["Goal"]):
    def pursued(self) -> GoalQuerySet:
        """Those still worked towards."""
        return self.filter(progress__in=PURSUED)


@track_casework("goal")
class Goal(CaseworkPart):
    """What someone wants to reach, and by what everyone will see that it is reached."""

    plan = models.ForeignKey(Integrationsplan, on_delete=models.PROTECT, related_name="goals", verbose_name="Plan")
    life_area = models.CharField("Lebensbereich", max_length=20, choices=LifeArea)
    title = models.CharField("Ziel", max_length=200)
    criterion = models.CharField(
        "erreicht, wenn …", max_length=250, help_text="Woran alle sehen, dass das Ziel erreicht ist."
    )
    due_on = models.DateField("bis")
    priority = models.PositiveSmallIntegerField("Priorität", choices=GoalPriority, default=GoalPriority.NORMAL)
    progress = models.CharField("Stand", max_length=20, choices=GoalProgress, default=GoalProgress.OPEN)
    outcome_reason = models.CharField(
        "Grund",
        max_length=250,
        blank=True,
        help_text="Nötig, wenn ein Ziel nicht erreicht oder verworfen wurde.",
    )
    reviewed_at = models.DateTimeField("zuletzt durchgesehen", null=True, blank=True, editable=False)
    # Which entry of the common catalogue the words are, so that prints in other languages can translate them.
    catalogue_key = models.CharField("Schlüssel im Katalog", max_length=60, blank=True, editable=False)
    created_at = models.DateTimeField("aufgenommen", default=timezone.now, editable=False)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = "Ziel"
        verbose_name_plural = "Ziele"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(life_area__in=LifeArea.values),
                name="goal_life_area_known",
                violation_error_message="Bitte wählen Sie einen Lebensbereich aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(progress__in=GoalProgress.values),
                name="goal_progress_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=GoalPriority.values),
                name="goal_priority_known",
                violation_error_message="Diese Priorität gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~Q(criterion=""),
                name="goal_criterion_given",
                violation_error_message="Bitte sagen Sie, woran alle sehen, dass das Ziel erreicht ist.",
            ),
            models.CheckConstraint(
                condition=~Q(progress__in=WITH_REASON) | ~Q(outcome_reason=""),
                name="goal_outcome_reasoned",
                violation_error_message="Bitte nennen Sie den Grund, warum das Ziel nicht erreicht oder verworfen ist.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="goal_title_given",
                violation_error_message="Bitte nennen Sie das Ziel.",
            ),
            casework_wall("goal"),
        ]
        triggers = [carries_organisation_of("goal", "plan", "cases_integrationsplan")]

    def __str__(self) -> str:
        return self.title

    @property
    def progress_tone(self) -> str:
        return GoalProgress(self.progress).tone

    @property
    def is_pursued(self) -> bool:
        return GoalProgress(self.progress).is_pursued

    @property
    def is_overdue(self) -> bool:
        return self.is_pursued and self.due_on < timezone.localdate()


class StepQuerySet(CaseworkQuerySet["Step"]):
    def open(self) -> StepQuerySet:
        return self.filter(done_on__isnull=True, dropped_on__isnull=True)


@track_casework("step")
class Step(CaseworkPart):
    """One step towards a goal."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="steps", verbose_name="Ziel")
    text = models.CharField("Schritt", max_length=250)
    owner = models.CharField("Wer", max_length=20, choices=StepOwner, default=StepOwner.CLIENT)
    owner_name = models.CharField(
        "Name der Stelle", max_length=120, blank=True, help_text="Nur, wenn eine andere Stelle den Schritt geht."
    )
    due_on = models.DateField("bis", null=True, blank=True)
    done_on = models.DateField("erledigt am", null=True, blank=True)
    done_in = models.ForeignKey(
        "cases.Session",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="steps_done",
        verbose_name="erledigt in der Beratung",
    )
    agreed_in = models.ForeignKey(
        "cases.Session",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="steps_agreed",
        verbose_name="vereinbart in der Beratung",
    )
    offer = models.ForeignKey(
        "cases.Offer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name="Angebot",
        help_text="Das Angebot, das dabei hilft.",
    )
    dropped_on = models.DateField("entfallen am", null=True, blank=True)
    dropped_because = models.CharField("Grund", max_length=250, blank=True)
    # Counted by the database, whoever moves the day; what it was before stands in the history of the row.
    postponed_count = models.PositiveSmallIntegerField("verschoben", default=0, editable=False)
    catalogue_key = models.CharField("Schlüssel im Katalog", max_length=60, blank=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "Schritt"
        verbose_name_plural = "Schritte"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(done_on__isnull=True, dropped_on__isnull=True),
                name="step_open_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__in=StepOwner.values),
                name="step_owner_known",
                violation_error_message="Bitte wählen Sie, wer den Schritt geht.",
            ),
            models.CheckConstraint(
                condition=~Q(owner=StepOwner.THIRD) | ~Q(owner_name=""),
                name="step_third_named",
                violation_error_message="Bitte nennen Sie die andere Stelle.",
            ),
            models.CheckConstraint(
                condition=Q(done_in__isnull=True) | Q(done_on__isnull=False),
                name="step_done_in_session",
                violation_error_message="Was in einer Beratung erledigt wurde, hat ein Datum.",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True),
                name="step_done_or_dropped",
                violation_error_message="Ein Schritt ist erledigt oder entfallen, nicht beides.",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True, dropped_because="")
                | (Q(dropped_on__isnull=False) & ~Q(dropped_because="")),
                name="step_dropped_with_reason",
                violation_error_message="Bitte nennen Sie den Grund, warum der Schritt entfällt.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="step_text_given",
                violation_error_message="Bitte beschreiben Sie den Schritt.",
            ),
            casework_wall("step"),
        ]
        triggers = [
            carries_organisation_of("step", "goal", "cases_goal"),
            # A plan is read by the whole team; that somebody uses a protected offer is known to few.
            pgtrigger.Trigger(
                name="step_offer_not_protected",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__offer__isnull=False),
                func=(
                    "IF EXISTS (SELECT 1 FROM cases_offer WHERE id = NEW.offer_id "  # noqa: S608
                    f"AND kind IN ({_PROTECTED})) THEN "
                    "RAISE EXCEPTION 'step_offer_not_protected' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="step_counts_postponements",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "NEW.postponed_count := OLD.postponed_count + "
                    "CASE WHEN NEW.due_on > OLD.due_on THEN 1 ELSE 0 END; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def state(self) -> StepState:
        if self.done_on is not None:
            return StepState.DONE
        return StepState.OPEN if self.dropped_on is None else StepState.DROPPED

    @property
    def is_open(self) -> bool:
        return self.state == StepState.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def who(self) -> str:
        """Who goes the step, in words."""
        return self.owner_name if self.owner == StepOwner.THIRD else self.get_owner_display()
