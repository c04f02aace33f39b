"""Dated rows of the people of the bench: what the head of a case and the filters of lists read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from cases.enums import GermanLevel, HouseholdRelation, ResidenceGroup
from cases.models import GermanResult, Household, HouseholdMember, PersonLanguage, ResidenceTitle

LANGUAGES = ("Dari", "Arabisch", "Ukrainisch", "Tigrinya", "Türkisch", "Englisch")
#: So many people live together.
HOUSEHOLD = 4


def languages(key: int, organisation: int, user: int) -> Iterator[PersonLanguage]:
    yield PersonLanguage(pk=key, organisation_id=organisation, person_id=key, language=LANGUAGES[key % len(LANGUAGES)])


def german_results(key: int, organisation: int, user: int) -> Iterator[GermanResult]:
    for n in range(2):
        yield GermanResult(
            pk=key * 2 + n,
            organisation_id=organisation,
            person_id=key,
            level=GermanLevel.values[(key + n) % len(GermanLevel.values)],
            dated_on=timezone.localdate() - timedelta(days=key % 300 + 400 * (1 - n)),
        )


def titles(key: int, organisation: int, user: int) -> Iterator[ResidenceTitle]:
    for n in range(2):
        begins_on = date(2020, 1, 1) + timedelta(days=key % 700 + n * 1000)
        yield ResidenceTitle(
            pk=key * 2 + n,
            organisation_id=organisation,
            person_id=key,
            group=ResidenceGroup.values[(key + n) % len(ResidenceGroup.values)],
            paragraph="§ 25 Abs. 2 AufenthG",
            starts_on=begins_on,
            ends_on=begins_on + timedelta(days=1000 + key % 900),
        )


def households(key: int, organisation: int, user: int) -> Iterator[Household]:
    yield Household(pk=key, organisation_id=organisation, name="Haushalt")


def members(key: int, organisation: int, user: int) -> Iterator[HouseholdMember]:
    """People whose keys lie 25 apart are of one office; each four of them live together."""
    office, place = key % 25, key // 25
    head = (place - place % HOUSEHOLD) * 25 + office
    relation = HouseholdRelation.HEAD if place % HOUSEHOLD == 0 else HouseholdRelation.CHILD
    yield HouseholdMember(pk=key, organisation_id=organisation, household_id=head, person_id=key, relation=relation)
