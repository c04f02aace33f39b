"""Each factory's bare object is one the house would accept."""

import pytest

from tests.factories.accounts import OrganisationFactory
from tests.factories.planning import HeadCountFactory, HeadCountUploadFactory, PlanungsrahmenFactory, planungsrahmen_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [HeadCountUploadFactory, HeadCountFactory, PlanungsrahmenFactory])
def test_factory_bare_call_makes_a_valid_object(factory):
    made = factory()

    made.full_clean()


@pytest.mark.parametrize("trait", ["published", "superseded"])
def test_planungsrahmen_factory_trait_makes_a_valid_object(trait):
    made = PlanungsrahmenFactory(**{trait: True})

    made.full_clean()
    assert made.status == trait


def test_planungsrahmen_of_municipalities_has_the_amounts_of_2018():
    ladenburg, wehr = OrganisationFactory(name="Ladenburg"), OrganisationFactory(name="Wehr")

    frame = planungsrahmen_of({ladenburg: 78, wehr: 64})

    assert {line.gemeinde.name: (line.amount, line.is_alone_possible) for line in frame.lines.all()} == {
        "Ladenburg": (62_094, True),
        "Wehr": (50_949, False),
    }
    assert frame.is_published
