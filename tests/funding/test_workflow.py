"""The machine of an application: each state × each transition, four eyes, races."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from funding.actions import applications, decisions
from funding.enums import ApplicationStatus, Outcome
from funding.models import Application, Decision
from funding.models.decision import FOUR_EYES
from funding.workflow import APPLICATION
from pik.accounts.models import User
from pik.core.workflow import TransitionRefused, fire
from pik.documents.models import Job
from tests.factories.funding import decided_of, draft_of, drafted_of, in_review_of, submitted_of
from tests.funding.conftest import build_world

Status = ApplicationStatus


def application_in(status: str, world: SimpleNamespace, outcome: Outcome = Outcome.APPROVE) -> Application:
    lead, funding_round = world.ladenburg, world.round
    if status == Status.DRAFT:
        return draft_of(lead, funding_round)
    if status == Status.SUBMITTED:
        return submitted_of(lead, funding_round)
    if status == Status.IN_REVIEW:
        return in_review_of(lead, funding_round)
    if status == Status.DECISION_DRAFTED:
        return drafted_of(lead, funding_round, outcome=outcome)
    if status in {Status.APPROVED, Status.REJECTED}:
        ending = Outcome.APPROVE if status == Status.APPROVED else Outcome.REJECT
        return decided_of(lead, funding_round, outcome=ending)
    application = draft_of(lead, funding_round)
    applications.withdraw(application, actor=world.applicants["ladenburg"])
    return application


def actor_of(name: str, world: SimpleNamespace) -> User:
    return {
        "submit": world.applicants["ladenburg"],
        "withdraw": world.applicants["ladenburg"],
        "take": world.reviewer,
        "draft_decision": world.reviewer,
    }.get(name, world.decider)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("name", [transition.name for transition in APPLICATION.transitions])
def test_transition_from_each_state_moves_or_is_refused(name: str, status: str, world: SimpleNamespace) -> None:
    outcome = Outcome.REJECT if name == "reject" else Outcome.APPROVE
    application = application_in(status, world, outcome)
    transition, actor = APPLICATION[name], actor_of(name, world)
    changes = {"submitted_at": timezone.now(), "authority": world.rp} if name == "submit" else {}
    # An authority sees no draft: its permission fails before the state is asked.
    is_hidden = application.authority is None and name not in {"submit", "withdraw"}

    if status in transition.sources:
        fire(application, name, actor=actor, comment="Bitte nachrechnen.", **changes)
        assert application.status == transition.target
        assert application.transitions.order_by("-pk")[0].name == name
    else:
        with pytest.raises(PermissionDenied if is_hidden else TransitionRefused):
            fire(application, name, actor=actor, comment="Bitte nachrechnen.", **changes)
        assert Application.objects.get(pk=application.pk).status == status


def test_approval_by_the_one_who_drafted_is_refused(world: SimpleNamespace) -> None:
    application = drafted_of(world.ladenburg, world.round, drafter=world.decider)

    with pytest.raises(TransitionRefused) as refusal:
        decisions.approve(application, actor=world.decider)

    assert refusal.value.messages == [FOUR_EYES]
    assert Application.objects.get().status == Status.DECISION_DRAFTED


def test_approval_without_the_role_is_refused(world: SimpleNamespace) -> None:
    application = drafted_of(world.ladenburg, world.round, drafter=world.decider)

    with pytest.raises(PermissionDenied):
        decisions.approve(application, actor=world.reviewer)


def test_approval_by_a_second_person_decides_and_orders_the_bescheid(world: SimpleNamespace) -> None:
    application = drafted_of(world.ladenburg, world.round, drafter=world.decider)

    decision = decisions.approve(application, actor=world.other_decider)

    assert (application.status, decision.approved_by, decision.document_job) == (
        Status.APPROVED,
        world.other_decider,
        Job.objects.get(),
    )


def test_rejection_frees_the_municipalities(world: SimpleNamespace) -> None:
    application = decided_of(world.ladenburg, world.round, outcome=Outcome.REJECT)

    assert (application.status, application.members.get().is_live) == (Status.REJECTED, False)


def test_returned_draft_stays_as_history_and_another_can_follow(world: SimpleNamespace) -> None:
    application = drafted_of(world.ladenburg, world.round, drafter=world.reviewer)

    decisions.return_draft(application, comment="Bitte den Eigenbeitrag prüfen.", actor=world.decider)
    decisions.draft_decision(application, outcome="approve", reasons="Geprüft.", conditions="", actor=world.reviewer)

    returned, current = Decision.objects.order_by("pk")
    assert (returned.return_reason, current.returned_at) == ("Bitte den Eigenbeitrag prüfen.", None)


def test_draft_returned_without_a_comment_is_refused(world: SimpleNamespace) -> None:
    application = drafted_of(world.ladenburg, world.round)

    with pytest.raises(TransitionRefused) as refusal:
        decisions.return_draft(application, comment="  ", actor=world.decider)

    assert refusal.value.messages == ["Bitte geben Sie eine Begründung an."]


def test_withdrawal_drops_the_drafted_decision(world: SimpleNamespace) -> None:
    application = drafted_of(world.ladenburg, world.round)

    applications.withdraw(application, actor=world.applicants["ladenburg"])

    assert not application.decisions.open().exists()


def test_decision_keeps_its_lines_when_the_rule_book_changes(world: SimpleNamespace) -> None:
    from pik.regulations.models import Rule

    application = drafted_of(world.ladenburg, world.round)
    before = application.decisions.get()

    Rule.objects.filter(parameter__key="rate_c").update(number=1)

    after = application.decisions.get()
    assert (after.lines, after.amount_year) == (before.lines, before.amount_year)
    assert [rule["parameter"] for rule in after.lines["rules"]] == [
        "who_may_apply",
        "threshold",
        "rate_c",
        "min_share",
        "funding_months",
        "deciding_authority",
        "appeal_months",
    ]


def test_four_eyes_hold_in_the_database_too(world: SimpleNamespace) -> None:
    decision = drafted_of(world.ladenburg, world.round).decisions.get()

    with pytest.raises(IntegrityError, match="decision_four_eyes"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(approved_by=decision.drafted_by, approved_at=timezone.now())


# --- Two at once, on two connections ----------------------------------------------------------------


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run ``works`` at the same time, each on a connection of its own; what they returned or raised."""
    barrier = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(index: int, work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[index] = work()
        except (ValidationError, PermissionDenied) as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# The message about the Bescheid really goes to the broker; nobody is there to take it up.
@pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored")
@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_decide_once() -> None:
    world = build_world()
    application = drafted_of(world.ladenburg, world.round, drafter=world.reviewer)

    def approve_as(user: User) -> Callable[[], object]:
        return lambda: decisions.approve(Application.objects.get(pk=application.pk), actor=user)

    results = at_once(approve_as(world.decider), approve_as(world.other_decider))

    assert sorted(type(result).__name__ for result in results) == ["Decision", "TransitionRefused"]
    assert (Job.objects.count(), application.transitions.filter(name="approve").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_submit_once() -> None:
    world = build_world()
    application, actor = draft_of(world.ladenburg, world.round), world.applicants["ladenburg"]

    def submit() -> None:
        applications.submit(Application.objects.get(pk=application.pk), actor=actor)

    results = at_once(submit, submit)

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "TransitionRefused"]
    assert application.transitions.filter(name="submit").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_groups_adding_the_same_partner_at_once_get_it_once() -> None:
    world = build_world()
    groups = [
        (draft_of(getattr(world, name), world.round), world.applicants[name]) for name in ("angelbachtal", "wehr")
    ]

    def add(application: Application, actor: User) -> Callable[[], object]:
        return lambda: applications.add_partner(application, world.mauer, actor=actor)

    results = at_once(*(add(*group) for group in groups))

    assert sorted(type(result).__name__ for result in results) == ["Member", "ValidationError"]
