"""The shipped municipalities and Kreise are complete and fit each other."""

import dataclasses
from collections import Counter
from decimal import Decimal

import pytest

from pik.accounts.reference import Gemeinde, Kreis, gemeindefreie_gebiete, gemeinden, kreise


def test_gemeinden_of_the_land_are_1101_with_eight_digits():
    places = gemeinden()

    assert len(places) == 1101
    assert all(ags == place.ags and len(ags) == 8 and ags.startswith("08") for ags, place in places.items())
    assert list(places) == sorted(places)


def test_gemeindefreie_gebiete_are_two_and_no_gemeinden():
    areas = gemeindefreie_gebiete()

    assert {ags: area.name for ags, area in areas.items()} == {
        "08317971": "Rheinau",
        "08415971": "Gutsbezirk Münsingen",
    }
    assert not set(areas) & set(gemeinden())
    assert all(area.population == 0 for area in areas.values())


def test_kreise_are_35_landkreise_and_9_stadtkreise():
    types = Counter(kreis.typ for kreis in kreise().values())

    assert types == {"Landkreis": 35, "Stadtkreis": 9}


def test_kreise_and_gemeinden_agree_on_number_population_and_names():
    for ags, kreis in kreise().items():
        members = [place for place in gemeinden().values() if place.kreis_ags == ags]

        assert len(members) == kreis.gemeinden_count
        assert sum(place.population for place in members) == kreis.population
        assert {(p.kreis_name, p.kreis_typ, p.regierungsbezirk) for p in members} == {
            (kreis.name, kreis.typ, kreis.regierungsbezirk)
        }
        assert all(place.ags.startswith(ags) for place in members)


def test_regierungsbezirke_are_four():
    names = {kreis.regierungsbezirk for kreis in kreise().values()}

    assert names == {"Stuttgart", "Karlsruhe", "Freiburg", "Tübingen"}


def test_gemeinde_is_read_with_types():
    stuttgart = gemeinden()["08111000"]

    assert stuttgart == Gemeinde(
        ags="08111000",
        name="Stuttgart",
        kreis_ags="08111",
        kreis_name="Stuttgart",
        kreis_typ="Stadtkreis",
        regierungsbezirk="Stuttgart",
        population=633484,
        area_km2=Decimal("207.33"),
    )
    assert stuttgart.is_stadtkreis
    assert not gemeinden()["08226038"].is_stadtkreis


def test_kreis_is_read_with_types():
    assert kreise()["08115"] == Kreis(
        ags="08115",
        name="Böblingen",
        typ="Landkreis",
        regierungsbezirk="Stuttgart",
        gemeinden_count=26,
        population=401318,
        nuts3="DE112",
    )


def test_reference_data_cannot_be_changed():
    with pytest.raises(TypeError):
        gemeinden()["08111000"] = None  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        gemeinden()["08111000"].name = "Anders"  # type: ignore[misc]
