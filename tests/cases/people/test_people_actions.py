"""Rows of a person are added, corrected, ended, taken back; households grow and shrink; the history keeps it all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cases import actions as case_actions
from cases.models import (
    Accommodation,
    Case,
    ContactWay,
    GermanResult,
    HouseholdMember,
    Person,
    PersonName,
    ResidenceTitle,
    SearchKey,
)
from cases.people import actions
from cases.people.forms import HouseholdForm
from cases.people.queries import household_members, household_of
from pik.accounts.enums import Role
from tests.counting import counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.people import (
    AccommodationFactory,
    ContactWayFactory,
    GermanResultFactory,
    HouseholdMemberFactory,
    PersonFactory,
    ResidenceTitleFactory,
    in_one_household,
)

pytestmark = pytest.mark.django_db


def title(**values: Any) -> ResidenceTitle:
    return ResidenceTitle(group="permit", paragraph="§ 25 Abs. 2 AufenthG", **values)


# --- Rows ---------------------------------------------------------------------------------------


def test_corrected_row_keeps_what_stood_there_before() -> None:
    case = CaseFactory()
    actions.save_row(case, title(ends_on=date(2027, 2, 11)), actor=case.lead)

    row = ResidenceTitle.objects.get()
    row.paragraph = "§ 25 Abs. 3 AufenthG"
    actions.save_row(case, row, actor=case.lead)

    kept = row.events.order_by("pgh_id").values_list("paragraph", flat=True)
    assert list(kept) == ["§ 25 Abs. 2 AufenthG", "§ 25 Abs. 3 AufenthG"]


def test_ended_row_stays_with_its_last_day() -> None:
    case = CaseFactory()
    home = AccommodationFactory(person=case.person)
    home.refresh_from_db()

    actions.end_row(case, home, actor=case.lead, ends_on=date(2026, 9, 30))

    home.refresh_from_db()
    assert home.ends_on == date(2026, 9, 30)


def test_row_that_would_end_before_it_begins_is_refused() -> None:
    case = CaseFactory()
    home = AccommodationFactory(person=case.person)

    with pytest.raises(ValidationError) as error:
        actions.end_row(case, home, actor=case.lead, ends_on=date(2026, 2, 28))

    assert error.value.message_dict == {"ends_on": ["Das Ende liegt vor dem Beginn."]}


def test_new_home_ends_the_one_before_the_day_before() -> None:
    case = CaseFactory()
    before = AccommodationFactory(person=case.person)
    other = AccommodationFactory()

    actions.save_row(case, Accommodation(kind="own_home", starts_on=date(2026, 9, 1)), actor=case.lead)

    before.refresh_from_db()
    other.refresh_from_db()
    assert (before.ends_on, other.ends_on) == (date(2026, 8, 31), None)


def test_new_preferred_contact_way_takes_the_place_of_the_other() -> None:
    case = CaseFactory()
    before = ContactWayFactory(person=case.person, is_preferred=True)

    actions.save_row(case, ContactWay(kind="email", value="z@example.org", is_preferred=True), actor=case.lead)

    before.refresh_from_db()
    assert not before.is_preferred
    assert case.person.contact_ways.filter(is_preferred=True).count() == 1


def test_removed_row_is_gone_and_its_history_stays() -> None:
    case = CaseFactory()
    row = ResidenceTitleFactory(person=case.person)
    events = type(row.events.get())

    actions.remove_row(case, row, actor=case.lead)

    assert not ResidenceTitle.objects.exists()
    assert events.objects.count() == 1


def test_search_keys_are_made_anew_with_a_name_and_without_it() -> None:
    case = CaseFactory()
    keys = SearchKey.objects.filter(person=case.person).exclude(kind="number")

    name = actions.save_row(case, PersonName(kind="former", family_name="Ahmadi"), actor=case.lead)
    with_name = set(keys.values_list("pk", flat=True))
    actions.remove_row(case, name, actor=case.lead)
    without = set(keys.values_list("pk", flat=True))

    assert with_name
    assert without
    assert not with_name & without


def test_row_of_somebody_else_is_not_touched() -> None:
    case = CaseFactory()
    strange = ResidenceTitleFactory(person=PersonFactory(organisation=case.organisation))

    for write in (actions.save_row, actions.remove_row):
        with pytest.raises(ValidationError, match="gehört zu einer anderen Person"):
            write(case, strange, actor=case.lead)


@pytest.mark.parametrize("closed", [True, False])
def test_rows_are_changed_by_who_counsels_in_an_open_case_alone(closed: bool) -> None:
    case = CaseFactory(closed=closed)
    actor = case.lead if closed else user_with_role(Role.ANTRAGSTELLUNG, case.organisation)
    row = ResidenceTitleFactory(person=case.person)
    refused = ValidationError if closed else PermissionDenied

    for write in (
        lambda: actions.save_row(case, title(), actor=actor),
        lambda: actions.end_row(case, row, actor=actor, ends_on=date(2027, 1, 1)),
        lambda: actions.remove_row(case, row, actor=actor),
        lambda: actions.update_person(case, actor=actor, family_name="X"),
        lambda: actions.add_relative(case, actor=actor, relation="child", family_name="R", given_name="N"),
    ):
        with pytest.raises(refused):
            write()


# --- What holds now -----------------------------------------------------------------------------


def test_current_title_is_the_last_that_has_begun_even_when_it_has_ended() -> None:
    person = PersonFactory()
    ResidenceTitleFactory(person=person, group="asylum_procedure", starts_on=None, ends_on=date(2024, 1, 1))
    ResidenceTitleFactory(person=person, starts_on=date(2024, 1, 2), ends_on=date(2026, 1, 1))
    ResidenceTitleFactory(person=person, group="settlement", starts_on=date(2027, 1, 1), ends_on=None)

    by_day = {
        day: ResidenceTitle.objects.begun_by(day).values_list("group", "ends_on").first()
        for day in (date(2023, 5, 1), date(2026, 11, 24), date(2027, 1, 1))
    }

    assert by_day == {
        date(2023, 5, 1): ("asylum_procedure", date(2024, 1, 1)),
        date(2026, 11, 24): ("permit", date(2026, 1, 1)),
        date(2027, 1, 1): ("settlement", None),
    }


def test_people_are_filtered_by_the_group_of_their_current_title() -> None:
    settled, tolerated = PersonFactory(), PersonFactory()
    for person in (settled, tolerated):
        ResidenceTitleFactory(person=person, group="tolerated", starts_on=date(2020, 1, 1), ends_on=None)
    ResidenceTitleFactory(person=settled, group="settlement", starts_on=date(2026, 1, 1), ends_on=None)
    PersonFactory()

    on = date(2026, 11, 24)

    assert list(Person.objects.in_residence_group("tolerated", on)) == [tolerated]
    assert list(Person.objects.in_residence_group("settlement", on)) == [settled]
    assert list(Person.objects.in_residence_group("tolerated", date(2025, 1, 1)).order_by("pk")) == [
        settled,
        tolerated,
    ]


def test_current_level_of_german_is_the_newest_result() -> None:
    person = PersonFactory()
    GermanResultFactory(person=person, level="B1", dated_on=date(2026, 9, 1))
    GermanResultFactory(person=person, level="A2", dated_on=date(2026, 5, 1))
    GermanResultFactory(person=person, level="A1", dated_on=None)

    assert GermanResult.objects.newest_first().values_list("level", flat=True).first() == "B1"


# --- Household ----------------------------------------------------------------------------------


@time_machine.travel("2026-11-24 10:00+01:00", tick=False)
def test_small_child_joins_without_a_case_and_its_mother_becomes_the_head() -> None:
    case = CaseFactory()

    actions.add_relative(
        case, actor=case.lead, relation="child", family_name="Rahimi", given_name="Noor", nationalities=["AF"]
    )

    members = list(household_members(case.person).order_by("pk"))
    assert [(m.person.given_name, m.relation) for m in members] == [("Zahra", "head"), ("Noor", "child")]
    assert Case.objects.count() == 1
    assert list(household_of(case.person)) == [members[1].person]


def test_household_of_a_day_holds_who_lived_there_then() -> None:
    mother, son = PersonFactory(), PersonFactory()
    household = in_one_household(mother)
    HouseholdMemberFactory(
        household=household, person=son, relation="child", starts_on=date(2025, 1, 1), ends_on=date(2026, 6, 30)
    )

    found = {day: household_of(mother, day).count() for day in (date(2024, 12, 31), date(2025, 1, 1))}
    after = {day: household_of(mother, day).count() for day in (date(2026, 6, 30), date(2026, 7, 1))}

    assert (list(found.values()), list(after.values())) == ([0, 1], [1, 0])
    assert not household_members(son, date(2026, 7, 1)).exists()


@time_machine.travel("2026-11-24 10:00+01:00", tick=False)
def test_somebody_who_moved_out_comes_into_another_household() -> None:
    case = CaseFactory()
    brother = CaseFactory(organisation=case.organisation)
    member = HouseholdMemberFactory(person=case.person)
    member.refresh_from_db()

    actions.leave_household(case, member, actor=case.lead, ends_on=date(2026, 11, 23))
    joined = actions.connect_household(
        case, actor=case.lead, family_member=brother, relation="sibling", since=date(2026, 11, 24)
    )

    assert [m.household for m in HouseholdMember.objects.filter(person=case.person).order_by("pk")] == [
        member.household,
        joined.household,
    ]
    assert household_of(case.person).get() == brother.person


def test_member_of_another_household_is_not_moved() -> None:
    case = CaseFactory()
    strange = HouseholdMemberFactory(person=PersonFactory(organisation=case.organisation))

    with pytest.raises(ValidationError, match="lebt nicht in diesem Haushalt"):
        actions.leave_household(case, strange, actor=case.lead, ends_on=date(2026, 11, 23))


def test_relative_with_a_case_of_her_own_is_changed_there() -> None:
    case = CaseFactory()
    sister = CaseFactory(organisation=case.organisation)
    in_one_household(case.person, sister.person)

    with pytest.raises(ValidationError, match="hat einen eigenen Fall"):
        actions.update_relative(case, sister.person, actor=case.lead, family_name="X")


def test_person_with_a_case_after_a_closed_one_has_both() -> None:
    closed = CaseFactory(closed=True)

    again = CaseFactory(person=closed.person, organisation=closed.organisation)

    assert set(closed.person.cases.all()) == {closed, again}
    assert case_actions.lock_case(again) == again.status


def test_household_of_a_case_that_went_elsewhere_is_joined_by_nobody() -> None:
    case = CaseFactory()
    gone = CaseFactory(organisation=case.organisation, transferred=True)

    with pytest.raises(ValidationError) as error:
        actions.connect_household(case, actor=case.lead, family_member=gone)
    form = HouseholdForm({"family_case": gone.number}, user=case.lead)

    assert error.value.message_dict == {"family_case": [actions.WENT_ELSEWHERE]}
    assert form.errors["family_case"] == [f"Der Fall „{gone.number}“ ist an eine andere Stelle übergeleitet."]


def test_two_persons_are_locked_in_one_order_whoever_joins_whom() -> None:
    case = CaseFactory()
    other = CaseFactory(organisation=case.organisation)

    for one, two in ((case, other), (other, case)):
        with transaction.atomic(), counted() as statements:
            actions.connect_household(one, actor=one.lead, family_member=two)
            transaction.set_rollback(True)

        locks = [s for s in statements if "FOR UPDATE" in s and 'FROM "cases_person"' in s]
        assert len(locks) == 1
        assert 'ORDER BY "cases_person"."id" ASC FOR UPDATE' in locks[0]
