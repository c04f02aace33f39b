"""The one function that moves a state: permission, source, guards, comment, log, lock."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core import workflow
from pik.core.workflow import Transition, TransitionRefused, Workflow, fire, reasons_against
from planning.models import HeadCount, Planungsrahmen, PlanungsrahmenTransition
from tests.factories.accounts import user_with_role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOO_SMALL = "Die Mittel sind zu klein."
PUBLISH = {"published_at": NOW}


def is_large_enough(planungsrahmen: Any, actor: Any) -> str | None:
    time.sleep(0.02)  # makes two at once meet
    return TOO_SMALL if planungsrahmen.pot < 100 else None


# A machine of its own over a real model, so that these tests stand when the planning changes its machine.
MACHINE = Workflow(
    model=Planungsrahmen,
    log=PlanungsrahmenTransition,
    transitions=(
        Transition("publish", "Veröffentlichen", ("draft",), "published", "regulations.enact_rule", (is_large_enough,)),
        Transition("explain", "Ersetzen", ("published",), "superseded", "regulations.enact_rule", needs_comment=True),
        Transition("expire", "Ablaufen", ("published",), "superseded", None),
    ),
)


@pytest.fixture(autouse=True)
def _machine() -> Iterator[None]:
    registered = workflow.workflows().get(Planungsrahmen)
    workflow.register(MACHINE)
    yield
    if registered is None:
        workflow._workflows.pop(Planungsrahmen)
    else:
        workflow.register(registered)


@pytest.fixture
def planner() -> User:
    return user_with_role(Role.LANDESPLANUNG)


@pytest.fixture
def draft(planner: User) -> Planungsrahmen:
    return make_draft(planner)


def make_draft(planner: User, pot: int = 58_000_000) -> Planungsrahmen:
    count = HeadCount.objects.create(key_date=date(2017, 9, 15), total_persons=72_857, confirmed_at=NOW)
    return Planungsrahmen.objects.create(
        version=1,
        title="Fassung 1",
        head_count=count,
        pot=pot,
        total_persons=72_857,
        distributed=58_000_012,
        threshold=51_000,
        threshold_basis={"rule": 1},
        computed_by=planner,
        computed_at=NOW,
    )


def test_fire_allowed_step_moves_the_state_and_writes_the_log(draft: Planungsrahmen, planner: User) -> None:
    entry = fire(draft, "publish", actor=planner, comment=" geprüft ", **PUBLISH)

    draft.refresh_from_db()
    assert (draft.status, draft.published_at) == ("published", NOW)
    assert list(draft.transitions.all()) == [entry]
    assert (entry.name, entry.source, entry.target, entry.actor, entry.comment) == (
        "publish",
        "draft",
        "published",
        planner,
        "geprüft",
    )
    assert entry.actor_label == planner.acting_label


def test_fire_from_another_state_is_refused_in_german(draft: Planungsrahmen, planner: User) -> None:
    with pytest.raises(TransitionRefused) as caught:
        fire(draft, "explain", actor=planner, comment="neu")

    assert caught.value.messages == ["Im Stand „Entwurf“ ist das nicht möglich."]
    assert not draft.transitions.exists()


def test_fire_without_the_permission_is_denied(draft: Planungsrahmen) -> None:
    manager = user_with_role(Role.INTEGRATIONSMANAGER)

    with pytest.raises(PermissionDenied):
        fire(draft, "publish", actor=manager, **PUBLISH)

    draft.refresh_from_db()
    assert draft.status == "draft"


def test_fire_by_nobody_is_denied_where_a_permission_is_asked(draft: Planungsrahmen) -> None:
    with pytest.raises(PermissionDenied):
        fire(draft, "publish", actor=None, **PUBLISH)


def test_fire_the_systems_own_step_is_denied_to_people_and_logged_as_system(
    draft: Planungsrahmen, planner: User
) -> None:
    fire(draft, "publish", actor=planner, **PUBLISH)

    with pytest.raises(PermissionDenied):
        fire(draft, "expire", actor=planner)
    entry = fire(draft, "expire", actor=None)

    assert (entry.actor, entry.actor_label) == (None, "System")


def test_fire_guard_with_a_reason_is_refused_with_it(planner: User) -> None:
    small = make_draft(planner, pot=99)

    with pytest.raises(TransitionRefused) as caught:
        fire(small, "publish", actor=planner, **PUBLISH)

    assert caught.value.messages == [TOO_SMALL]


@pytest.mark.parametrize("comment", ["", "  \n"])
def test_fire_without_the_needed_comment_is_refused(draft: Planungsrahmen, planner: User, comment: str) -> None:
    fire(draft, "publish", actor=planner, **PUBLISH)

    with pytest.raises(TransitionRefused) as caught:
        fire(draft, "explain", actor=planner, comment=comment)

    assert caught.value.messages == ["Bitte geben Sie eine Begründung an."]


def test_fire_change_that_breaks_a_constraint_moves_nothing(draft: Planungsrahmen, planner: User) -> None:
    with pytest.raises(ValidationError) as caught:
        fire(draft, "publish", actor=planner)  # without the moment of publication

    assert caught.value.messages == ["Ein veröffentlichter Planungsrahmen hat einen Zeitpunkt der Veröffentlichung."]
    draft.refresh_from_db()
    assert (draft.status, draft.transitions.count()) == ("draft", 0)


def test_fire_drops_what_the_caller_changed_on_the_object_before(draft: Planungsrahmen, planner: User) -> None:
    draft.pot = 1

    fire(draft, "publish", actor=planner, **PUBLISH)

    assert draft.pot == 58_000_000


def test_reasons_against_names_state_and_guards(draft: Planungsrahmen, planner: User) -> None:
    possible = reasons_against(draft, "publish", planner)
    draft.pot = 99
    too_small = reasons_against(draft, "publish", planner)
    wrong_state = reasons_against(draft, "expire", None)

    assert (possible, too_small, wrong_state) == ([], [TOO_SMALL], ["Im Stand „Entwurf“ ist das nicht möglich."])


def test_fire_unknown_step_is_a_fault_of_the_caller(draft: Planungsrahmen, planner: User) -> None:
    with pytest.raises(KeyError):
        fire(draft, "explode", actor=planner)


def test_workflow_name_twice_is_refused_when_it_is_declared() -> None:
    step = Transition("publish", "Veröffentlichen", ("draft",), "published", None)

    with pytest.raises(ValueError, match="stands twice"):
        Workflow(model=Planungsrahmen, log=PlanungsrahmenTransition, transitions=(step, step))


@pytest.mark.django_db(transaction=True)
def test_fire_two_at_once_moves_once_and_refuses_the_other(draft: Planungsrahmen, planner: User) -> None:
    start = threading.Barrier(2)

    def publish() -> str:
        mine = Planungsrahmen.objects.get(pk=draft.pk)
        actor = User.objects.get(pk=planner.pk)
        start.wait(timeout=10)
        try:
            fire(mine, "publish", actor=actor, **PUBLISH)
        except TransitionRefused:
            return "refused"
        finally:
            connection.close()
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(future.result() for future in [pool.submit(publish), pool.submit(publish)])

    assert outcomes == ["moved", "refused"]
    assert draft.transitions.count() == 1
