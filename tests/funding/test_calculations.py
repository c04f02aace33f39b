"""The grant, by tables an official can read (``cases/*.csv``) and by properties."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.calculations import (
    PostInput,
    counted_contribution,
    cut_to,
    german,
    grant,
    is_eligible,
    missing_to_threshold,
)

pytestmark = pytest.mark.unit

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def post(text: str) -> PostInput:
    rate, share, months = text.split("x")
    return PostInput("Stelle", "a", amount(rate), amount(share), int(months))


@pytest.mark.parametrize("row", rows("zuwendung.csv"), ids=lambda row: row["fall"])
def test_grant_of_each_case_is_what_the_table_says(row: dict[str, str]) -> None:
    posts = [post(text) for text in row["stellen"].split("+") if text]

    result = grant(posts, amount(row["planungsrahmen"]))

    assert (result.requested, result.amount_year, result.total) == (
        amount(row["beantragt_je_jahr"]),
        amount(row["zuwendung_je_jahr"]),
        amount(row["insgesamt"]),
    )


@pytest.mark.parametrize("row", rows("schwelle.csv"), ids=lambda row: row["fall"])
def test_threshold_of_each_case_is_what_the_table_says(row: dict[str, str]) -> None:
    numbers = amount(row["planungsrahmen"]), amount(row["eigenbeitrag"]), amount(row["schwelle"])

    answer = missing_to_threshold(*numbers), is_eligible(*numbers), counted_contribution(*numbers)

    assert answer == (amount(row["es_fehlen"]), row["antragsberechtigt"] == "ja", amount(row["angerechnet"]))


def test_lines_of_a_cut_grant_show_each_step() -> None:
    posts = [PostInput("L. Hartmann", "a", Decimal(64000), Decimal("1.00"), 24)]

    result = grant(posts, Decimal(62094))

    assert [(line.label, line.basis, line.amount) for line in result.lines] == [
        ("L. Hartmann", "64.000 € × 1,00 VZÄ", Decimal(64000)),
        ("Summe der Stellen je Jahr", "eine Stelle", Decimal(64000)),
        ("Kürzung auf den Planungsrahmen", "höchstens 62.094 € je Jahr", Decimal(-1906)),
        ("Zuwendung je Jahr", "Planungsrahmen 62.094 €", Decimal(62094)),
        ("Zuwendung insgesamt", "je Stelle 24 Monate", Decimal(124188)),
    ]


def test_german_number_with_cents_shows_both() -> None:
    assert (german(Decimal("1250.5")), german(Decimal(64000)), german(Decimal("0.5"), 2)) == (
        "1.250,50",
        "64.000",
        "0,50",
    )


money = st.integers(0, 20_000_000).map(lambda cents: Decimal(cents) / 100)
# A busy machine draws slowly; that is no fault of the arithmetic.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(amounts=st.lists(money, max_size=12), ceiling=money)
def test_cut_amounts_add_up_to_the_ceiling_and_none_grows(amounts: list[Decimal], ceiling: Decimal) -> None:
    cut = cut_to(amounts, ceiling)

    assert sum(cut) == min(sum(amounts), ceiling)
    assert all(Decimal(0) <= after <= before + Decimal("0.01") for before, after in zip(amounts, cut, strict=True))


@patient
@given(frame=money, own=money, threshold=money)
def test_counted_contribution_is_never_more_than_the_gap(frame: Decimal, own: Decimal, threshold: Decimal) -> None:
    counted = counted_contribution(frame, own, threshold)

    assert Decimal(0) <= counted <= own
    assert frame + counted <= max(frame, threshold)
