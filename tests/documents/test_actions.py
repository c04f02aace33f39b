"""Ordering and making documents: the same order once, one result, failures that say so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.template import TemplateDoesNotExist
from django.utils import timezone

from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.documents import actions
from pik.documents.enums import JobState
from pik.documents.models import Document, Job
from tests.documents.samples import BROKEN, SAMPLE, sample_context
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.documents import DocumentFactory, JobFactory, job_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return user_with_role(Role.INTEGRATIONSMANAGER)


def order(user: User, **changes: Any) -> Job:
    fields: dict[str, Any] = {
        "subject_id": 1,
        "organisation": user.membership.organisation,
        "requested_by": user,
        "title": "Bescheid",
        "filename": "bescheid.pdf",
        "context": sample_context(),
        **changes,
    }
    return actions.order_document(fields.pop("kind", SAMPLE.name), **fields)


def test_order_stores_a_waiting_job(user: User) -> None:
    job = order(user)

    assert (job.state, job.tries, job.template_version) == (JobState.QUEUED, 0, SAMPLE.version)


def test_order_is_sent_when_the_transaction_commits(user: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        order(user)

    assert len(callbacks) == 1


def test_order_given_twice_is_the_same_job(user: User) -> None:
    first = order(user)

    second = order(user)

    assert second == first


@pytest.mark.parametrize(
    "changes",
    [{"subject_id": 2}, {"context": sample_context(total="67.668 €")}, {"kind": BROKEN.name}],
    ids=["subject", "content", "kind"],
)
def test_order_of_something_else_is_another_job(user: User, changes: dict[str, Any]) -> None:
    first = order(user)

    second = order(user, **changes)

    assert second != first


def test_order_of_somebody_else_is_their_own_job(user: User) -> None:
    colleague = user_with_role(Role.TEAMLEITUNG, user.membership.organisation)

    jobs = {order(user), order(colleague)}

    assert len(jobs) == 2


def test_order_with_names_in_another_sequence_is_the_same_job(user: User) -> None:
    context = sample_context()

    jobs = {order(user, context=context), order(user, context=dict(reversed(context.items())))}

    assert len(jobs) == 1


@pytest.mark.parametrize("value", [1.5, timezone.now(), {1: "a"}, [b"x"]], ids=["float", "moment", "name", "bytes"])
def test_order_with_a_context_that_is_no_plain_json_is_refused(user: User, value: Any) -> None:
    with pytest.raises(TypeError):
        order(user, context=sample_context(value=value))


def test_order_of_an_unknown_kind_is_refused(user: User) -> None:
    with pytest.raises(LookupError):
        order(user, kind="tests.unknown")


def test_order_of_a_failed_job_queues_it_again(user: User) -> None:
    job = order(user)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.FAILED, error="Ging nicht.", tries=5, finished_at=timezone.now()
    )

    again = order(user)

    assert (again.pk, again.state, again.tries, again.error) == (job.pk, JobState.QUEUED, 0, "")


def test_render_stores_the_document_and_finishes_the_job(user: User) -> None:
    job = order(user)

    document = actions.render(job.pk, job.organisation_id)

    job.refresh_from_db()
    assert document is not None
    content = bytes(document.content)
    assert (job.state, job.tries, job.progress) == (JobState.DONE, 1, 100)
    assert content.startswith(b"%PDF-")
    assert (document.size, document.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_render_called_again_makes_nothing_new(user: User) -> None:
    job = order(user)
    actions.render(job.pk, job.organisation_id)

    again = actions.render(job.pk, job.organisation_id)

    assert again is None
    assert Document.objects.count() == 1


def test_render_of_a_job_that_is_gone_does_nothing() -> None:
    assert actions.render(4711, OrganisationFactory().pk) is None


def test_render_with_a_broken_template_keeps_the_traceback_and_counts_the_try(user: User) -> None:
    job = order(user, kind=BROKEN.name)

    with pytest.raises(TemplateDoesNotExist):
        actions.render(job.pk, job.organisation_id)

    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.RUNNING, 1)
    assert "documents_test/missing.html" in job.error_detail


def test_render_after_the_last_try_gives_up_with_a_sentence(user: User) -> None:
    job = order(user)
    Job.objects.filter(pk=job.pk).update(tries=actions.MAX_TRIES)

    document = actions.render(job.pk, job.organisation_id)

    job.refresh_from_db()
    assert document is None
    assert (job.state, job.error) == (JobState.FAILED, actions.GIVEN_UP)


@pytest.mark.parametrize(
    ("fields", "swept"),
    [
        ({"sent_at": timedelta(seconds=5)}, 0),
        ({"sent_at": timedelta(seconds=31)}, 1),
        ({"running": True, "started_at": timedelta(seconds=5)}, 0),
        ({"running": True, "started_at": timedelta(seconds=31)}, 1),
        ({"done": True, "sent_at": timedelta(days=1)}, 0),
        ({"failed": True, "sent_at": timedelta(days=1)}, 0),
    ],
    ids=["just-sent", "message-lost", "just-begun", "worker-lost", "done", "failed"],
)
def test_sweep_sends_again_what_got_lost(fields: dict[str, Any], swept: int) -> None:
    now = timezone.now()
    job_of(
        user_with_role(Role.INTEGRATIONSMANAGER),
        **{name: now - value if isinstance(value, timedelta) else value for name, value in fields.items()},
    )

    assert actions.sweep() == swept


def test_sweep_right_after_a_sweep_sends_nothing() -> None:
    job_of(user_with_role(Role.INTEGRATIONSMANAGER), sent_at=timezone.now() - timedelta(minutes=5))
    actions.sweep()

    assert actions.sweep() == 0


@pytest.mark.parametrize(
    "change",
    [lambda documents: documents.update(title="anders"), lambda documents: documents.delete()],
    ids=["update", "delete"],
)
def test_document_once_made_never_changes(change: Callable[[Any], Any]) -> None:
    documents = Document.objects.filter(pk=DocumentFactory().pk)

    with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic():
        change(documents)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("job_state_known", {"state": "lost", "finished_at": timezone.now()}),
        ("job_progress_percent", {"progress": 101}),
        ("job_finished_at", {"finished_at": timezone.now()}),
        ("job_failed_with_error", {"error": "Ging nicht."}),
    ],
)
def test_job_that_breaks_a_rule_is_refused_by_the_database(constraint: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        JobFactory(**fields)


@pytest.mark.parametrize(
    ("constraint", "fields"), [("document_sha256_form", {"sha256": "x"}), ("document_not_empty", {"size": 0})]
)
def test_document_that_breaks_a_rule_is_refused_by_the_database(constraint: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DocumentFactory(**fields)


@pytest.mark.parametrize("trait", ["", "running", "done", "failed"])
def test_job_of_the_factory_is_valid(trait: str) -> None:
    job = JobFactory(**({trait: True} if trait else {}))

    job.full_clean()
