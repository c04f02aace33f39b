"""Small numbers are hidden, and nobody computes them back."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cases.enums import OfferKind
from cases.offers.calculations import SMALLEST_SHOWN, Row, table_of
from cases.offers.numbers import numbers_for
from tests.factories.cases import CaseFactory
from tests.factories.offers import OfferFactory, ReferralFactory
from tests.factories.transfer import TransferFactory

GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=5)
)


def test_numbers_from_the_threshold_on_are_shown_with_their_sums() -> None:
    table = table_of({"Kurs": [5, 0], "Dienst": [7, 9]}, width=2)

    assert table.rows == (Row("Kurs", (5, 0), 5), Row("Dienst", (7, 9), 16))
    assert table.sums == Row("Summe", (12, 9), 21)
    assert not table.is_partly_hidden


def test_number_below_the_threshold_takes_another_one_along() -> None:
    table = table_of({"Kurs": [4, 8, 20]}, width=3)

    assert table.rows[0].cells == (None, None, 20)
    assert table.rows[0].total == 32


def test_table_without_rows_is_nought() -> None:
    assert table_of({}, width=2).sums == Row("Summe", (0, 0), 0)


@given(GRIDS)
def test_no_line_gives_a_hidden_number_away(grid: list[list[int]]) -> None:
    table = table_of({str(y): row for y, row in enumerate(grid)}, width=len(grid[0]))
    shown = [[*row.cells, row.total] for row in (*table.rows, table.sums)]
    real = [[*row, sum(row)] for row in grid]
    real.append([sum(column) for column in zip(*real, strict=True)])

    pairs = [
        *zip(shown, real, strict=True),
        *zip(map(list, zip(*shown, strict=True)), map(list, zip(*real, strict=True)), strict=True),
    ]
    for visible, true in pairs:
        hidden = [n for seen, n in zip(visible[:-1], true[:-1], strict=True) if seen is None]
        assert all(n is None or n == 0 or n >= SMALLEST_SHOWN for n in visible)
        if visible[-1] is None:
            assert hidden
        else:
            assert not hidden or (len(hidden) > 1 and sum(hidden) >= SMALLEST_SHOWN)


@pytest.mark.django_db
def test_referrals_are_counted_by_kind_and_state_without_protected_and_foreign_ones() -> None:
    case = CaseFactory()
    offer = OfferFactory(organisation=case.organisation)
    for _ in range(6):
        ReferralFactory(case__organisation=case.organisation, offer=offer, attending=True)
    for _ in range(5):
        ReferralFactory(case__organisation=case.organisation, offer=offer, broken_off=True)
    ReferralFactory(case__organisation=case.organisation, offer=offer, referred_on=date(2025, 1, 1))
    for _ in range(6):
        ReferralFactory(case=CaseFactory(organisation=case.organisation, lead=case.lead), protected=True)
        ReferralFactory(attending=True)

    numbers = numbers_for(case.lead, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), by="art")
    by_offer = numbers_for(case.lead, starts_on=date(2026, 1, 1), ends_on=None, by="angebot")

    assert numbers.states.rows == (Row(OfferKind.LANGUAGE_PARENTS.label, (0, 0, 0, 6, 0, 5, 0), 11),)
    assert numbers.reasons.rows == (Row("Zeiten oder Weg passen nicht", (0, 5), 5),)
    assert [row.label for row in by_offer.states.rows] == [offer.title]


@pytest.mark.django_db
def test_referral_that_ended_before_the_case_came_is_counted_where_it_was_made() -> None:
    case = TransferFactory(accepted=True).new_case
    for ended_on in [date(2026, 10, 1)] * 5 + [timezone.localdate()] * 6:
        ReferralFactory(case=case, finished=True, ended_on=ended_on)

    numbers = numbers_for(case.lead, starts_on=None, ends_on=None, by="art")

    assert numbers.states.sums.total == 6
