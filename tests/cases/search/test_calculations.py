"""How alike two persons are: signs and points, and the sixty-odd pairs of names."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from cases.enums import DuplicateSign
from cases.search.calculations import Known, likeness, name_of, same_name
from tests import figures

pytestmark = pytest.mark.unit

PAIRS = list(csv.DictReader((Path(__file__).parent.parent / "names.csv").read_text(encoding="utf-8").splitlines()))
BY_SOUND = {DuplicateSign.SAME_NAME, DuplicateSign.OTHER_ORDER, DuplicateSign.SAME_SOUND}
BORN = date(1991, 3, 14)


@pytest.mark.parametrize(
    ("taken", "name", "least_recall", "least_precision"),
    [
        (BY_SOUND, "nach Klang", 0.95, 0.95),
        (BY_SOUND | {DuplicateSign.NEAR_NAME}, "und mit einem falschen Buchstaben", 0.97, 0.9),
    ],
)
def test_name_pairs_are_told_apart(
    taken: set[DuplicateSign], name: str, least_recall: float, least_precision: float
) -> None:
    met = [pair for pair in PAIRS if same_name(pair["one"], pair["other"]) in taken]
    right = [pair for pair in met if pair["matches"] == "ja"]
    wanted = [pair for pair in PAIRS if pair["matches"] == "ja"]

    recall, precision = len(right) / len(wanted), len(right) / len(met)
    figures.tell(
        f"Namenspaare {name}",
        f"Trefferquote {recall:.1%} ({len(right)} von {len(wanted)}), Genauigkeit {precision:.1%} "
        f"({len(met) - len(right)} von {len(PAIRS) - len(wanted)} anderen fälschlich)",
    )
    assert (recall >= least_recall, precision >= least_precision) == (True, True)


def test_name_pairs_are_many_and_of_many_languages() -> None:
    languages = {pair["language"] for pair in PAIRS}

    assert (len(PAIRS) >= 60, {pair["matches"] for pair in PAIRS}) == (True, {"ja", "nein"})
    assert languages == {"Arabisch", "Persisch", "Ukrainisch", "Türkisch", "Kurdisch", "Tigrinya"}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['one']}/{pair['other']}")
def test_likeness_of_a_pair_is_the_same_in_both_directions(pair: dict[str, str]) -> None:
    assert same_name(pair["one"], pair["other"]) == same_name(pair["other"], pair["one"])


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        ("Rahimi Zahra", "Rahimi Zahra", DuplicateSign.SAME_NAME),
        ("Rahimi Zahra", "Zahra Rahimi", DuplicateSign.OTHER_ORDER),
        ("Rahimi Mohammed", "Rahimy Muhamad", DuplicateSign.SAME_SOUND),
        ("Rahimi Zahra", "Rahimi Sahra", DuplicateSign.NEAR_NAME),
        ("Rahimi Zahra", "Rahimi Zahra Leila", DuplicateSign.SAME_NAME),
        ("Rahimi Zahra", "Rahimi Oksana", None),
        ("Rahimi Zahra", "Bondar Oksana", None),
        ("Anna Lena", "Annalena", DuplicateSign.SAME_NAME),
    ],
)
def test_whole_names_are_compared_word_by_word(one: str, other: str, sign: DuplicateSign | None) -> None:
    assert same_name(one, other) == sign


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        (BORN, BORN, DuplicateSign.SAME_BIRTH),
        (BORN, date(1991, 3, 15), DuplicateSign.NEAR_BIRTH),
        (date(1991, 3, 4), date(1991, 4, 3), DuplicateSign.NEAR_BIRTH),
        (BORN, date(1919, 3, 14), DuplicateSign.NEAR_BIRTH),
        (BORN, date(1980, 1, 1), DuplicateSign.OTHER_BIRTH),
        (BORN, None, DuplicateSign.BIRTH_UNKNOWN),
        (None, None, DuplicateSign.BIRTH_UNKNOWN),
    ],
)
def test_birth_dates_are_compared(one: date | None, other: date | None, sign: DuplicateSign) -> None:
    names = (name_of("Rahimi Zahra"),)

    found = likeness(Known(names, one), Known(names, other))

    assert found.signs == (DuplicateSign.SAME_NAME, sign)


@pytest.mark.parametrize(("year", "sign"), [(1991, "same_year"), (1992, "same_year"), (1994, "other_birth")], ids=str)
def test_year_of_birth_alone_is_compared_as_a_year(year: int, sign: str) -> None:
    names = (name_of("Rahimi Zahra"),)

    found = likeness(Known(names, BORN), Known(names, date(year, 1, 1), is_born_exactly=False))

    assert found.signs == (DuplicateSign.SAME_NAME, sign)


def test_points_of_what_speaks_for_and_against() -> None:
    names = (name_of("Rahimi Zahra"),)
    other = Known(names, BORN, "female", frozenset({"0176 123"}), frozenset({7}))

    scores = [
        likeness(Known(names, BORN), other).score,
        likeness(Known(names, BORN, phones=frozenset({"+49 176 123"})), other).score,
        likeness(Known(names, BORN, sex="male"), other).score,
        likeness(Known(names, BORN, households=frozenset({7})), other).score,
        likeness(Known((name_of("Rahimi Omid"),), BORN, households=frozenset({7})), other).score,
        likeness(Known((name_of("Rahimi Omid"),), BORN), other).score,
        likeness(Known((name_of("Bondar Oksana"),), BORN), other).score,
    ]

    assert scores == [100, 100, 85, 80, 35, 55, 0]


def test_same_first_of_january_says_less_than_another_same_day() -> None:
    zahra, omid = (name_of("Rahimi Zahra"),), (name_of("Rahimi Omid"),)

    first, other = (likeness(Known(zahra, day), Known(omid, day)) for day in (date(1990, 1, 1), date(1990, 5, 2)))

    assert (first.is_alike, other.is_alike) == (False, True)


def test_former_name_counts_a_little_less_and_says_so() -> None:
    now = Known((name_of("Haidari Zahra"), name_of("Rahimi Zahra", is_former=True)), BORN)

    found = likeness(now, Known((name_of("Rahimi Zahra"),), BORN))

    assert (found.score, found.signs) == (
        95,
        (DuplicateSign.SAME_NAME, DuplicateSign.FORMER_NAME, DuplicateSign.SAME_BIRTH),
    )
