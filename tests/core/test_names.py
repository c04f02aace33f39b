"""Keys of names: the order of DIN 5007-2, and spellings that fall together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pik.core.names import search_key, sort_key

pytestmark = pytest.mark.unit


def test_sort_key_orders_names_as_din_5007_2() -> None:
    ordered = [
        "Ábel",
        "Adam",
        "Ärger",
        "Afra",
        "Göbel",
        "Goethe",
        "Götz",
        "Golf",
        "Müller",
        "Mueller A",
        "Muff",
        "Weiss",
        "Weiß A",
    ]

    shuffled = [*ordered[1::2], *ordered[::2]]

    assert sorted(shuffled, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Müller", "mueller"),
        ("MÜLLER", "mueller"),
        ("Mu\u0308ller", "mueller"),
        ("Bjǿrn", "bjoern"),
        ("Weiß", "weiss"),
        ("Yıldız", "yıldız"),
        ("Søren Ångström", "soeren aangstroem"),
        ("Abd-al-Rahman", "abd al rahman"),
        ("O’Connor", "o connor"),
        ("  van  der  Berg ", "van der berg"),
        ("Çelik, Gülay", "celik guelay"),
        ("محمد", "محمد"),
        ("", ""),
    ],
)
def test_sort_key_each_name_loses_case_accents_and_punctuation(name: str, expected: str) -> None:
    assert sort_key(name) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        ("Müller", "Mueller", "Muller", "MÜLLER"),
        ("Özgür", "Ozgur", "Oezguer"),
        ("Jäger", "Jaeger", "Jager"),
        ("Groß", "Gross"),
    ],
)
def test_search_key_spellings_of_one_name_fall_together(spellings: tuple[str, ...]) -> None:
    assert len({search_key(name) for name in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Müller", "Möller"), ("Haas", "Haase"), ("Ali", "Eli")])
def test_search_key_different_names_stay_apart(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@given(st.text(max_size=60))
def test_keys_made_twice_stay_the_same(name: str) -> None:
    assert sort_key(sort_key(name)) == sort_key(name)
    assert search_key(name.casefold()) == search_key(name)
