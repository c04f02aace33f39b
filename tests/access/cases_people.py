"""Access rows of person and household."""

from __future__ import annotations

from pik.accounts.permissions import PERMISSIONS
from tests.access.cases import of_case
from tests.access.table import POST
from tests.access.world import World
from tests.factories.cases import DataSheetFactory
from tests.factories.people import (
    AccommodationFactory,
    CompetenceFactory,
    ContactStopFactory,
    ContactWayFactory,
    EducationFactory,
    EmploymentFactory,
    GermanResultFactory,
    HouseholdMemberFactory,
    MeasureFactory,
    PersonFactory,
    PersonLanguageFactory,
    PersonNameFactory,
    ResidenceTitleFactory,
)

ROW_FACTORIES = (
    AccommodationFactory,
    CompetenceFactory,
    ContactStopFactory,
    ContactWayFactory,
    EducationFactory,
    EmploymentFactory,
    GermanResultFactory,
    MeasureFactory,
    PersonLanguageFactory,
    PersonNameFactory,
    ResidenceTitleFactory,
)


def build(world: World) -> None:
    person = world.case.person
    for factory in ROW_FACTORIES:
        factory(person=person)
    world.title = person.titles.get()
    member = HouseholdMemberFactory(person=person)
    child = PersonFactory(organisation=world.ladenburg)
    world.household_member = HouseholdMemberFactory(household=member.household, person=child, relation="child")
    world.data_sheet = DataSheetFactory(case=world.case, checked=True, corrections="Der Name.")


EDIT_PERSON = PERMISSIONS["cases.edit_person"]
MEMBER = {"kwargs": lambda world: {"public_id": world.case.public_id, "pk": world.household_member.pk}}
SECTION = {"kwargs": lambda world: {"public_id": world.case.public_id, "section": "bildung"}}
TITLE = {
    "kwargs": lambda world: {
        "public_id": world.case.public_id,
        "section": "aufenthaltstitel",
        "pk": world.title.pk,
    }
}
PART = {"kwargs": lambda world: {"public_id": world.case.public_id, "part": "ankunft"}}
SHEET = {"kwargs": lambda world: {"public_id": world.case.public_id, "pk": world.data_sheet.pk}}

CHILD = {"kwargs": lambda world: {"person_id": world.household_member.person.public_id}}

ROWS = [
    of_case("case_new_for", **CHILD),
    of_case("case_open_for", method=POST, **CHILD),
    of_case("case_person"),
    of_case("person_edit", EDIT_PERSON),
    of_case("person_save", EDIT_PERSON, method=POST),
    of_case("person_part_edit", EDIT_PERSON, **PART),
    of_case("person_part_save", EDIT_PERSON, method=POST, ok=302, **PART),
    of_case("row_new", EDIT_PERSON, **SECTION),
    of_case("row_add", EDIT_PERSON, method=POST, **SECTION),
    of_case("row_edit", EDIT_PERSON, **TITLE),
    of_case("row_save", EDIT_PERSON, method=POST, **TITLE),
    of_case("row_end", EDIT_PERSON, **TITLE),
    of_case("row_end_save", EDIT_PERSON, method=POST, **TITLE),
    of_case("row_remove", EDIT_PERSON, method=POST, ok=302, **TITLE),
    of_case("sheet_print", PERMISSIONS["cases.print_data_sheet"], method=POST, ok=302),
    of_case("sheet_check", EDIT_PERSON, **SHEET),
    of_case("sheet_checked", EDIT_PERSON, method=POST, **SHEET),
    of_case("sheet_corrected", EDIT_PERSON, method=POST, ok=302, **SHEET),
    of_case("household", EDIT_PERSON),
    of_case("household_join", EDIT_PERSON, method=POST),
    of_case("relative_new", EDIT_PERSON),
    of_case("relative_add", EDIT_PERSON, method=POST),
    of_case("member_edit", EDIT_PERSON, **MEMBER),
    of_case("member_save", EDIT_PERSON, method=POST, **MEMBER),
    of_case("member_end", EDIT_PERSON, **MEMBER),
    of_case("member_leave", EDIT_PERSON, method=POST, **MEMBER),
    of_case("relative_edit", EDIT_PERSON, **MEMBER),
    of_case("relative_save", EDIT_PERSON, method=POST, **MEMBER),
]
