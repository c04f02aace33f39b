"""What the database itself refuses of a person's data, one step beyond the edge each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from tests.factories.cases import CaseFactory, DataSheetFactory
from tests.factories.people import (
    AccommodationFactory,
    CompetenceFactory,
    ContactStopFactory,
    ContactWayFactory,
    EducationFactory,
    EmploymentFactory,
    GermanResultFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    MeasureFactory,
    PersonFactory,
    PersonLanguageFactory,
    PersonNameFactory,
    ResidenceTitleFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = [
    AccommodationFactory,
    CompetenceFactory,
    ContactStopFactory,
    ContactWayFactory,
    DataSheetFactory,
    EducationFactory,
    EmploymentFactory,
    GermanResultFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    MeasureFactory,
    PersonFactory,
    PersonLanguageFactory,
    PersonNameFactory,
    ResidenceTitleFactory,
]
ARRIVED = date(2020, 5, 4)
BEFORE = date(2020, 5, 3)
BACKWARDS = {"starts_on": ARRIVED, "ends_on": BEFORE}


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda f: f.__name__)
def test_factory_makes_a_valid_object(factory: Any) -> None:
    factory().full_clean()


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (PersonFactory, {"nationalities": []}, "person_nationalities_known"),
        (PersonFactory, {"nationalities": ["QQ"]}, "person_nationalities_known"),
        (PersonFactory, {"sex": "x"}, "person_sex_known"),
        (PersonFactory, {"birth_date": date(1899, 12, 31)}, "person_birth_date_possible"),
        (PersonFactory, {"birth_date": ARRIVED, "arrived_on": BEFORE}, "person_arrived_after_birth"),
        (PersonFactory, {"birth_precision": "x"}, "person_birth_(precision_known|year_only)"),
        (PersonFactory, {"estimated": True, "birth_date": date(1991, 1, 2)}, "person_birth_year_only"),
        (PersonFactory, {"born_in_year": True, "birth_date": date(1991, 2, 1)}, "person_birth_year_only"),
        (PersonFactory, {"estimated": True, "birth_date": None}, "person_birth_year_only"),
        (PersonFactory, {"interpreter_language": "Dari", "interpreter_sex": "x"}, "person_interpreter_sex_known"),
        (PersonFactory, {"interpreter_sex": "female"}, "person_interpreter_language_named"),
        (
            PersonFactory,
            {"arrived_on": ARRIVED, "arrived_in_gemeinde_on": BEFORE},
            "person_gemeinde_after_arrival",
        ),
        (
            PersonFactory,
            {"arrived_on": ARRIVED, "anschlussunterbringung_on": BEFORE},
            "person_housing_after_arrival",
        ),
        (PersonNameFactory, {"kind": "x"}, "person_name_kind_known"),
        (PersonNameFactory, {"family_name": ""}, "person_name_given"),
        (PersonNameFactory, BACKWARDS, "person_name_period_order"),
        (HouseholdMemberFactory, {"relation": "x"}, "household_member_relation_known"),
        (HouseholdMemberFactory, BACKWARDS, "household_member_period_order|lower bound"),
        (PersonLanguageFactory, {"language": ""}, "person_language_given"),
        (PersonLanguageFactory, {"level": "x"}, "person_language_level_known"),
        (PersonLanguageFactory, {"literacy": "x"}, "person_language_literacy_known"),
        (GermanResultFactory, {"level": "D1"}, "german_result_level_known"),
        (GermanResultFactory, {"basis": "x"}, "german_result_basis_known"),
        (
            GermanResultFactory,
            {"basis": "estimate", "certificate_seen": True},
            "german_result_certificate_of_something",
        ),
        (ResidenceTitleFactory, {"group": "x"}, "residence_title_group_known"),
        (ResidenceTitleFactory, BACKWARDS, "residence_title_period_order"),
        (AccommodationFactory, {"kind": "x"}, "accommodation_kind_known"),
        (AccommodationFactory, BACKWARDS, "accommodation_period_order"),
        (ContactWayFactory, {"kind": "x"}, "contact_way_kind_known"),
        (ContactWayFactory, {"value": ""}, "contact_way_value_given"),
        (ContactStopFactory, {"reason": ""}, "contact_stop_reason_given"),
        (ContactStopFactory, BACKWARDS, "contact_stop_period_order"),
        (EducationFactory, {"kind": "x"}, "education_kind_known"),
        (EducationFactory, {"title": ""}, "education_title_given"),
        (EducationFactory, {"country": "QQ"}, "education_country_known"),
        (EducationFactory, {"ends_precision": "x"}, "education_precision_known"),
        (EducationFactory, {"recognition": "x"}, "education_recognition_known"),
        (EducationFactory, {"recognition_applied_on": ARRIVED}, "education_applied_when_asked"),
        (
            EducationFactory,
            {"recognition": "applied", "recognition_decided_on": ARRIVED},
            "education_decided_with_outcome",
        ),
        (
            EducationFactory,
            {"recognition": "full", "recognition_applied_on": ARRIVED, "recognition_decided_on": BEFORE},
            "education_decided_after_applied",
        ),
        (EducationFactory, BACKWARDS, "education_period_order"),
        (EmploymentFactory, {"kind": "x"}, "employment_kind_known"),
        (EmploymentFactory, {"title": ""}, "employment_title_given"),
        (EmploymentFactory, {"country": "QQ"}, "employment_country_known"),
        (EmploymentFactory, {"ends_precision": "x"}, "employment_precision_known"),
        (EmploymentFactory, BACKWARDS, "employment_period_order"),
        (CompetenceFactory, {"kind": "x"}, "competence_kind_known"),
        (CompetenceFactory, {"text": ""}, "competence_text_given"),
        (MeasureFactory, {"kind": "x"}, "measure_kind_known"),
        (MeasureFactory, {"ends_precision": "x"}, "measure_precision_known"),
        (MeasureFactory, {"result": "x"}, "measure_result_known"),
        (MeasureFactory, BACKWARDS, "measure_period_order"),
        (DataSheetFactory, {"checked_on": ARRIVED}, "data_sheet_checked_with_someone"),
        (DataSheetFactory, {"corrections": "Name falsch"}, "data_sheet_checked_with_someone"),
        (
            DataSheetFactory,
            {"checked": True, "corrected_on": ARRIVED},
            "data_sheet_corrected_what_was_wanted",
        ),
    ],
)
def test_row_beyond_the_edge_is_refused(factory: Any, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises((IntegrityError, DataError), match=constraint), transaction.atomic():
        factory(**values)


def test_person_in_two_households_at_once_is_refused_with_a_sentence() -> None:
    here = HouseholdMemberFactory(ends_on=date(2026, 6, 30))
    there = HouseholdFactory(organisation=here.person.organisation)

    with pytest.raises(IntegrityError, match="household_member_one_at_a_time"), transaction.atomic():
        HouseholdMemberFactory(person=here.person, household=there, starts_on=date(2026, 6, 30))
    with pytest.raises(ValidationError) as error:
        HouseholdMemberFactory.build(person=here.person, household=there, starts_on=date(2026, 6, 30)).full_clean()

    assert error.value.messages == ["Diese Person lebt in dieser Zeit schon in einem anderen Haushalt."]


def test_person_in_one_household_after_the_other_is_stored() -> None:
    here = HouseholdMemberFactory(ends_on=date(2026, 6, 30))
    there = HouseholdFactory(organisation=here.person.organisation)

    member = HouseholdMemberFactory(person=here.person, household=there, starts_on=date(2026, 7, 1))

    member.full_clean()


def test_second_preferred_contact_way_is_refused() -> None:
    way = ContactWayFactory(is_preferred=True)

    with pytest.raises(IntegrityError, match="contact_way_one_preferred"), transaction.atomic():
        ContactWayFactory(person=way.person, is_preferred=True)


def test_language_twice_is_refused() -> None:
    spoken = PersonLanguageFactory()

    with pytest.raises(IntegrityError, match="person_language_once"), transaction.atomic():
        PersonLanguageFactory(person=spoken.person)


def test_rows_carry_the_organisation_of_their_person() -> None:
    case = CaseFactory()

    title = ResidenceTitleFactory(person=case.person)
    title.refresh_from_db()

    assert title.organisation == case.organisation
