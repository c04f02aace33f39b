"""Who answers for a case: its leads over time, its deputies, and who stands in for somebody absent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from cases.models.case import Case
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework
from pik.core.periods import OpenPeriodModel, PeriodModel, current_on
from pik.core.walls import ACTING_USER

if TYPE_CHECKING:
    from pik.accounts.models import User


def _id(field: str) -> tuple[Func, str]:
    """One id as a range, since the bundled PostgreSQL has no btree_gist."""
    return Func(F(field), F(field), Value("[]"), function="int8range"), RangeOperators.OVERLAPS


#: The day in Germany, as the product counts days.
_TODAY = f"(now() AT TIME ZONE '{settings.TIME_ZONE}')::date"


def stood_in_for(column: str, organisation: str = "organisation_id") -> str:
    """SQL condition: who acts is today the substitute of the absent person in ``column``."""
    return (
        f"EXISTS (SELECT 1 FROM cases_absence a WHERE a.user_id = {column} AND a.organisation_id = {organisation}"  # noqa: S608
        f" AND a.substitute_id = {ACTING_USER} AND a.ended_at IS NULL"
        f" AND a.starts_on <= {_TODAY} AND a.ends_on >= {_TODAY})"
    )


#: SQL condition over a row with ``case_id``: who acts leads that case, is its deputy, or stands in for its absent lead.
#: The same as ``cases.lifecycle.responsibility.acted_for``, for the walls of what nobody else may know of.
ACTS_FOR_CASE = (
    f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id AND (c.lead_id = {ACTING_USER}"  # noqa: S608
    f" OR EXISTS (SELECT 1 FROM cases_deputy d WHERE d.case_id = c.id AND d.user_id = {ACTING_USER}"
    f" AND d.ended_at IS NULL AND d.starts_on <= {_TODAY} AND (d.ends_on IS NULL OR d.ends_on >= {_TODAY}))"
    f" OR {stood_in_for('c.lead_id', 'c.organisation_id')}))"
)
_DAYS = (Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"), RangeOperators.OVERLAPS)


class LeadPeriod(CaseworkPart):
    """Somebody led a case from one moment to another. The database writes it (``case_keeps_lead_periods``)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lead_periods", verbose_name="Fall")
    lead = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="lead_periods", verbose_name="zuständig"
    )
    starts_at = models.DateTimeField("seit", default=timezone.now)
    ends_at = models.DateTimeField("bis", null=True, blank=True)
    reason = models.CharField("Grund der Übergabe", max_length=250, blank=True, db_default="")
    given_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="übergeben von",
    )
    ended_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="weitergegeben von",
    )

    objects = CaseworkQuerySet["LeadPeriod"].as_manager()

    class Meta:
        verbose_name = "Zuständigkeit"
        verbose_name_plural = "Zuständigkeiten"
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["case", "-starts_at"], name="lead_period_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="lead_period_order",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            ExclusionConstraint(
                name="lead_period_one_at_a_time",
                expressions=[
                    _id("case"),
                    (Func(F("starts_at"), F("ends_at"), Value("[)"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Für einen Fall ist immer nur eine Person zuständig.",
            ),
            casework_wall("lead_period"),
        ]
        triggers = [
            carries_organisation_of("lead_period", "case", "cases_case"),
            pgtrigger.Protect(name="lead_period_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.lead} seit {self.starts_at:%d.%m.%Y}"


class DeputyQuerySet(CaseworkQuerySet["Deputy"]):
    def current(self, on: date) -> DeputyQuerySet:
        """Those who stand in on ``on``."""
        return self.filter(current_on(on), ended_at__isnull=True)


@track_casework("deputy")
class Deputy(CaseworkPart, OpenPeriodModel):
    """Somebody who acts for the lead of one case, from a day on; until a day, or until ended."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deputies", verbose_name="Fall")
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="deputised_cases", verbose_name="Vertretung"
    )
    named_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="eingetragen von"
    )
    ended_at = models.DateTimeField("beendet", null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="beendet von"
    )

    objects = DeputyQuerySet.as_manager()

    class Meta(OpenPeriodModel.Meta):
        verbose_name = "Vertretung in einem Fall"
        verbose_name_plural = "Vertretungen in Fällen"
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["user"], condition=Q(ended_at__isnull=True), name="deputy_not_ended")]
        constraints = [
            *OpenPeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="deputy_ended_by_someone",
                violation_error_message="Eine beendete Vertretung sagt, wer sie wann beendet hat.",
            ),
            ExclusionConstraint(
                name="deputy_once_at_a_time",
                expressions=[_id("case"), _id("user"), _DAYS],
                condition=Q(ended_at__isnull=True),
                violation_error_message="Diese Person vertritt in dem Fall in dieser Zeit schon.",
            ),
            casework_wall("deputy"),
        ]
        triggers = [carries_organisation_of("deputy", "case", "cases_case")]

    def __str__(self) -> str:
        return f"{self.user} vertritt in {self.case}"


class AbsenceQuerySet(CaseworkQuerySet["Absence"]):
    def current(self, on: date) -> AbsenceQuerySet:
        """Those that run on ``on``."""
        return self.filter(current_on(on), ended_at__isnull=True)

    def ahead(self, on: date) -> AbsenceQuerySet:
        """Those that run on ``on`` or begin later."""
        return self.filter(ends_on__gte=on, ended_at__isnull=True)

    def during(self, absence: Absence) -> AbsenceQuerySet:
        """Those in the same office that share a day with ``absence``."""
        days = {"starts_on__lte": absence.ends_on, "ends_on__gte": absence.starts_on}
        return self.filter(organisation=absence.organisation_id, ended_at__isnull=True, **days)

    def of_substitute(self, user: User, on: date) -> AbsenceQuerySet:
        """Those in which ``user`` stands in on ``on``."""
        return self.current(on).filter(substitute=user)


@track_casework("absence")
class Absence(PeriodModel):
    """Somebody who counsels is away, and who does her work meanwhile. Why she is away is nobody's business here."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Organisation"
    )
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="absences", verbose_name="abwesend"
    )
    substitute = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="substitutions", verbose_name="Vertretung"
    )
    entered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="eingetragen von"
    )
    entered_at = models.DateTimeField("eingetragen", default=timezone.now, editable=False)
    ended_at = models.DateTimeField("vorzeitig beendet", null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="beendet von"
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta(PeriodModel.Meta):
        verbose_name = "Abwesenheit"
        verbose_name_plural = "Abwesenheiten"
        ordering = ["starts_on", "pk"]
        indexes = [
            models.Index(fields=["substitute", "ends_on"], condition=Q(ended_at__isnull=True), name="absence_covered"),
            models.Index(fields=["user", "ends_on"], condition=Q(ended_at__isnull=True), name="absence_of_user"),
        ]
        constraints = [
            *PeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(user=F("substitute")),
                name="absence_covered_by_another",
                violation_error_message="Die Vertretung übernimmt eine andere Person.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="absence_ended_by_someone",
                violation_error_message="Eine beendete Abwesenheit sagt, wer sie wann beendet hat.",
            ),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[_id("organisation"), _id("user"), _DAYS],
                condition=Q(ended_at__isnull=True),
                violation_error_message="In dieser Zeit ist schon eine Abwesenheit eingetragen.",
            ),
            casework_wall("absence"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.starts_on:%d.%m.%Y} – {self.ends_on:%d.%m.%Y}"
