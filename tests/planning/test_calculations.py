"""The division by heads: the published amounts, its laws, and what it refuses."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.calculations import (
    AllocationError,
    Count,
    Line,
    Share,
    allocate,
    apportion,
    derivation,
    per_head,
    share_of,
)
from planning.published import Precision, PublishedAmount, Stage, published_amounts

POT_AND_PERSONS = {Stage.PROVISIONAL: (34_800_000, 46_828), Stage.FINAL: (58_000_000, 72_857)}

pots = st.integers(0, 10**10)
pots_with_cents = st.decimals(0, 10**10, places=2)
head_counts = st.dictionaries(
    st.integers(8_000_000, 8_999_999).map("{:08d}".format), st.integers(0, 10_000), min_size=1, max_size=60
).filter(lambda counts: any(counts.values()))


def counts_of(persons: dict[str, int]) -> list[Count]:
    return [Count(ags, number) for ags, number in persons.items()]


# --- Published amounts --------------------------------------------------------------------------

EXACT = [row for row in published_amounts() if row.precision == Precision.EXACT]


def test_published_amounts_to_the_euro_are_49():
    assert len(EXACT) == 49


@pytest.mark.parametrize("row", EXACT, ids=lambda row: f"{row.name}-{row.stage.name}")
def test_share_of_published_row_is_the_published_amount(row: PublishedAmount):
    pot, all_persons = POT_AND_PERSONS[row.stage]

    amount = share_of(pot, row.persons, all_persons)

    assert amount == row.amount


@pytest.mark.parametrize(
    ("name", "persons", "amount"),
    [("Schriesheim", 85, 67_667), ("Weinheim", 352, 280_220), ("Stuttgart", 4108, 3_270_297), ("Wehr", 64, 50_949)],
)
def test_share_of_known_persons_is_the_known_amount(name: str, persons: int, amount: int):
    assert share_of(58_000_000, persons, 72_857) == amount


def test_share_of_schwanau_is_not_what_was_printed():
    # 31.157 € were printed in July 2017. No number of persons gives that; 42 give 31.212 €.
    pot, all_persons = POT_AND_PERSONS[Stage.PROVISIONAL]

    amounts = {persons: share_of(pot, persons, all_persons) for persons in range(1, 100)}

    assert amounts[42] == 31_212
    assert 31_157 not in amounts.values()


# --- Rounding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pot", "persons", "all_persons", "amount"),
    [
        (1, 1, 2, 1),  # 0,50
        (5, 1, 2, 3),  # 2,50: banker's rounding would give 2
        (1, 1, 3, 0),  # 0,33…
        (2, 1, 3, 1),  # 0,66…
        (Decimal("0.99"), 1, 2, 0),  # 0,495
        (Decimal("2.98"), 1, 2, 1),  # 1,49
        (Decimal("2.99"), 1, 2, 1),  # 1,495 is not 1,5
        (100, 0, 7, 0),
        (100, 7, 7, 100),
    ],
)
def test_share_of_half_a_euro_goes_up(pot: Decimal | int, persons: int, all_persons: int, amount: int):
    assert share_of(pot, persons, all_persons) == amount


@given(pot=pots_with_cents, persons=st.integers(0, 10**6), others=st.integers(1, 10**6))
def test_share_of_anything_is_within_half_a_euro_of_the_fraction(pot: Decimal, persons: int, others: int):
    exact = Fraction(pot) * persons / (persons + others)

    amount = share_of(pot, persons, persons + others)

    assert -Fraction(1, 2) < amount - exact <= Fraction(1, 2)


@given(pot=pots, persons=st.integers(0, 10**4), others=st.integers(1, 10**5))
def test_share_of_more_heads_is_never_less(pot: int, persons: int, others: int):
    all_persons = persons + others

    assert share_of(pot, persons, all_persons) <= share_of(pot, persons + 1, all_persons)


# --- The whole ----------------------------------------------------------------------------------


def test_allocate_small_pot_gives_lines_sums_and_difference():
    allocation = allocate(100, [Count("08226048", 1), Count("08111000", 2), Count("08226038", 3)])

    assert allocation.lines == (Share("08111000", 2, 33), Share("08226038", 3, 50), Share("08226048", 1, 17))
    assert allocation.total_persons == 6
    assert allocation.distributed == 100
    assert allocation.rounding_difference == 0
    assert allocation.per_head == Decimal("16.6667")


@given(counts=head_counts, pot=pots, seed=st.integers())
def test_allocate_rows_in_any_order_gives_the_same(counts: dict[str, int], pot: int, seed: int):
    rows = counts_of(counts)
    shuffled = random.Random(seed).sample(rows, len(rows))

    assert allocate(pot, shuffled) == allocate(pot, rows)


@given(counts=head_counts, pot=pots_with_cents)
def test_allocate_sum_misses_the_pot_by_at_most_half_a_euro_a_row(counts: dict[str, int], pot: Decimal):
    allocation = allocate(pot, counts_of(counts))

    amounts = [line.amount for line in allocation.lines]
    assert min(amounts) >= 0
    assert sum(amounts) == allocation.distributed
    assert sum(amounts) - pot == allocation.rounding_difference
    assert abs(allocation.rounding_difference) * 2 <= len(amounts)


@given(counts=head_counts, pot=pots)
def test_allocate_more_heads_never_get_less(counts: dict[str, int], pot: int):
    by_persons = sorted(allocate(pot, counts_of(counts)).lines, key=lambda line: line.persons)

    assert by_persons == sorted(by_persons, key=lambda line: (line.persons, line.amount))


@pytest.mark.parametrize(
    ("pot", "counts", "message"),
    [
        (100, [], "keine Gemeinde"),
        (100, [Count("08111000", 0)], "keine einzige Person"),
        (100, [Count("08111000", 5), Count("08226038", -1)], "08226038 ist kleiner als null"),
        (100, [Count("08111000", 5), Count("08226038", 1), Count("08111000", 5)], "08111000 kommt mehr als einmal"),
        (-1, [Count("08111000", 5)], "mindestens null"),
        (Decimal("NaN"), [Count("08111000", 5)], "mindestens null"),
        (Decimal("Infinity"), [Count("08111000", 5)], "mindestens null"),
    ],
)
def test_allocate_impossible_input_is_refused_in_german(pot: Decimal | int, counts: list[Count], message: str):
    with pytest.raises(AllocationError, match=message):
        allocate(pot, counts)


@pytest.mark.parametrize(("persons", "all_persons"), [(1, 0), (-1, 5), (6, 5), (1, -1)])
def test_share_of_impossible_persons_is_refused(persons: int, all_persons: int):
    with pytest.raises(AllocationError):
        share_of(100, persons, all_persons)


# --- Showing it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pot", "persons", "all_persons", "text"),
    [
        (58_000_000, 85, 72_857, "58.000.000 € × 85 ÷ 72.857 = 67.666,79… → 67.667 €"),
        (58_000_000, 0, 72_857, "58.000.000 € × 0 ÷ 72.857 = 0,00 → 0 €"),
        (Decimal("1000.50"), 1, 2, "1.000,50 € × 1 ÷ 2 = 500,25 → 500 €"),
        (Decimal("1000.5"), 1, 1, "1.000,50 € × 1 ÷ 1 = 1.000,50 → 1.001 €"),
        (Decimal("5.80E+7"), 72_857, 72_857, "58.000.000 € × 72.857 ÷ 72.857 = 58.000.000,00 → 58.000.000 €"),
    ],
)
def test_derivation_shows_each_step(pot: Decimal | int, persons: int, all_persons: int, text: str):
    assert derivation(pot, persons, all_persons) == text


def test_derivation_of_a_share_is_a_line_to_store():
    allocation = allocate(100, [Count("08111000", 2), Count("08226038", 1)])

    line = allocation.derivation_of(allocation.lines[0], "Stuttgart")

    assert line == Line("Stuttgart", "100 € × 2 ÷ 3 = 66,66… → 67 €", Decimal(67))


def test_per_head_of_the_final_pot_has_four_places():
    assert per_head(58_000_000, 72_857) == Decimal("796.0800")


# --- Largest remainder --------------------------------------------------------------------------


def test_apportion_remainders_go_to_the_largest_fraction_then_the_smaller_key():
    assert apportion(10, {"c": 1, "a": 1, "b": 1}) == {"a": 4, "b": 3, "c": 3}
    assert apportion(3, {"a": 10, "b": 19, "c": 1}) == {"a": 1, "b": 2, "c": 0}


@given(total=st.integers(0, 10**6), weights=st.dictionaries(st.text(max_size=3), st.integers(0, 10**6), min_size=1))
def test_apportion_sum_is_exact_and_each_part_within_one(total: int, weights: dict[str, int]):
    if not sum(weights.values()):
        return

    parts = apportion(total, weights)

    assert sum(parts.values()) == total
    for key, weight in weights.items():
        assert abs(parts[key] - Fraction(total * weight, sum(weights.values()))) < 1


@pytest.mark.parametrize(("total", "weights"), [(1, {}), (1, {"a": 0}), (-1, {"a": 1}), (1, {"a": 2, "b": -1})])
def test_apportion_without_positive_weights_is_refused(total: int, weights: dict[str, int]):
    with pytest.raises(AllocationError):
        apportion(total, weights)
