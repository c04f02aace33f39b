"""A lost broker or a killed worker loses nothing and makes nothing twice: with real processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery import Celery, current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone

from pik.accounts.enums import Role
from pik.documents import actions
from pik.documents.enums import JobState
from pik.documents.models import Document, Job
from tests.documents.samples import SLOW, sample_context
from tests.factories.accounts import user_with_role
from tests.processes import BASE_DIR, free_port, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SECONDS = 30


@pytest.fixture
def queue() -> str:
    """A queue of this test alone: the runs beside it share the broker."""
    return f"pik-test-{uuid.uuid4().hex}"


@pytest.fixture
def send_to(queue: str) -> Iterator[Callable[[str], None]]:
    """Let tasks really be sent, to the broker at an address."""
    before = current_app._get_current_object()

    def use(broker_url: str) -> None:
        app = Celery("tests", broker=broker_url)  # becomes the current one, in every thread
        app.conf.update(task_default_queue=queue, task_ignore_result=True, broker_connection_timeout=1)

    yield use
    before.set_current()
    before.set_default()


@pytest.fixture
def start_worker(queue: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start workers of the product; those still running end with the test."""
    workers: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        # Makes the tests' settings take the servers that already run.
        "PYTEST_XDIST_WORKER": "process",
        "DJANGO_SETTINGS_MODULE": "tests.documents.settings",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "TEST_QUEUE": queue,
    }
    command = [sys.executable, "-m", "celery", "-A", "tests.documents.worker", "worker", "--pool", "solo"]
    command += ["--without-gossip", "--without-mingle", "--hostname", f"{queue}@%h", "--loglevel", "WARNING"]

    def start() -> subprocess.Popen[bytes]:
        workers.append(subprocess.Popen(command, cwd=BASE_DIR, env=environment))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def order(tenths: int, user: Any = None) -> Job:
    user = user or user_with_role(Role.INTEGRATIONSMANAGER)
    return actions.order_document(
        SLOW.name,
        subject_id=1,
        organisation=user.membership.organisation,
        requested_by=user,
        title="Langsames Dokument",
        filename="langsam.pdf",
        context=sample_context(tenths=tenths),
    )


def at_once(work: Callable[[], Any]) -> list[Any]:
    """What two threads give, each with a connection of its own, that start at the same moment."""
    start = threading.Barrier(2)

    def run() -> Any:
        start.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(2)]]


def state_is(job: Job, state: JobState) -> Callable[[], bool]:
    return lambda: Job.objects.filter(pk=job.pk, state=state).exists()


def is_being_made(job: Job) -> bool:
    """A worker holds the job's row.

    Read from the server's own list of locks: to try the lock would be to take it from the worker.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
            WHERE relation = 'documents_job'::regclass AND mode = 'RowShareLock' AND granted
              AND datname = current_database() AND pid <> pg_backend_pid()
            """
        )
        (holders,) = cursor.fetchone()
    return bool(holders) and state_is(job, JobState.RUNNING)()


def let_time_pass(job: Job) -> None:
    """As if the job had been sent and begun before the sweeper's patience."""
    long_ago = timezone.now() - actions.LOST_AFTER - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk, started_at=None).update(sent_at=long_ago)
    Job.objects.filter(pk=job.pk).exclude(started_at=None).update(sent_at=long_ago, started_at=long_ago)


def test_worker_killed_while_it_renders_loses_nothing_and_makes_nothing_twice(
    start_worker: Callable[[], subprocess.Popen[bytes]], send_to: Callable[[str], None]
) -> None:
    send_to(settings.CELERY_BROKER_URL)
    first = start_worker()
    job = order(tenths=20)
    assert wait_until(lambda: is_being_made(job), SECONDS)

    first.kill()
    first.wait()

    assert wait_until(lambda: not is_being_made(job), SECONDS)
    assert not Document.objects.exists()
    start_worker()
    let_time_pass(job)
    assert actions.sweep() == 1
    assert wait_until(state_is(job, JobState.DONE), SECONDS)
    assert list(Document.objects.values_list("job", flat=True)) == [job.pk]
    assert Job.objects.get(pk=job.pk).tries == 2


def test_order_while_the_broker_is_down_is_made_later(
    start_worker: Callable[[], subprocess.Popen[bytes]], send_to: Callable[[str], None]
) -> None:
    send_to(f"redis://127.0.0.1:{free_port()}/0")

    job = order(tenths=0)

    assert job.state == JobState.QUEUED
    send_to(settings.CELERY_BROKER_URL)
    start_worker()
    let_time_pass(job)
    assert actions.sweep() == 1
    assert wait_until(state_is(job, JobState.DONE), SECONDS)
    assert Document.objects.count() == 1


def test_two_workers_at_the_same_job_make_one_document(send_to: Callable[[str], None]) -> None:
    send_to(f"redis://127.0.0.1:{free_port()}/0")
    job = order(tenths=5)

    results = at_once(lambda: actions.render(job.pk, job.organisation_id))

    assert sorted(result is None for result in results) == [False, True]
    assert Document.objects.count() == 1


def test_sweep_leaves_a_job_alone_that_is_being_made(send_to: Callable[[str], None]) -> None:
    send_to(f"redis://127.0.0.1:{free_port()}/0")
    job = order(tenths=10)

    def work() -> None:
        actions.render(job.pk, job.organisation_id)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert wait_until(lambda: is_being_made(job), SECONDS)
    # A minute later: the row is locked, so its times can't be moved instead.
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        swept = actions.sweep()
    thread.join()

    assert swept == 0
    assert state_is(job, JobState.DONE)()


def test_two_orders_at_once_are_one_job(send_to: Callable[[str], None]) -> None:
    send_to(f"redis://127.0.0.1:{free_port()}/0")
    user: Any = user_with_role(Role.INTEGRATIONSMANAGER)

    jobs = at_once(lambda: order(tenths=0, user=user).pk)

    assert len(set(jobs)) == 1
