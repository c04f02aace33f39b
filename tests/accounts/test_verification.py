"""Whoever changes, removes or adds a row of the access log is found, also when she owns the database."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from pik.accounts.chain import COVERED, digest
from pik.accounts.models import AccessEntry, AccessSeal
from pik.accounts.verification import Report, verify
from tests.accounts import access_log
from tests.accounts.access_log import LAST_DAY, NOW, run

pytestmark = pytest.mark.django_db

CHANGED = "Der Eintrag passt nicht zu seinem Fingerabdruck und dem davor"
INSERTED = "Dieser Eintrag gehört nicht in die Kette"


# Each test runs in a savepoint (pytest-django's own) within this one transaction.
@pytest.fixture(scope="module", autouse=True)
def log(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        access_log.fill()
        yield
        transaction.set_rollback(True)


def check(first: date | None = None, last: date | None = None) -> Report:
    return verify(first, last, now=NOW)


def found() -> list[tuple[int, str]]:
    """Position and first words of each finding."""
    return [(finding.position, finding.text.split(":")[0].split(".")[0]) for finding in check().findings]


def forge_from(position: int) -> None:
    """Compute each digest from ``position`` on anew, and the head: a chain without a flaw."""
    previous = AccessEntry.objects.get(position=position - 1).digest
    for entry in AccessEntry.objects.filter(position__gte=position).order_by("position"):
        previous = digest(previous, [getattr(entry, name) for name in COVERED])
        run("UPDATE accounts_accessentry SET digest = %s WHERE position = %s", previous, entry.position)
    run("UPDATE accounts_accesshead SET digest = %s", previous)


def insert_copy(of: int, *, position: int, delay: timedelta) -> AccessEntry:
    """Put a copy of a row into the table, a little later than its original, with a digest that fits the one before."""
    original = AccessEntry.objects.get(position=of)
    original.position, original.logged_at = position, original.logged_at + delay
    previous = AccessEntry.objects.get(position=of).digest
    run(
        "INSERT INTO accounts_accessentry SELECT %s, %s, happened_at, 99, user_label, role, organisation_id,"
        " actor_organisation_id, kind, subject_kind, subject_id, subject_label, page, detail, url_name, %s"
        " FROM accounts_accessentry WHERE position = %s",
        position,
        original.logged_at,
        previous,
        of,
    )
    return original


# --- Untouched --------------------------------------------------------------------------------------


def test_untouched_log_of_several_months_is_whole() -> None:
    report = check()

    partitions = {moment.strftime("%Y-%m") for moment in AccessEntry.objects.values_list("logged_at", flat=True)}
    assert report.findings == []
    assert (report.entry_count, report.seal_count) == (99, 65)
    assert partitions == {"2026-08", "2026-09", "2026-10", "2026-11"}


def test_part_of_the_log_is_checked_from_the_seal_before() -> None:
    report = check(date(2026, 10, 1), date(2026, 10, 31))

    assert (report.findings, report.entry_count, report.seal_count) == ([], 48, 31)


def test_check_from_a_day_on_needs_no_older_month() -> None:
    run("DROP TABLE accounts_accessentry_2026_08")
    run("DROP TABLE accounts_accessentry_2026_09")

    assert check(date(2026, 10, 1)).findings == []


def test_python_and_the_database_compute_the_same_digest() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, accounts_access_digest(lag(digest, 1, '') OVER (ORDER BY position), e)"
            " FROM accounts_accessentry e ORDER BY position"
        )
        in_database = dict(cursor.fetchall())

    in_python, previous = {}, ""
    for entry in AccessEntry.objects.order_by("position"):
        previous = digest(previous, [getattr(entry, name) for name in COVERED])
        in_python[entry.position] = previous
    assert in_python == in_database


# --- Changed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "user_id = 8",
        "user_label = 'Jemand anderes'",
        "role = ''",
        "organisation_id = NULL",
        "actor_organisation_id = 4",
        "kind = 'printed'",
        "subject_kind = ''",
        "subject_id = subject_id + 1",
        "subject_label = 'LAD-2026-0002'",
        "page = 'Verlauf'",
        "detail = 'x'",
        "url_name = ''",
        "happened_at = happened_at - interval '1 second'",
    ],
)
def test_changed_field_is_found_at_its_row(change: str) -> None:
    run(f"UPDATE accounts_accessentry SET {change} WHERE position = 52")  # noqa: S608

    assert found() == [(52, CHANGED)]


def test_changed_digest_tears_the_link_to_the_next_row_too() -> None:
    run("UPDATE accounts_accessentry SET digest = repeat('0', 64) WHERE position = 52")

    assert found() == [(52, CHANGED), (53, CHANGED)]


def test_row_moved_in_time_is_missing_there_and_strange_here() -> None:
    run("UPDATE accounts_accessentry SET logged_at = logged_at + interval '1 millisecond' WHERE position = 52")

    assert found() == [(52, "Dieser Eintrag fehlt"), (52, INSERTED)]


def test_text_moved_from_one_field_into_the_next_is_found() -> None:
    run("UPDATE accounts_accessentry SET page = 'Über', detail = 'blick' WHERE position = 52")

    assert [position for position, _ in found()] == [52]


def test_chain_forged_from_a_row_on_is_found_by_the_seals() -> None:
    run("UPDATE accounts_accessentry SET user_id = 8 WHERE position = 95")
    forge_from(95)

    days = [date(2026, 10, 31), date(2026, 11, 1), LAST_DAY]
    assert [(finding.day, finding.text.split(" bei ")[0]) for finding in check().findings] == [
        (day, "Versiegelt ist das Ende dieses Tages") for day in days
    ]


# --- Missing ----------------------------------------------------------------------------------------


def test_row_removed_from_the_middle_is_found() -> None:
    run("DELETE FROM accounts_accessentry WHERE position = 50")

    assert found() == [(50, "Dieser Eintrag fehlt"), (51, "Versiegelt sind 3 Einträge dieses Tages, da sind 2")]


def test_last_rows_removed_after_a_seal_are_found() -> None:
    run("DELETE FROM accounts_accessentry WHERE position > 97")

    assert [position for position, _ in found()] == [97, 98]


def test_last_rows_removed_together_with_the_head_are_found_by_the_seal() -> None:
    run("DELETE FROM accounts_accessentry WHERE position > 97")
    run(
        "UPDATE accounts_accesshead SET (position, digest) ="
        " (SELECT position, digest FROM accounts_accessentry WHERE position = 97)"
    )

    assert [(finding.day, finding.position) for finding in check().findings] == [(LAST_DAY, 97)]


def test_last_rows_of_a_day_not_yet_sealed_are_found_by_the_head() -> None:
    access_log.append(NOW, access_log.an_entry(), access_log.an_entry())
    run("DELETE FROM accounts_accessentry WHERE position = 101")

    assert found() == [(101, "Am Ende der Kette fehlt etwas")]


def test_whole_month_dropped_is_found() -> None:
    run("DROP TABLE accounts_accessentry_2026_10")

    october = AccessSeal.objects.get(day=date(2026, 9, 30)).last_position + 1
    findings = check().findings
    assert (october, f"Die Einträge {october} bis {october + 47} fehlen.") in [(f.position, f.text) for f in findings]


def test_first_month_dropped_is_found() -> None:
    run("DROP TABLE accounts_accessentry_2026_08")

    assert (1, "Die Einträge 1 bis 3 fehlen") in found()


def test_last_month_dropped_is_found() -> None:
    run("DROP TABLE accounts_accessentry_2026_11")

    assert [(finding.day, finding.position) for finding in check().findings] == [
        (date(2026, 10, 31), 97),  # the chain ends too early
        (LAST_DAY, 96),  # and not where its seal says
    ]


# --- Inserted ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("position", [49, 50, 51, 5_000])
def test_inserted_row_is_found_whatever_its_position(position: int) -> None:
    insert_copy(50, position=position, delay=timedelta(microseconds=0 if position != 50 else -1))

    assert (position, INSERTED) in found()


def test_row_appended_past_the_function_is_found_by_the_seal() -> None:
    insert_copy(99, position=100, delay=timedelta(microseconds=1))

    assert found() == [
        (100, CHANGED),
        (100, "Versiegelt ist das Ende dieses Tages bei Position 99 mit anderem Fingerabdruck"),
    ]


# --- Seals ------------------------------------------------------------------------------------------


def test_seal_changed_along_with_its_rows_is_not_genuine() -> None:
    run("UPDATE accounts_accessseal SET entry_count = 2 WHERE day = %s", LAST_DAY)

    assert found() == [(99, "Das Siegel dieses Tages ist nicht echt")]


def test_missing_seal_is_found() -> None:
    run("DELETE FROM accounts_accessseal WHERE day = %s", date(2026, 10, 4))

    assert [(f.day, f.text) for f in check().findings] == [(date(2026, 10, 4), "Das Siegel dieses Tages fehlt.")]


def test_rows_and_seals_of_the_last_days_removed_together_are_found() -> None:
    run("DELETE FROM accounts_accessentry WHERE position > 96")
    run("DELETE FROM accounts_accessseal WHERE day >= %s", date(2026, 10, 31))
    run(
        "UPDATE accounts_accesshead SET (position, digest) ="
        " (SELECT position, digest FROM accounts_accessentry WHERE position = 96)"
    )

    assert {finding.text for finding in check().findings} == {"Das Siegel dieses Tages fehlt."}


def test_seal_of_yesterday_has_until_two_o_clock() -> None:
    run("DELETE FROM accounts_accessseal WHERE day = %s", LAST_DAY)

    at_one = verify(now=datetime.fromisoformat("2026-11-03T01:00+01:00"))
    at_three = verify(now=datetime.fromisoformat("2026-11-03T03:00+01:00"))

    assert (at_one.findings, [finding.day for finding in at_three.findings]) == ([], [LAST_DAY])


# --- The command, and the guards in front -----------------------------------------------------------


@time_machine.travel(NOW, tick=False)
def test_command_says_that_nothing_is_wrong() -> None:
    out = io.StringIO()

    call_command("verify_log", stdout=out)

    assert out.getvalue() == "Das Zugriffsprotokoll ist unversehrt (99\N{NO-BREAK SPACE}Einträge, 65 Siegel geprüft).\n"


@time_machine.travel(NOW, tick=False)
def test_command_names_day_and_position_and_ends_with_1() -> None:
    run("DELETE FROM accounts_accessentry WHERE position = 50")
    out, errors = io.StringIO(), io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("verify_log", stdout=out, stderr=errors)

    assert ended.value.code == 1
    assert "01.10.2026, Position 50: Dieser Eintrag fehlt." in out.getvalue()
    assert "nicht unversehrt" in errors.getvalue()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_accessentry SET user_id = 8 WHERE position = 50",
        "DELETE FROM accounts_accessentry WHERE position = 50",
        "TRUNCATE accounts_accessentry",
        "TRUNCATE accounts_accessentry_2026_10",
        "UPDATE accounts_accessentry_2026_10 SET user_id = 8",
        "DELETE FROM accounts_accessentry_2026_10",
        "UPDATE accounts_accessseal SET entry_count = 0",
        "DELETE FROM accounts_accessseal",
        "TRUNCATE accounts_accessseal",
        "DELETE FROM accounts_accesshead",
        "TRUNCATE accounts_accesshead",
    ],
)
def test_log_is_append_only_for_its_owner_too(statement: str) -> None:
    with pytest.raises(DatabaseError, match="nie geändert"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
