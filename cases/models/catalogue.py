"""The catalogue of goals and steps, and plan templates: a common one for all, and each organisation's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.enums import DueUnit, LifeArea, StepOwner
from cases.models.scope import carries_organisation_of
from pik.accounts.permissions import PERMISSIONS
from pik.core.formats import counted
from pik.core.public_ids import PublicIdField
from pik.core.walls import ACTING_ORGANISATION, Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.models import User

#: Half a year is what offices asked us for; no regulation fixes it.
USUAL_REVIEW_MONTHS = 6
MOST_REVIEW_MONTHS = 24
_READERS = role_is_one_of(PERMISSIONS["cases.view_case"])
_WRITERS = role_is_one_of(PERMISSIONS["cases.edit_catalogue"])


class CatalogueQuerySet(models.QuerySet["CatalogueGoal"]):
    def visible_to(self, user: User) -> CatalogueQuerySet:
        """The common entries and those of the user's organisation, for those who counsel."""
        return self.filter(_exists_for(user))

    def in_use(self) -> CatalogueQuerySet:
        return self.filter(retired_at__isnull=True)


class TemplateQuerySet(models.QuerySet["PlanTemplate"]):
    def visible_to(self, user: User) -> TemplateQuerySet:
        """The common templates and those of the user's organisation, for those who counsel."""
        return self.filter(_exists_for(user))

    def in_use(self) -> TemplateQuerySet:
        return self.filter(retired_at__isnull=True)


def _exists_for(user: User) -> Q:
    membership = user.membership
    if membership is None or membership.role not in PERMISSIONS["cases.view_case"]:
        return Q(pk__in=[])
    return Q(organisation__isnull=True) | Q(organisation=membership.organisation_id)


def shared_wall(name: str) -> Wall:
    """Everybody who counsels reads the common rows and the own ones; the Teamleitung writes the own ones."""
    return Wall(
        name=f"{name}_wall",
        rows=f"(organisation_id IS NULL OR organisation_id = {ACTING_ORGANISATION}) AND {_READERS}",
        writes=f"organisation_id = {ACTING_ORGANISATION} AND {_WRITERS}",
    )


def common_ones_stay(name: str) -> pgtrigger.Trigger:
    """Trigger: a row common to all is never deleted, only retired; what names its key goes on finding it."""
    return pgtrigger.Protect(
        name=f"{name}_common_stays",
        operation=pgtrigger.Delete,
        condition=pgtrigger.Q(old__organisation__isnull=True),
    )


class SharedRow(models.Model):
    """A row common to all organisations (``organisation`` empty), or one's own."""

    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="Organisation",
    )

    class Meta:
        abstract = True


class CatalogueGoal(SharedRow):
    """A goal to choose from. ``key`` never changes: translations hang on it."""

    public_id = PublicIdField()
    key = models.CharField("Schlüssel", max_length=60, blank=True, editable=False)
    life_area = models.CharField("Lebensbereich", max_length=20, choices=LifeArea)
    title = models.CharField("Ziel", max_length=200)
    criterion = models.CharField("erreicht, wenn …", max_length=250)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0, editable=False)
    retired_at = models.DateTimeField("nicht mehr angeboten seit", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = "Ziel des Katalogs"
        verbose_name_plural = "Ziele des Katalogs"
        ordering = ["life_area", F("organisation").asc(nulls_first=True), "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(life_area__in=LifeArea.values),
                name="catalogue_goal_life_area_known",
                violation_error_message="Bitte wählen Sie einen Lebensbereich aus der Liste.",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(criterion=""),
                name="catalogue_goal_worded",
                violation_error_message="Bitte nennen Sie das Ziel und woran man sieht, dass es erreicht ist.",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(key=""),
                name="catalogue_goal_common_has_key",
                violation_error_message="Ein gemeinsames Ziel hat einen Schlüssel.",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(organisation__isnull=True),
                name="catalogue_goal_key_once",
                violation_error_message="Diesen Schlüssel gibt es schon.",
            ),
            shared_wall("catalogue_goal"),
        ]
        triggers = [common_ones_stay("catalogue_goal")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_common(self) -> bool:
        return self.organisation_id is None


class CatalogueStep(SharedRow):
    """A step towards a goal of the catalogue."""

    goal = models.ForeignKey(CatalogueGoal, on_delete=models.PROTECT, related_name="steps", verbose_name="Ziel")
    key = models.CharField("Schlüssel", max_length=60, blank=True, editable=False)
    text = models.CharField("Schritt", max_length=250)
    owner = models.CharField("Wer", max_length=20, choices=StepOwner, default=StepOwner.CLIENT)
    owner_name = models.CharField("Name der Stelle", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0, editable=False)

    class Meta:
        verbose_name = "Schritt des Katalogs"
        verbose_name_plural = "Schritte des Katalogs"
        ordering = ["goal", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__in=StepOwner.values),
                name="catalogue_step_owner_known",
                violation_error_message="Bitte wählen Sie, wer den Schritt geht.",
            ),
            models.CheckConstraint(
                condition=~Q(owner=StepOwner.THIRD) | ~Q(owner_name=""),
                name="catalogue_step_third_named",
                violation_error_message="Bitte nennen Sie die andere Stelle.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="catalogue_step_worded",
                violation_error_message="Bitte beschreiben Sie den Schritt.",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(organisation__isnull=True),
                name="catalogue_step_key_once",
                violation_error_message="Diesen Schlüssel gibt es schon.",
            ),
            shared_wall("catalogue_step"),
        ]
        triggers = [
            carries_organisation_of("catalogue_step", "goal", "cases_cataloguegoal"),
            common_ones_stay("catalogue_step"),
        ]

    def __str__(self) -> str:
        return self.text


class PlanTemplate(SharedRow):
    """A plan to begin with: goals and steps that are due so long after the day it is applied."""

    public_id = PublicIdField()
    key = models.CharField("Schlüssel", max_length=60, blank=True, editable=False)
    name = models.CharField("Name", max_length=120)
    description = models.CharField("wofür", max_length=250, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0, editable=False)
    retired_at = models.DateTimeField("nicht mehr angeboten seit", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "Planvorlage"
        verbose_name_plural = "Planvorlagen"
        ordering = [F("organisation").asc(nulls_first=True), "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="plan_template_named",
                violation_error_message="Bitte geben Sie der Vorlage einen Namen.",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(key=""),
                name="plan_template_common_has_key",
                violation_error_message="Eine gemeinsame Vorlage hat einen Schlüssel.",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(organisation__isnull=True),
                name="plan_template_key_once",
                violation_error_message="Diesen Schlüssel gibt es schon.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(retired_at__isnull=True),
                name="plan_template_name_once",
                violation_error_message="Eine Vorlage mit diesem Namen gibt es schon.",
            ),
            shared_wall("plan_template"),
        ]
        triggers = [common_ones_stay("plan_template")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_common(self) -> bool:
        return self.organisation_id is None


class TemplateGoal(SharedRow):
    """A goal of a template; ``catalogue_key`` says which entry of the common catalogue its words are."""

    template = models.ForeignKey(PlanTemplate, on_delete=models.PROTECT, related_name="goals", verbose_name="Vorlage")
    catalogue_key = models.CharField("Schlüssel im Katalog", max_length=60, blank=True, editable=False)
    life_area = models.CharField("Lebensbereich", max_length=20, choices=LifeArea)
    title = models.CharField("Ziel", max_length=200)
    criterion = models.CharField("erreicht, wenn …", max_length=250)
    due_in = models.PositiveSmallIntegerField("fällig nach")
    due_unit = models.CharField("Einheit", max_length=10, choices=DueUnit, default=DueUnit.MONTHS)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0, editable=False)

    class Meta:
        verbose_name = "Ziel einer Planvorlage"
        verbose_name_plural = "Ziele einer Planvorlage"
        ordering = ["template", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(life_area__in=LifeArea.values),
                name="template_goal_life_area_known",
                violation_error_message="Bitte wählen Sie einen Lebensbereich aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(due_unit__in=DueUnit.values),
                name="template_goal_unit_known",
                violation_error_message="Bitte wählen Sie Tage, Wochen oder Monate.",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(criterion=""),
                name="template_goal_worded",
                violation_error_message="Bitte nennen Sie das Ziel und woran man sieht, dass es erreicht ist.",
            ),
            shared_wall("template_goal"),
        ]
        triggers = [carries_organisation_of("template_goal", "template", "cases_plantemplate")]

    def __str__(self) -> str:
        return self.title


class TemplateStep(SharedRow):
    """A step of a goal of a template."""

    goal = models.ForeignKey(TemplateGoal, on_delete=models.PROTECT, related_name="steps", verbose_name="Ziel")
    catalogue_key = models.CharField("Schlüssel im Katalog", max_length=60, blank=True, editable=False)
    text = models.CharField("Schritt", max_length=250)
    owner = models.CharField("Wer", max_length=20, choices=StepOwner, default=StepOwner.CLIENT)
    owner_name = models.CharField("Name der Stelle", max_length=120, blank=True)
    due_in = models.PositiveSmallIntegerField("fällig nach")
    due_unit = models.CharField("Einheit", max_length=10, choices=DueUnit, default=DueUnit.WEEKS)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0, editable=False)

    class Meta:
        verbose_name = "Schritt einer Planvorlage"
        verbose_name_plural = "Schritte einer Planvorlage"
        ordering = ["goal", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__in=StepOwner.values),
                name="template_step_owner_known",
                violation_error_message="Bitte wählen Sie, wer den Schritt geht.",
            ),
            models.CheckConstraint(
                condition=~Q(owner=StepOwner.THIRD) | ~Q(owner_name=""),
                name="template_step_third_named",
                violation_error_message="Bitte nennen Sie die andere Stelle.",
            ),
            models.CheckConstraint(
                condition=Q(due_unit__in=DueUnit.values),
                name="template_step_unit_known",
                violation_error_message="Bitte wählen Sie Tage, Wochen oder Monate.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="template_step_worded",
                violation_error_message="Bitte beschreiben Sie den Schritt.",
            ),
            shared_wall("template_step"),
        ]
        triggers = [carries_organisation_of("template_step", "goal", "cases_templategoal")]

    def __str__(self) -> str:
        return self.text

    @property
    def who(self) -> str:
        """Who goes the step, in words."""
        return self.owner_name or self.get_owner_display()


class ReviewInterval(models.Model):
    """How often an organisation goes through a plan again. Its own choice: no regulation fixes it."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="review_interval", verbose_name="Organisation"
    )
    months = models.PositiveSmallIntegerField("Monate", default=USUAL_REVIEW_MONTHS)
    changed_at = models.DateTimeField("geändert", default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="geändert von"
    )

    class Meta:
        verbose_name = "Abstand der Fortschreibungen"
        verbose_name_plural = "Abstände der Fortschreibungen"
        ordering = ["organisation", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=1) & Q(months__lte=MOST_REVIEW_MONTHS),
                name="review_interval_possible",
                violation_error_message=f"Zwischen zwei Fortschreibungen liegen 1 bis {MOST_REVIEW_MONTHS} Monate.",
            ),
            Wall(name="review_interval_wall", organisation="organisation", roles=PERMISSIONS["cases.view_case"]),
        ]

    def __str__(self) -> str:
        return every(self.months)


def every(months: int) -> str:
    """How often a plan is gone through again: „alle 6 Monate“, „jeden Monat“."""
    return "jeden Monat" if months == 1 else f"alle {counted(months, 'Monat', 'Monate')}"
