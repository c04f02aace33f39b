"""What the database refuses of states, responsibility and terms, one step beyond the edge each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases.enums import ClosingReason, ExtensionStatus, SuspensionReason
from cases.models import Case
from pik.accounts.enums import Role
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.lifecycle import (
    AbsenceFactory,
    DeputyFactory,
    ExtensionFactory,
    LeadPeriodFactory,
    SavedFilterFactory,
    SuspensionFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = [
    AbsenceFactory,
    DeputyFactory,
    ExtensionFactory,
    LeadPeriodFactory,
    SavedFilterFactory,
    SuspensionFactory,
]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_factory_makes_a_valid_object(factory: Any) -> None:
    factory().full_clean()


@pytest.mark.parametrize(
    "traits",
    [{}, {"request": True}, {"waiting": True}, {"resting": True}, {"transferred": True}, {"closed": True}],
    ids=str,
)
def test_factory_makes_a_valid_case_in_each_state(traits: dict[str, bool]) -> None:
    CaseFactory(**traits).full_clean()


@pytest.mark.parametrize(
    ("traits", "values", "constraint"),
    [
        ({"transferred": True}, {"starts_on": None}, "case_term_whole"),
        ({"transferred": True}, {"ends_on": None}, "case_term_whole"),
        ({}, {"starts_on": None, "ends_on": None}, "case_term_in_support"),
        ({"resting": True}, {"starts_on": None, "ends_on": None}, "case_term_in_support"),
        ({"request": True}, {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}, "case_no_term_before_support"),
        ({"waiting": True}, {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}, "case_no_term_before_support"),
        ({"request": True}, {"requested_on": None}, "case_request_dated"),
        ({"waiting": True}, {"waiting_since": None}, "case_waiting_since"),
        ({"waiting": True}, {"priority": None}, "case_waiting_since"),
        ({"waiting": True}, {"priority": 4}, "case_priority_known"),
        ({"resting": True}, {"resting_since": None}, "case_resting_since"),
        ({"resting": True}, {"rests_until": None}, "case_resting_since"),
        ({"resting": True}, {"rests_until": "2026-10-31"}, "case_resting_since"),
        ({}, {"resting_since": "2026-11-01", "rests_until": "2026-12-01"}, "case_resting_since"),
        ({}, {"closed_on": "2026-11-01"}, "case_closed_with_reason"),
        ({}, {"closing_reason": "moved"}, "case_closed_with_reason"),
        ({"request": True}, {"closing_reason": "refused"}, "case_closed_with_reason"),
        ({"transferred": True}, {"closed_on": None}, "case_closed_with_reason"),
        ({"transferred": True}, {"closing_reason": "moved"}, "case_closed_with_reason"),
        ({"closed": True}, {"closing_reason": "refused"}, "case_closed_with_reason"),
        ({"closed": True}, {"starts_on": None, "ends_on": None}, "case_closed_with_reason"),
        ({}, {"aftercare_until": "2027-01-01"}, "case_aftercare_after_closing"),
        ({"closed": True}, {"aftercare_until": "2020-01-01"}, "case_aftercare_after_closing"),
        ({}, {"status": "dormant"}, "case_closed_with_reason|case_status_known"),
    ],
)
def test_case_that_does_not_fit_its_state_is_refused(
    traits: dict[str, bool], values: dict[str, Any], constraint: str
) -> None:
    case = CaseFactory(**traits)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**values)


@pytest.mark.parametrize(
    ("reason", "begun", "fits"),
    [
        (ClosingReason.REFUSED, False, True),
        (ClosingReason.WITHDRAWN, False, True),
        (ClosingReason.MOVED, False, True),
        (ClosingReason.MOVED, True, True),
        (ClosingReason.TERM_ENDED, True, True),
        (ClosingReason.DUPLICATE, False, True),
        (ClosingReason.DUPLICATE, True, True),
        (ClosingReason.REFUSED, True, False),
        (ClosingReason.GOALS_REACHED, False, False),
    ],
)
def test_closing_reason_fits_whether_support_had_begun(reason: str, begun: bool, fits: bool) -> None:
    case = CaseFactory.build(
        organisation=CaseFactory().organisation,
        closed=True,
        closing_reason=reason,
        **({} if begun else {"starts_on": None, "ends_on": None}),
    )
    case.person, case.lead = CaseFactory(organisation=case.organisation).person, None

    if fits:
        case.full_clean()
    else:
        with pytest.raises(ValidationError):
            case.full_clean()


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (AbsenceFactory, {"ends_on": date(2026, 11, 1), "starts_on": date(2026, 11, 2)}, "absence_period_order"),
        (DeputyFactory, {"ends_on": date(2026, 11, 1), "starts_on": date(2026, 11, 2)}, "deputy_period_order"),
        (DeputyFactory, {"ended_at": "2026-11-01T10:00Z"}, "deputy_ended_by_someone"),
        (AbsenceFactory, {"ended_at": "2026-11-01T10:00Z"}, "absence_ended_by_someone"),
        (SuspensionFactory, {"ends_on": date(2026, 7, 31)}, "suspension_period_order"),
        (SuspensionFactory, {"planned_until": date(2026, 7, 31)}, "suspension_planned_after_begin"),
        (SuspensionFactory, {"reason": "bored"}, "suspension_reason_known"),
        (SuspensionFactory, {"reason": SuspensionReason.OTHER}, "suspension_other_explained"),
        (ExtensionFactory, {"months": 0}, "extension_months_possible"),
        (ExtensionFactory, {"months": 61}, "extension_months_possible"),
        (ExtensionFactory, {"reason": ""}, "extension_reasoned"),
        (ExtensionFactory, {"status": "lost"}, "extension_decided_with_reason|extension_status_known"),
        (ExtensionFactory, {"status": ExtensionStatus.GRANTED}, "extension_decided_with_reason"),
        (ExtensionFactory, {"decision": "Ja."}, "extension_decided_with_reason"),
    ],
)
def test_row_beyond_the_edge_is_refused(factory: Any, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        factory(**values)


def test_extension_is_never_decided_by_who_asked_not_even_in_the_database() -> None:
    extension = ExtensionFactory(granted=True)

    with pytest.raises(IntegrityError, match="extension_four_eyes"), transaction.atomic():
        type(extension).objects.filter(pk=extension.pk).update(decided_by=extension.asked_by)


def test_second_extension_is_asked_when_the_first_is_decided() -> None:
    extension = ExtensionFactory()

    with pytest.raises(IntegrityError, match="extension_one_asked"), transaction.atomic():
        ExtensionFactory(case=extension.case)
    ExtensionFactory(case=extension.case, granted=True)


def test_absence_is_not_covered_by_oneself() -> None:
    absence = AbsenceFactory()

    with pytest.raises(IntegrityError, match="absence_covered_by_another"), transaction.atomic():
        type(absence).objects.filter(pk=absence.pk).update(substitute=absence.user)


def test_absences_of_one_person_do_not_overlap_but_may_follow_each_other() -> None:
    first = AbsenceFactory()
    more: dict[str, Any] = {"user": first.user, "organisation": first.organisation}

    with pytest.raises(IntegrityError, match="absence_once_at_a_time"), transaction.atomic():
        AbsenceFactory(starts_on=first.ends_on, **more)
    AbsenceFactory(starts_on=first.ends_on + timedelta(days=1), **more)
    AbsenceFactory(starts_on=first.starts_on, ended=True, **more)


def test_rests_of_a_case_do_not_overlap_also_where_the_end_is_open() -> None:
    rest = SuspensionFactory(ends_on=None, planned_until=date(2026, 9, 1))

    with pytest.raises(IntegrityError, match="suspension_once_at_a_time"), transaction.atomic():
        SuspensionFactory(case=rest.case, starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 31))
    SuspensionFactory(case=rest.case, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 31))


def test_deputy_of_a_case_stands_there_once_at_a_time() -> None:
    deputy = DeputyFactory()

    with pytest.raises(IntegrityError, match="deputy_once_at_a_time"), transaction.atomic():
        DeputyFactory(case=deputy.case, user=deputy.user)
    DeputyFactory(case=deputy.case)


def test_lead_period_beside_another_is_refused() -> None:
    case = CaseFactory()

    with pytest.raises(IntegrityError, match="lead_period_one_at_a_time"), transaction.atomic():
        LeadPeriodFactory(case=case, starts_at=timezone.now(), ends_at=None)
    with pytest.raises(IntegrityError, match="lead_period_order"), transaction.atomic():
        LeadPeriodFactory(case=case, ends_at=case.opened_at - timedelta(days=60))


def test_change_of_lead_by_any_way_is_kept_by_the_database() -> None:
    case = CaseFactory()
    first, second = case.lead, user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)

    Case.objects.filter(pk=case.pk).update(lead=second)
    Case.objects.filter(pk=case.pk).update(lead=None)
    Case.objects.filter(pk=case.pk).update(lead=first)

    periods = list(case.lead_periods.order_by("pk"))
    assert [period.lead for period in periods] == [first, second, first]
    assert [period.ends_at is None for period in periods] == [False, False, True]


def test_saved_filter_of_one_name_stands_once_and_one_is_the_default() -> None:
    kept = SavedFilterFactory(is_default=True)
    more: dict[str, Any] = {"user": kept.user, "organisation": kept.organisation}

    with pytest.raises(IntegrityError, match="saved_filter_name_once"), transaction.atomic():
        SavedFilterFactory(name=kept.name, **more)
    with pytest.raises(IntegrityError, match="saved_filter_one_default"), transaction.atomic():
        SavedFilterFactory(is_default=True, **more)
