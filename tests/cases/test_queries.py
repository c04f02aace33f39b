"""The numbers that planning and funding read."""

from __future__ import annotations

from datetime import date

import pytest

from cases.queries import active_case_count
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "count"),
    [
        (date(2026, 6, 30), 0),
        (date(2026, 7, 1), 2),
        (date(2026, 9, 30), 2),
        (date(2026, 10, 1), 1),
        (date(2028, 6, 30), 1),
        (date(2028, 7, 1), 0),
    ],
)
def test_active_case_count_counts_terms_that_run_and_were_not_closed(on: date, count: int) -> None:
    case = CaseFactory(starts_on=date(2026, 7, 1), ends_on=date(2028, 6, 30))
    CaseFactory(organisation=case.organisation, closed=True, closed_on=date(2026, 10, 1))
    CaseFactory(organisation=case.organisation, closed=True, closed_on=date(2026, 10, 1), closing_reason="duplicate")
    CaseFactory()

    assert active_case_count(case.organisation, on) == count
