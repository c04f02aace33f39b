"""The tree of organisations from the shipped tables."""

from __future__ import annotations

from collections import Counter

import pytest

from pik.accounts.models import Organisation
from pik.accounts.organisations import load_organisations
from pik.accounts.queries import organisation_tree
from tests.access import undone
from tests.factories.accounts import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_tree")]


@pytest.fixture(scope="module")
def _tree(django_db_setup, django_db_blocker):
    """All 1,141 organisations, once for this module."""
    with django_db_blocker.unblock(), undone():
        load_organisations()
        yield


def test_load_organisations_writes_the_whole_tree() -> None:
    kinds = Counter(Organisation.objects.values_list("kind", flat=True))

    assert kinds == {"land": 1, "regierungspraesidium": 4, "landkreis": 35, "stadtkreis": 9, "gemeinde": 1092}
    assert (Organisation.objects.kreise().count(), Organisation.objects.gemeinden().count()) == (44, 1101)


def test_load_organisations_again_writes_nothing() -> None:
    assert load_organisations() == 0
    assert Organisation.objects.count() == 1141


def test_load_organisations_mends_what_differs_and_keeps_the_row() -> None:
    before = Organisation.objects.get(ags="08226038")
    Organisation.objects.filter(pk=before.pk).update(name="Ladenburk", population=1)

    changed = load_organisations()

    after = Organisation.objects.get(pk=before.pk)
    assert (changed, after.name, after.population) == (1, "Ladenburg", before.population)


def test_load_organisations_keeps_freie_traeger_and_what_is_not_in_the_tables() -> None:
    traeger = Organisation.objects.create(kind="traeger", name="Diakonie (erfunden)")
    Organisation.objects.filter(ags="08226038").update(address="Hauptstraße 7")

    load_organisations()

    assert Organisation.objects.filter(pk=traeger.pk).exists()
    assert Organisation.objects.get(ags="08226038").address == "Hauptstraße 7"


def test_stadtkreis_is_kreis_and_gemeinde_in_one_row() -> None:
    heidelberg = Organisation.objects.get(name="Heidelberg")

    assert (heidelberg.kind, heidelberg.ags, heidelberg.kreis_key) == ("stadtkreis", "08221000", "08221")
    assert heidelberg.is_kreis
    assert heidelberg.is_gemeinde


def test_gemeinde_reaches_the_land_through_kreis_and_regierungspraesidium() -> None:
    ladenburg = Organisation.objects.get(ags="08226038")

    assert ladenburg.parent.name == "Rhein-Neckar-Kreis"
    assert ladenburg.parent.parent.name == "Regierungspräsidium Karlsruhe"
    assert ladenburg.parent.parent.parent.kind == "land"


def test_organisations_no_two_kreise_or_authorities_share_a_name() -> None:
    names = Counter(Organisation.objects.exclude(kind="gemeinde").values_list("name", flat=True))

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("query", "first"),
    [("ladenb", "Ladenburg"), ("08226038", "Ladenburg"), ("08226", "Rhein-Neckar-Kreis"), ("Göppingen", "Göppingen")],
)
def test_organisation_tree_is_searched_by_name_and_key(query: str, first: str) -> None:
    assert first in [organisation.name for organisation in organisation_tree(query)]


def test_organisation_tree_umlaut_is_found_in_any_spelling() -> None:
    found = [[o.pk for o in organisation_tree(query)] for query in ("Tübingen", "tuebingen", "Tubingen")]

    assert found[0] == found[1] == found[2] != []


def test_organisation_tree_counts_people_of_today_once() -> None:
    ladenburg = Organisation.objects.get(ags="08226038")
    two_roles = MembershipFactory(organisation=ladenburg)
    MembershipFactory(organisation=ladenburg, user=two_roles.user, role="teamleitung")
    MembershipFactory(organisation=ladenburg, ends_on=two_roles.starts_on)

    assert organisation_tree("Ladenburg").get(pk=ladenburg.pk).member_count == 1
