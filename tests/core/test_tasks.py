"""Work is sent after the commit, and a broker that is away is no failure."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from celery import Celery, current_app
from django.db import transaction

from pik.accounts.models import Organisation
from pik.core.tasks import after_commit, send
from tests.factories.accounts import OrganisationFactory

# Nobody listens on the discard port of the loopback.
CLOSED = "redis://127.0.0.1:9/0"


@pytest.fixture
def closed_broker() -> Iterator[None]:
    before = current_app._get_current_object()
    app = Celery("tests", broker=CLOSED, set_as_current=True)
    app.conf.update(task_ignore_result=True, broker_connection_timeout=1)
    yield
    before.set_current()


@pytest.fixture
def memory_broker() -> Iterator[Celery]:
    before = current_app._get_current_object()
    app = Celery("tests", broker="memory://", set_as_current=True)
    app.conf.update(task_ignore_result=True, task_default_queue="tests")
    waiting(app)  # empties the queue, which all tests of one process share
    yield app
    before.set_current()


def waiting(app: Celery) -> list[dict[str, object]]:
    """The arguments of the messages that wait in the queue."""
    found = []
    with app.connection() as connection, connection.SimpleQueue("tests") as queue:
        while queue.qsize():
            message = queue.get_nowait()
            found.append(message.payload[1])
            message.ack()
    return found


@pytest.mark.unit
def test_send_without_a_broker_is_false_and_leaves_a_line(
    closed_broker: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "pik.core.tasks"):
        sent = send("documents.render", job_id=1, organisation_id=1)

    assert sent is False
    assert [record.levelname for record in caplog.records if "documents.render" in record.getMessage()] == ["WARNING"]


@pytest.mark.django_db(transaction=True)
def test_after_commit_without_a_broker_keeps_what_the_action_did(closed_broker: None) -> None:
    with transaction.atomic():
        OrganisationFactory()
        after_commit("documents.render", job_id=1, organisation_id=1)

    assert Organisation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_after_commit_sends_when_the_transaction_has_committed(memory_broker: Celery) -> None:
    with transaction.atomic():
        after_commit("documents.unknown", job_id=7)
        before = waiting(memory_broker)

    assert (before, waiting(memory_broker)) == ([], [{"job_id": 7}])


@pytest.mark.django_db(transaction=True)
def test_after_commit_of_a_transaction_rolled_back_sends_nothing(memory_broker: Celery) -> None:
    with transaction.atomic():
        after_commit("documents.unknown", job_id=7)
        transaction.set_rollback(True)

    assert waiting(memory_broker) == []
