"""How an entry gets into the access log, who can read it, and that nobody gets in past the one way."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery, current_app
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pik.accounts import access
from pik.accounts.access import Subject, note, record, write_or_send
from pik.accounts.acting import acting_as
from pik.accounts.enums import AccessKind, Role
from pik.accounts.models import AccessEntry, User
from pik.accounts.tasks import write_access_entries
from pik.accounts.verification import verify
from pik.core.walls import SYSTEM, Identity, acting
from tests.accounts import access_log
from tests.accounts.access_log import an_entry
from tests.core.test_tasks import closed_broker, memory_broker, waiting  # noqa: F401  fixtures
from tests.factories.accounts import OrganisationFactory, user_with_role

CASE = Subject("cases.case", 11, "LAD-2026-0001", 3)


@pytest.fixture
def manager(db: None) -> User:
    access_log.empty()
    return user_with_role(Role.INTEGRATIONSMANAGER, OrganisationFactory(name="Ladenburg"))


def looked(user: Any, *looks: tuple[Any, ...], status: int = 200, **more: Any) -> list[AccessEntry]:
    """A request of ``user`` that notes ``looks`` and is answered with ``status``; returns the new entries."""
    request = RequestFactory().get("/")
    request.user, request.resolver_match = user, None
    for kind, subject in looks:
        note(request, kind, subject, **more)
    record(request, HttpResponse(status=status))
    return list(AccessEntry.objects.order_by("position"))


# --- What stands in it ------------------------------------------------------------------------------


def test_look_is_written_with_who_when_and_what(manager: User) -> None:
    before = timezone.now()
    (entry,) = looked(manager, (AccessKind.OPENED, CASE), page="Integrationsplan")

    own = manager.membership.organisation_id
    assert before <= entry.happened_at <= entry.logged_at
    assert (entry.user_id, entry.user_label, entry.role, entry.actor_organisation_id) == (
        manager.pk,
        f"{manager.get_full_name()}, Integrationsmanager:in, Ladenburg",
        "integrationsmanager",
        own,
    )
    assert (entry.kind, entry.page, entry.organisation_id) == ("opened", "Integrationsplan", 3)
    assert (entry.subject_kind, entry.subject_id, entry.subject_label) == ("cases.case", 11, "LAD-2026-0001")


def test_look_without_a_file_is_about_the_own_organisation(manager: User) -> None:
    (entry,) = looked(manager, (AccessKind.SEARCHED, None), detail="„Rahimi“, 3 Treffer")

    assert (entry.organisation_id, entry.subject_id, entry.detail) == (
        manager.membership.organisation_id,
        None,
        "„Rahimi“, 3 Treffer",
    )


def test_same_look_noted_twice_in_a_request_is_one_entry(manager: User) -> None:
    entries = looked(manager, (AccessKind.OPENED, CASE), (AccessKind.OPENED, CASE), (AccessKind.PRINTED, CASE))

    assert [entry.kind for entry in entries] == ["opened", "printed"]


def test_entries_of_a_request_cost_one_statement(manager: User) -> None:
    assert manager.membership  # known to a request long before

    with CaptureQueriesContext(connection) as queries:
        looked(manager, (AccessKind.OPENED, CASE), (AccessKind.PRINTED, CASE))

    assert [query["sql"].split("(")[0] for query in queries][:-1] == ["SELECT accounts_log_access"]


@pytest.mark.parametrize("typed", ["Ra\0himi", "\ud83d", "x" * 900, "7:'\"\\", "Özdemir 李"])
def test_whatever_is_typed_can_be_written(manager: User, typed: str) -> None:
    (entry,) = looked(manager, (AccessKind.SEARCHED, None), detail=typed)

    assert entry.detail == typed.replace("\0", "").replace("\ud83d", "?")[:500]


def test_request_without_a_look_or_a_user_writes_nothing(manager: User) -> None:
    assert looked(manager) == []
    assert looked(AnonymousUser(), (AccessKind.OPENED, CASE)) == []


def test_refused_request_did_not_look(manager: User) -> None:
    entries = looked(manager, (AccessKind.OPENED, CASE), status=403)

    assert [entry.kind for entry in entries] == ["refused"]


def test_request_that_failed_has_looked(manager: User) -> None:
    entries = looked(manager, (AccessKind.OPENED, CASE), status=500)

    assert [entry.kind for entry in entries] == ["opened"]


def test_page_that_does_not_exist_is_no_refusal(manager: User) -> None:
    assert looked(manager, status=404) == []


@pytest.mark.web
@pytest.mark.parametrize("error", [PermissionDenied, Http404])
def test_refusal_survives_the_transaction_of_its_request(manager: User, error: type[Exception]) -> None:
    client = Client()
    client.force_login(manager)
    address = "/datenschutz/zugriffe/" if error is PermissionDenied else "/faelle/bbbbbbbbbbbb/"

    status = client.get(address).status_code

    (entry,) = AccessEntry.objects.all()
    assert (status, entry.kind, entry.organisation_id, entry.subject_id, entry.detail) == (
        403 if error is PermissionDenied else 404,
        "refused",
        manager.membership.organisation_id,
        None,
        address,
    )


# --- The one way in ---------------------------------------------------------------------------------


@pytest.fixture
def filled(db: None) -> None:
    access_log.fill()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO accounts_accessentry SELECT * FROM accounts_accessentry LIMIT 1",
        "UPDATE accounts_accessentry SET user_id = 8",
        "DELETE FROM accounts_accessentry",
        "TRUNCATE accounts_accessentry",
        "SELECT * FROM accounts_accessentry_2026_10",
        "INSERT INTO accounts_accessentry_2026_10 SELECT * FROM accounts_accessentry LIMIT 1",
        "SELECT * FROM accounts_accesshead",
        "UPDATE accounts_accesshead SET position = 0",
        "UPDATE accounts_accessseal SET seal = ''",
        "DELETE FROM accounts_accessseal",
        "SELECT accounts_append_access('[]', now())",
        "SELECT accounts_open_access_month('2030-01-01')",
        "DROP TABLE accounts_accessentry_2026_10",
    ],
)
def test_runtime_role_is_kept_out(filled: None, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        acting(Identity(role=SYSTEM)),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_runtime_role_writes_through_the_function(filled: None) -> None:
    with acting(Identity()):
        access.write([an_entry()])

    assert AccessEntry.objects.count() == 100


def test_entry_written_later_keeps_the_moment_of_the_look(manager: User) -> None:
    happened_at = timezone.now() - timedelta(hours=3)

    write_access_entries([an_entry(happened_at=happened_at.isoformat())])

    entry = AccessEntry.objects.get()
    assert (entry.happened_at, entry.is_late) == (happened_at, True)
    assert entry.logged_at > happened_at + timedelta(hours=3)


def test_moments_rise_even_where_the_clock_goes_back(db: None) -> None:
    access_log.empty()
    for hours in (2, 0, 1):
        access_log.append(access_log.NOW + timedelta(hours=hours), an_entry(), an_entry())

    moments = list(AccessEntry.objects.order_by("position").values_list("logged_at", flat=True))
    assert moments == sorted(set(moments))
    assert access_log.positions() == [1, 2, 3, 4, 5, 6]


def test_month_without_a_table_gets_one(db: None) -> None:
    access_log.empty()

    access_log.append(access_log.NOW + timedelta(days=4_000), an_entry())

    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM accounts_accessentry")
        assert cursor.fetchall() == [("accounts_accessentry_2037_10",)]


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_make_one_chain_without_a_gap() -> None:
    def write(number: int) -> None:
        for n in range(10):
            access_log.append(access_log.NOW, an_entry(user_id=number, detail=str(n)), an_entry(user_id=number))
        connection.close()

    with transaction.atomic():
        access_log.empty()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))

    report = verify(now=access_log.NOW)
    with transaction.atomic():
        access_log.empty()
    assert (report.findings, report.entry_count) == ([], 80)


# --- Who reads it -----------------------------------------------------------------------------------


def seen_by(user: User) -> list[str]:
    with acting_as(user):
        return list(AccessEntry.objects.order_by("position").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.DATENSCHUTZ, ["opened", "searched"]),
        (Role.TEAMLEITUNG, ["opened"]),
        (Role.INTEGRATIONSMANAGER, ["opened"]),
        (Role.ORGANISATIONSVERWALTUNG, []),
        (Role.AUSWERTUNG, []),
    ],
)
def test_wall_lets_through_what_the_role_needs(db: None, role: Role, expected: list[str]) -> None:
    access_log.empty()
    ladenburg, mauer = OrganisationFactory(), OrganisationFactory()
    access_log.append(
        access_log.NOW,
        an_entry(organisation_id=ladenburg.pk),
        an_entry(organisation_id=ladenburg.pk, kind="searched", subject_id=None),
        an_entry(organisation_id=mauer.pk),
    )

    assert seen_by(user_with_role(role, ladenburg)) == expected


def test_superior_authority_reads_no_log_of_a_municipality(db: None) -> None:
    access_log.empty()
    access_log.append(access_log.NOW, an_entry(organisation_id=OrganisationFactory().pk))

    assert seen_by(user_with_role(Role.DATENSCHUTZ, OrganisationFactory(rp=True))) == []


# --- When the log can't be written ------------------------------------------------------------------


@pytest.fixture
def locked_log(transactional_db: None) -> Iterator[None]:
    """Somebody else writes and does not come to an end."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("SELECT 1 FROM accounts_accesshead FOR UPDATE")
            yield
    finally:
        other.rollback()
        other.close()


@pytest.mark.django_db(transaction=True)
def test_locked_log_is_left_to_a_worker_within_a_blink(
    locked_log: None,
    memory_broker: Celery,  # noqa: F811
) -> None:
    entry, start = an_entry(), timezone.now()

    write_or_send([entry])

    assert timezone.now() - start < timedelta(seconds=1)
    assert waiting(memory_broker) == [{"entries": [entry]}]


@pytest.mark.django_db(transaction=True)
def test_locked_log_does_not_keep_a_page_from_its_reader(
    locked_log: None,
    memory_broker: Celery,  # noqa: F811
) -> None:
    reader = user_with_role(Role.INTEGRATIONSMANAGER)
    client = Client()
    client.force_login(reader)

    response = client.get("/faelle/?q=Rahimi")

    ((message,),) = [message["entries"] for message in waiting(memory_broker)]
    assert (response.status_code, message["kind"], message["user_id"]) == (200, "searched", reader.pk)


@pytest.mark.django_db(transaction=True)
def test_neither_log_nor_broker_leaves_a_line_without_what_was_typed(
    locked_log: None,
    closed_broker: None,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    write_or_send([an_entry(detail="„Rahimi“, 3 Treffer")])

    (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    lost = json.loads(line.removeprefix("Nicht im Zugriffsprotokoll: "))
    assert lost == [{name: value for name, value in an_entry().items() if name != "detail"}]


@pytest.mark.django_db(transaction=True)
def test_broken_log_is_left_to_a_worker_as_well(memory_broker: Celery) -> None:  # noqa: F811
    write_or_send([an_entry(kind="unknown")])

    assert [message["entries"][0]["kind"] for message in waiting(memory_broker)] == ["unknown"]


def test_worker_tries_again_until_it_is_written() -> None:
    task = current_app.tasks[access.WRITE]

    assert (task.max_retries, issubclass(DatabaseError, tuple(task.autoretry_for))) == (None, True)


def test_looks_are_kept_by_request(manager: User) -> None:
    one, other = HttpRequest(), HttpRequest()
    note(one, AccessKind.OPENED, CASE)

    other.user, other.resolver_match = manager, None
    record(other, HttpResponse())

    assert AccessEntry.objects.count() == 0
