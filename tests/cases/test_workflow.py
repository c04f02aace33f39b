"""Each state × each transition of a case."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from cases.enums import CaseStatus
from cases.lifecycle.workflow import CASE
from pik.accounts.enums import Role
from pik.core.workflow import TransitionRefused, fire
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db

CHANGES = {
    "close": {"closing_reason": "moved", "closed_on": "2026-11-21"},
    "reopen": {"closing_reason": "", "closed_on": None},
}


@pytest.mark.parametrize("status", CaseStatus)
@pytest.mark.parametrize("transition", CASE.transitions, ids=lambda t: t.name)
def test_transition_from_each_state_moves_or_refuses(status: CaseStatus, transition) -> None:
    case = CaseFactory(closed=status == CaseStatus.CLOSED)
    lead = user_with_role(Role.TEAMLEITUNG, case.organisation)
    allowed = status in transition.sources

    if allowed:
        fire(case, transition.name, actor=lead, comment="Begründung", **CHANGES[transition.name])
    else:
        with pytest.raises(TransitionRefused):
            fire(case, transition.name, actor=lead, comment="Begründung", **CHANGES[transition.name])

    case.refresh_from_db()
    assert case.status == (transition.target if allowed else status)
    assert case.transitions.count() == int(allowed)


def test_reopen_without_a_comment_is_refused() -> None:
    case = CaseFactory(closed=True)

    with pytest.raises(TransitionRefused) as error:
        fire(case, "reopen", actor=user_with_role(Role.TEAMLEITUNG, case.organisation), **CHANGES["reopen"])

    assert error.value.messages == ["Bitte geben Sie eine Begründung an."]


@pytest.mark.parametrize("role", [Role.INTEGRATIONSMANAGER, Role.DATENSCHUTZ])
def test_reopen_by_anyone_but_the_teamleitung_is_refused(role: Role) -> None:
    case = CaseFactory(closed=True)

    with pytest.raises(PermissionDenied):
        fire(case, "reopen", actor=user_with_role(role, case.organisation), comment="x", **CHANGES["reopen"])


def test_close_by_teamleitung_of_another_organisation_is_refused() -> None:
    case = CaseFactory()

    with pytest.raises(PermissionDenied):
        fire(case, "close", actor=user_with_role(Role.TEAMLEITUNG), **CHANGES["close"])
