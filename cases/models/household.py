"""Who lives together: households and their members, from when to when."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Value

from cases.enums import HouseholdRelation
from cases.models.parts import DatedPart, in_order, known, running_on
from cases.models.person import Person
from cases.models.scope import CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework


class HouseholdQuerySet(CaseworkQuerySet["Household"]):
    pass


class Household(models.Model):
    """People who live together; each of them may have a case of their own."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="households", verbose_name="Organisation"
    )
    name = models.CharField("Bezeichnung", max_length=200)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "Haushalt"
        verbose_name_plural = "Haushalte"
        ordering = ["name", "pk"]
        constraints = [casework_wall("household")]

    def __str__(self) -> str:
        return self.name


class HouseholdMemberQuerySet(CaseworkQuerySet["HouseholdMember"]):
    def on(self, day: date) -> HouseholdMemberQuerySet:
        """Who lives in a household on ``day``."""
        return self.filter(running_on(day))


@track_casework("household_member")
class HouseholdMember(DatedPart):
    """Somebody in a household for a time, in one at a time; a small child may be a member without a case."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members", verbose_name="Haushalt")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name="Person")
    relation = models.CharField("Stellung im Haushalt", max_length=20, choices=HouseholdRelation, blank=True)

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta(DatedPart.Meta):
        verbose_name = "Mitglied eines Haushalts"
        verbose_name_plural = "Mitglieder von Haushalten"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["person", "household"], name="household_member_of_person"),
            models.Index(fields=["household", "person"], name="household_member_persons"),
        ]
        constraints = [
            known(
                "household_member_relation_known",
                "relation",
                HouseholdRelation,
                "Diese Stellung im Haushalt steht nicht zur Auswahl.",
                may_be_empty=True,
            ),
            in_order("household_member_period_order"),
            # The bundled PostgreSQL has no btree_gist: the person becomes a range of one number.
            ExclusionConstraint(
                name="household_member_one_at_a_time",
                expressions=[
                    (
                        Func(F("person"), F("person"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Diese Person lebt in dieser Zeit schon in einem anderen Haushalt.",
            ),
            casework_wall("household_member"),
        ]
        triggers = [carries_organisation_of("household_member", "household", "cases_household")]

    def __str__(self) -> str:
        return f"{self.person}: {self.household}"
