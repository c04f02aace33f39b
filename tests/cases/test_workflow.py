"""Each state × each transition of a case and of an extension."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cases.enums import CaseStatus, ExtensionStatus
from cases.lifecycle.workflow import CASE, EXTENSION
from cases.models import Case
from pik.accounts.enums import Role
from pik.core.workflow import Transition, TransitionRefused, fire, reasons_against
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.lifecycle import ExtensionFactory

pytestmark = pytest.mark.django_db

TERM = {"starts_on": "2026-11-01", "ends_on": "2029-10-31"}
CHANGES: dict[str, dict[str, Any]] = {
    "put_on_waiting_list": {"waiting_since": "2026-11-02", "priority": 2},
    "begin": TERM,
    "rest": {"resting_since": "2026-11-20", "rests_until": "2026-12-20"},
    "resume": {"resting_since": None, "rests_until": None},
    "transfer": {"closed_on": "2026-11-21", "resting_since": None, "rests_until": None},
    "close": {"closing_reason": "moved", "closed_on": "2026-11-21", "resting_since": None, "rests_until": None},
    "reopen": {"closing_reason": "", "closed_on": None},
    "reopen_request": {"closing_reason": "", "closed_on": None, "requested_on": "2026-11-01"},
}
TRAITS = {status: {status.value: True} for status in CaseStatus if status != CaseStatus.ACTIVE}


def case_in(status: CaseStatus, *, begun: bool = True) -> Case:
    more: dict[str, Any] = {} if begun else {"starts_on": None, "ends_on": None, "closing_reason": "moved"}
    return CaseFactory(**TRAITS.get(status, {}), **more)


@pytest.mark.parametrize("status", CaseStatus)
@pytest.mark.parametrize("transition", CASE.transitions, ids=lambda t: t.name)
def test_transition_of_a_case_from_each_state_moves_or_refuses(status: CaseStatus, transition: Transition) -> None:
    case = case_in(status, begun=not (transition.name == "reopen_request" and status == CaseStatus.CLOSED))
    lead = user_with_role(Role.TEAMLEITUNG, case.organisation) if transition.permission else None
    allowed = status in transition.sources

    if allowed:
        fire(case, transition.name, actor=lead, comment="Begründung", **CHANGES[transition.name])
    else:
        with pytest.raises(TransitionRefused):
            fire(case, transition.name, actor=lead, comment="Begründung", **CHANGES[transition.name])

    case.refresh_from_db()
    assert case.status == (transition.target if allowed else status)
    assert case.transitions.count() == int(allowed)


@pytest.mark.parametrize("status", ExtensionStatus)
@pytest.mark.parametrize("transition", EXTENSION.transitions, ids=lambda t: t.name)
def test_transition_of_an_extension_from_each_state_moves_or_refuses(
    status: ExtensionStatus, transition: Transition
) -> None:
    extension = ExtensionFactory(granted=status in {ExtensionStatus.GRANTED, ExtensionStatus.REFUSED}, status=status)
    allowed = status == ExtensionStatus.ASKED
    chief = user_with_role(Role.TEAMLEITUNG, extension.organisation)
    is_decided = transition.name in {"grant", "refuse"}
    actor = {"withdraw": extension.asked_by, "lapse": None}.get(transition.name, chief)
    decided = {"decided_by": chief, "decided_at": "2026-11-21T10:00Z"} if is_decided else {}
    decision = {"decision": "Gut begründet."} if is_decided else {}

    if allowed:
        fire(extension, transition.name, actor=actor, comment="Gut begründet.", **decided, **decision)
    else:
        with pytest.raises(TransitionRefused):
            fire(extension, transition.name, actor=actor, comment="Gut begründet.", **decided, **decision)

    extension.refresh_from_db()
    assert extension.status == (transition.target if allowed else status)


@pytest.mark.parametrize("name", ["reopen", "reopen_request"])
def test_reopening_without_a_comment_is_refused(name: str) -> None:
    case = case_in(CaseStatus.CLOSED, begun=name == "reopen")

    with pytest.raises(TransitionRefused) as error:
        fire(case, name, actor=user_with_role(Role.TEAMLEITUNG, case.organisation), **CHANGES[name])

    assert error.value.messages == ["Bitte geben Sie eine Begründung an."]


def test_what_never_began_is_not_reopened_as_active_and_the_other_way_round() -> None:
    chief = user_with_role(Role.TEAMLEITUNG)

    assert reasons_against(case_in(CaseStatus.CLOSED, begun=False), "reopen", chief) == [
        "Die Begleitung hatte noch nicht begonnen. Nehmen Sie die Anfrage wieder auf."
    ]
    assert reasons_against(case_in(CaseStatus.CLOSED), "reopen_request", chief) == [
        "Die Begleitung hatte schon begonnen. Öffnen Sie den Fall wieder."
    ]


@pytest.mark.parametrize("role", [Role.INTEGRATIONSMANAGER, Role.DATENSCHUTZ])
def test_reopen_by_anyone_but_the_teamleitung_is_refused(role: Role) -> None:
    case = CaseFactory(closed=True)

    with pytest.raises(PermissionDenied):
        fire(case, "reopen", actor=user_with_role(role, case.organisation), comment="x", **CHANGES["reopen"])


def test_transfer_by_a_person_is_refused() -> None:
    case = CaseFactory()

    with pytest.raises(PermissionDenied):
        fire(case, "transfer", actor=user_with_role(Role.TEAMLEITUNG, case.organisation), **CHANGES["transfer"])


@pytest.mark.parametrize("name", ["close", "rest", "begin"])
def test_step_by_teamleitung_of_another_organisation_is_refused(name: str) -> None:
    case = CaseFactory(request=name == "begin")

    with pytest.raises(PermissionDenied):
        fire(case, name, actor=user_with_role(Role.TEAMLEITUNG), **CHANGES[name])


@pytest.mark.parametrize("name", ["grant", "refuse"])
def test_extension_is_not_decided_by_who_asked(name: str) -> None:
    extension = ExtensionFactory()
    chief = user_with_role(Role.TEAMLEITUNG, extension.organisation)
    type(extension).objects.filter(pk=extension.pk).update(asked_by=chief)

    with pytest.raises(TransitionRefused) as error:
        fire(extension, name, actor=chief, comment="x", decided_by=chief)

    assert error.value.messages == [
        "Über eine Verlängerung entscheidet jemand anderes als die Person, die sie beantragt hat."
    ]


def test_extension_is_withdrawn_by_who_asked_alone() -> None:
    extension = ExtensionFactory()

    assert reasons_against(extension, "withdraw", user_with_role(Role.TEAMLEITUNG, extension.organisation)) == [
        "Zurückziehen kann den Antrag nur die Person, die ihn gestellt hat."
    ]
