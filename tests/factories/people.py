"""Factories of persons, their dated rows and households; all people are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from cases.enums import (
    AccommodationKind,
    BirthPrecision,
    CompetenceKind,
    ContactKind,
    EducationKind,
    GermanLevel,
    HouseholdRelation,
    MeasureKind,
    NameKind,
    ResidenceGroup,
)
from cases.models import (
    Accommodation,
    Competence,
    ContactStop,
    ContactWay,
    Education,
    Employment,
    GermanResult,
    Household,
    HouseholdMember,
    Measure,
    Person,
    PersonLanguage,
    PersonName,
    ResidenceTitle,
)
from cases.search.keys import refresh
from tests.factories.accounts import OrganisationFactory


class PersonFactory(DjangoModelFactory[Person]):
    """Somebody from Afghanistan of whom the minimum is known."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    class Params:
        estimated = factory.Trait(birth_date=date(1991, 1, 1), birth_precision=BirthPrecision.ESTIMATED)
        born_in_year = factory.Trait(birth_date=date(1991, 1, 1), birth_precision=BirthPrecision.YEAR)

    organisation = factory.SubFactory(OrganisationFactory)
    family_name = factory.Sequence(lambda n: f"Rahimi{n}")
    given_name = "Zahra"
    nationalities = ["AF"]
    is_invented = True

    @factory.post_generation
    def keys(person: Person, create: bool, *_: Any, **__: Any) -> None:  # noqa: N805  factory_boy's way
        """She is found, as somebody whose case was opened is."""
        if create:
            if isinstance(person.birth_date, str):
                person.refresh_from_db(fields=["birth_date"])
            refresh(person)


class HouseholdFactory(DjangoModelFactory[Household]):
    class Meta:
        model = Household

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Haushalt Rahimi"


class HouseholdMemberFactory(DjangoModelFactory[HouseholdMember]):
    """Somebody in a household of her own."""

    class Meta:
        model = HouseholdMember

    person = factory.SubFactory(PersonFactory)
    household = factory.SubFactory(HouseholdFactory, organisation=factory.SelfAttribute("..person.organisation"))
    relation = HouseholdRelation.HEAD


class PersonNameFactory(DjangoModelFactory[PersonName]):
    class Meta:
        model = PersonName

    person = factory.SubFactory(PersonFactory)
    kind = NameKind.FORMER
    family_name = "Ahmadi"


class PersonLanguageFactory(DjangoModelFactory[PersonLanguage]):
    class Meta:
        model = PersonLanguage

    person = factory.SubFactory(PersonFactory)
    language = "Dari"


class GermanResultFactory(DjangoModelFactory[GermanResult]):
    class Meta:
        model = GermanResult

    person = factory.SubFactory(PersonFactory)
    level = GermanLevel.A2
    dated_on = date(2026, 5, 4)


class ResidenceTitleFactory(DjangoModelFactory[ResidenceTitle]):
    class Meta:
        model = ResidenceTitle

    person = factory.SubFactory(PersonFactory)
    group = ResidenceGroup.PERMIT
    paragraph = "§ 25 Abs. 2 AufenthG"
    starts_on = date(2026, 2, 12)
    ends_on = date(2029, 2, 11)


class AccommodationFactory(DjangoModelFactory[Accommodation]):
    class Meta:
        model = Accommodation

    person = factory.SubFactory(PersonFactory)
    kind = AccommodationKind.FOLLOW_UP
    street = "Hauptstraße 7"
    postal_code = "68526"
    place = "Ladenburg"
    starts_on = date(2026, 3, 1)


class ContactWayFactory(DjangoModelFactory[ContactWay]):
    class Meta:
        model = ContactWay

    person = factory.SubFactory(PersonFactory)
    kind = ContactKind.MOBILE
    value = "0151 0000000"


class ContactStopFactory(DjangoModelFactory[ContactStop]):
    class Meta:
        model = ContactStop

    person = factory.SubFactory(PersonFactory)
    reason = "Bittet um Ruhe nach einem Todesfall"
    starts_on = date(2026, 11, 1)
    ends_on = date(2026, 12, 31)


class EducationFactory(DjangoModelFactory[Education]):
    class Meta:
        model = Education

    person = factory.SubFactory(PersonFactory)
    kind = EducationKind.VOCATIONAL
    title = "Hebamme"


class EmploymentFactory(DjangoModelFactory[Employment]):
    class Meta:
        model = Employment

    person = factory.SubFactory(PersonFactory)
    title = "Schneiderin"


class CompetenceFactory(DjangoModelFactory[Competence]):
    class Meta:
        model = Competence

    person = factory.SubFactory(PersonFactory)
    kind = CompetenceKind.SKILL
    text = "Näht sehr gut"
    noted_on = date(2026, 9, 1)


class MeasureFactory(DjangoModelFactory[Measure]):
    class Meta:
        model = Measure

    person = factory.SubFactory(PersonFactory)
    kind = MeasureKind.INTEGRATION_COURSE


def in_one_household(*persons: Person) -> Household:
    """Let ``persons`` live together, the first as head, the others as children."""
    household = HouseholdFactory(organisation=persons[0].organisation)
    for number, person in enumerate(persons):
        relation = HouseholdRelation.CHILD if number else HouseholdRelation.HEAD
        HouseholdMemberFactory(household=household, person=person, relation=relation)
    return household
