"""Spellings of one person are noticed, other people are not."""

from __future__ import annotations

from datetime import date

import pytest

from cases.search.similar import similar_persons
from pik.accounts.enums import Role
from tests.factories.accounts import user_with_role
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

    assert found == ([zahra] if is_found else [])


def test_similar_persons_of_another_organisation_stay_unknown() -> None:
    PersonFactory(family_name="Rahimi", given_name="Zahra", birth_date=BORN)

    found = similar_persons(user_with_role(Role.INTEGRATIONSMANAGER), "Rahimi", "Zahra", BORN)

    assert found == []
