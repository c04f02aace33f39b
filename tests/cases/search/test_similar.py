"""Spellings of one person are noticed, other people are not."""

from __future__ import annotations

from datetime import date

import pytest

from cases.search.similar import similar_persons
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

BORN = date(1991, 3, 14)


@pytest.mark.parametrize(
    ("family", "given", "born", "is_found"),
    [
        ("Rahimi", "Zahra", BORN, True),
        ("Rahimi", "Zahra", None, True),
        ("Rahimi", "Zahra", date(1980, 1, 1), True),
        ("Rahimy", "Sahra", BORN, True),
        ("Zahra", "Rahimi", BORN, True),
        ("RAHIMÍ", "zahra", BORN, True),
        ("Rahimy", "Sahra", date(1980, 1, 1), False),
        ("Bondar", "Oksana", BORN, False),
        ("Rahimi", "", BORN, False),
    ],
)
def test_similar_persons_by_name_and_birth_date(family: str, given: str, born: date | None, is_found: bool) -> None:
    zahra = PersonFactory(family_name="Rahimi", given_name="Zahra", birth_date=BORN)
    user = user_with_role(Role.INTEGRATIONSMANAGER, zahra.organisation)

    found = similar_persons(user, family, given, born)

    assert [similar.person for similar in found] == ([zahra] if is_found else [])


def test_more_alike_comes_first_and_contradicting_birth_date_last() -> None:
    organisation = OrganisationFactory()
    others = {"family_name": "Rahimi", "given_name": "Zahra", "organisation": organisation}
    contradicting = PersonFactory(**others, birth_date=date(1980, 5, 2))
    unknown = PersonFactory(**others)
    same = PersonFactory(**others, birth_date=BORN)
    swapped = PersonFactory(**others, birth_date=date(1991, 3, 15))

    found = similar_persons(user_with_role(Role.TEAMLEITUNG, organisation), "Rahimi", "Zahra", BORN)

    assert [(similar.person, similar.why) for similar in found] == [
        (same, "gleicher Name, gleiches Geburtsdatum"),
        (swapped, "gleicher Name, Geburtsdatum bis auf einen Zahlendreher gleich"),
        (unknown, "gleicher Name, Geburtsdatum nicht bei beiden bekannt"),
        (contradicting, "gleicher Name, Geburtsdatum widerspricht"),
    ]


@pytest.mark.parametrize(("year", "is_found"), [(1991, True), (1975, False)])
def test_year_of_birth_alone_counts_too(year: int, is_found: bool) -> None:
    zahra = PersonFactory(family_name="Rahimi", given_name="Zahra", birth_date=BORN)
    user = user_with_role(Role.INTEGRATIONSMANAGER, zahra.organisation)

    found = similar_persons(user, "Rahimy", "Zahra", None, year)

    assert [similar.why for similar in found] == ["Name klingt gleich, Geburtsjahr passt, Tag nicht bekannt"] * is_found


def test_married_name_with_the_same_birth_date_is_noticed() -> None:
    maiden = PersonFactory(family_name="Rahimi", given_name="Zahra", birth_date=BORN)
    user = user_with_role(Role.INTEGRATIONSMANAGER, maiden.organisation)

    found = similar_persons(user, "Karimi", "Sahra", BORN), similar_persons(user, "Haidari", "Zahra", BORN)

    assert [[similar.person for similar in row] for row in found] == [[], [maiden]]


def test_similar_persons_of_another_organisation_stay_unknown() -> None:
    PersonFactory(family_name="Rahimi", given_name="Zahra", birth_date=BORN)

    found = similar_persons(user_with_role(Role.INTEGRATIONSMANAGER), "Rahimi", "Zahra", BORN)

    assert found == []
