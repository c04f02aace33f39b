"""The Integrationsplan: goals in areas of life, steps that say who does what until when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import GoalProgress, LifeArea, StepOwner
from cases.models.case import Case
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework


class PlanQuerySet(CaseworkQuerySet["Integrationsplan"]):
    pass


class Integrationsplan(CaseworkPart):
    """The one plan of a case; it grows as the case does."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="plan", verbose_name="Fall")
    created_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="angelegt von"
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "Integrationsplan"
        verbose_name_plural = "Integrationspläne"
        ordering = ["created_at", "pk"]
        constraints = [casework_wall("integrationsplan")]
        triggers = [carries_organisation_of("plan", "case", "cases_case")]

    def __str__(self) -> str:
        return f"Integrationsplan {self.case}"

    def get_absolute_url(self) -> str:
        return reverse("cases:case_plan", kwargs={"public_id": self.case.public_id})


class GoalQuerySet(CaseworkQuerySet["Goal"]):
    pass


@track_casework("goal")
class Goal(CaseworkPart):
    """What someone wants to reach, and by what everyone will see that it is reached."""

    plan = models.ForeignKey(Integrationsplan, on_delete=models.PROTECT, related_name="goals", verbose_name="Plan")
    life_area = models.CharField("Lebensbereich", max_length=20, choices=LifeArea)
    title = models.CharField("Ziel", max_length=200)
    criterion = models.CharField(
        "erreicht, wenn …", max_length=250, blank=True, help_text="Woran alle sehen, dass das Ziel erreicht ist."
    )
    due_on = models.DateField("bis", null=True, blank=True)
    progress = models.CharField("Fortschritt", max_length=20, choices=GoalProgress, default=GoalProgress.OPEN)
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
                violation_error_message="Diesen Fortschritt gibt es nicht.",
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


class StepQuerySet(CaseworkQuerySet["Step"]):
    def open(self) -> StepQuerySet:
        return self.filter(done_on__isnull=True)


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

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "Schritt"
        verbose_name_plural = "Schritte"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_on__isnull=True), name="step_open_due"),
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
                condition=~Q(text=""),
                name="step_text_given",
                violation_error_message="Bitte beschreiben Sie den Schritt.",
            ),
            casework_wall("step"),
        ]
        triggers = [carries_organisation_of("step", "goal", "cases_goal")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def who(self) -> str:
        """Who goes the step, in words."""
        return self.owner_name if self.owner == StepOwner.THIRD else self.get_owner_display()


class PlanPrint(CaseworkPart):
    """A print of a plan: ties the plan to the order of its document."""

    plan = models.ForeignKey(Integrationsplan, on_delete=models.PROTECT, related_name="prints", verbose_name="Plan")
    job = models.OneToOneField(
        "documents.Job", on_delete=models.PROTECT, related_name="plan_print", verbose_name="Auftrag"
    )
    created_at = models.DateTimeField("gedruckt", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "Druck eines Integrationsplans"
        verbose_name_plural = "Drucke von Integrationsplänen"
        ordering = ["-created_at", "-pk"]
        constraints = [casework_wall("plan_print")]
        triggers = [carries_organisation_of("plan_print", "plan", "cases_integrationsplan")]

    def __str__(self) -> str:
        return f"{self.plan}, {self.created_at:%d.%m.%Y}"
