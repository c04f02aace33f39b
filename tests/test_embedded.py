"""PostgreSQL and Valkey start and end with their owner, in any folder, whatever an earlier owner left behind."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psutil
import psycopg
import pytest
import redis

from pik import embedded
from tests.processes import BASE_DIR, environment, wait_until

OWNER = """
import sys, time
from pathlib import Path
from pik import embedded
with embedded.servers(Path(sys.argv[1]), durable=False):
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def var_dir(scratch: Path) -> Path:
    return scratch / "var"


@pytest.fixture
def owner(var_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns running servers under ``var_dir``."""
    command = [sys.executable, "-c", OWNER, str(var_dir)]
    process = subprocess.Popen(command, cwd=BASE_DIR, env=environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    yield process
    process.terminate()
    process.wait(30)
    process.stdout.close()


def connect(var_dir: Path) -> psycopg.Connection:
    return psycopg.connect(host=embedded.database(var_dir)["HOST"], port=5432, user="postgres", dbname="pik")


def ask_postgres(var_dir: Path, question: LiteralString) -> object:
    with connect(var_dir) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def ping(var_dir: Path) -> bool:
    with redis.from_url(embedded.redis_url(var_dir)) as client:
        return bool(client.ping())


def server_processes(var_dir: Path) -> list[psutil.Process]:
    """The two servers under ``var_dir`` and their children; a zombie nobody waits for counts as ended."""
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.name() in {"postgres", "valkey-server"} and Path(process.cwd()).is_relative_to(var_dir):
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_servers_in_a_new_folder_answer_and_end_with_the_block(var_dir: Path) -> None:
    with embedded.servers(var_dir, durable=False):
        answers = (ask_postgres(var_dir, "SHOW server_version_num"), ping(var_dir))

    assert (str(answers[0])[:2], answers[1]) == ("18", True)
    assert server_processes(var_dir) == []


def test_servers_speak_unicode_without_a_locale_of_the_machine(var_dir: Path) -> None:
    with embedded.servers(var_dir, valkey=False, durable=False):
        lowered = ask_postgres(var_dir, "SELECT lower('ÄÖÜ Ş')")

    assert lowered == "äöü ş"


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
def test_servers_for_people_are_durable_and_those_for_tests_are_not(var_dir: Path, durable: bool, fsync: str) -> None:
    with embedded.servers(var_dir, valkey=False, durable=durable):
        setting = ask_postgres(var_dir, "SHOW fsync")

    assert setting == fsync


def test_servers_started_again_have_the_data_of_before(var_dir: Path) -> None:
    with embedded.servers(var_dir):
        with connect(var_dir) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        with redis.from_url(embedded.redis_url(var_dir)) as client:
            client.set("kept", "42")

    with embedded.servers(var_dir):
        answer = ask_postgres(var_dir, "SELECT answer FROM kept")
        with redis.from_url(embedded.redis_url(var_dir)) as client:
            value = client.get("kept")

    assert (answer, value) == (42, b"42")


@pytest.mark.parametrize("name", ["ein Ordner mit Lücken", "l" * 120, "$HOME; 'x'"])
def test_servers_in_an_awkward_folder_answer(scratch: Path, name: str) -> None:
    var_dir = scratch / name / "var"

    with embedded.servers(var_dir, durable=False):
        answers = (ask_postgres(var_dir, "SELECT 1"), ping(var_dir))

    assert answers == (1, True)
    Path(embedded.database(var_dir)["HOST"]).rmdir()


def test_servers_in_a_folder_closed_to_others_answer(scratch: Path) -> None:
    closed = scratch / "closed"
    closed.mkdir(mode=0o700)

    with embedded.servers(closed / "var", durable=False):
        answer = ask_postgres(closed / "var", "SELECT 1")

    others = stat.S_IMODE(closed.stat().st_mode) & 0o077
    assert answer == 1
    assert others in {0, 0o001}  # root's helper may pass through, nobody may read


def test_servers_of_two_folders_run_side_by_side(scratch: Path) -> None:
    one, two = scratch / "one", scratch / "two"

    with embedded.servers(one, durable=False), embedded.servers(two, durable=False):
        with connect(one) as connection:
            connection.execute("CREATE TABLE only_here ()")
        found = ask_postgres(two, "SELECT to_regclass('only_here')")

    assert found is None


def test_servers_listen_on_no_network(var_dir: Path) -> None:
    with embedded.servers(var_dir, durable=False):
        listening = [
            connection
            for process in server_processes(var_dir)
            for connection in process.net_connections(kind="inet")
            if connection.status == psutil.CONN_LISTEN
        ]

    assert listening == []


@pytest.mark.usefixtures("owner")
def test_servers_owned_by_another_process_are_not_started_twice(var_dir: Path) -> None:
    with pytest.raises(embedded.EmbeddedError, match="läuft schon"), embedded.servers(var_dir):
        pass

    assert embedded.is_in_use(var_dir)


@pytest.mark.usefixtures("owner")
def test_unused_beside_a_folder_in_use_names_the_next(scratch: Path, var_dir: Path) -> None:
    var_dir.rename(scratch / "1")

    free = embedded.unused(scratch)

    assert free == scratch / "2"
    (scratch / "1").rename(var_dir)


def test_servers_of_a_killed_owner_end_too(owner: subprocess.Popen[str], var_dir: Path) -> None:
    owner.kill()
    owner.wait()

    assert wait_until(lambda: not server_processes(var_dir), seconds=20)


def test_servers_killed_with_their_owner_start_again(owner: subprocess.Popen[str], var_dir: Path) -> None:
    for process in [psutil.Process(owner.pid), *server_processes(var_dir)]:
        # PostgreSQL's children may follow their killed postmaster before their turn comes.
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    owner.wait()

    with embedded.servers(var_dir, durable=False):
        answers = (ask_postgres(var_dir, "SELECT 1"), ping(var_dir))

    assert answers == (1, True)


def test_servers_beside_a_stale_pid_file_that_names_a_stranger_start_and_spare_it(var_dir: Path) -> None:
    with embedded.servers(var_dir, durable=False):
        pass
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    stale = f"{stranger.pid}\n{var_dir / 'postgres'}\n0\n5432\n\n\n\nready\n"
    (var_dir / "postgres" / "postmaster.pid").write_text(stale, encoding="ascii")

    with embedded.servers(var_dir, durable=False):
        answer = ask_postgres(var_dir, "SELECT 1")

    assert (answer, stranger.poll()) == (1, None)
    stranger.kill()
    stranger.wait()


def test_servers_that_were_never_stopped_are_replaced(var_dir: Path) -> None:
    with embedded.servers(var_dir, durable=False):
        pid_file = var_dir / "postgres" / "postmaster.pid"
        before = int(pid_file.read_text(encoding="ascii").split()[0])
        (var_dir / "servers.lock").unlink()  # as if the owner were gone and its servers were not

        with embedded.servers(var_dir, valkey=False, durable=False):
            after = int(pid_file.read_text(encoding="ascii").split()[0])

    assert after != before


def test_servers_whose_first_start_was_cut_off_start(var_dir: Path) -> None:
    half = var_dir / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n", encoding="ascii")

    with embedded.servers(var_dir, valkey=False, durable=False):
        answer = ask_postgres(var_dir, "SELECT 1")

    assert answer == 1


def test_server_that_does_not_start_says_so_with_the_end_of_its_log(var_dir: Path) -> None:
    with embedded.servers(var_dir, valkey=False, durable=False):
        pass
    (var_dir / "postgres" / "global" / "pg_control").unlink()

    with pytest.raises(embedded.EmbeddedError) as caught, embedded.servers(var_dir, valkey=False, durable=False):
        pass

    assert str(caught.value).startswith("PostgreSQL startet nicht.")
    assert "pg_control" in str(caught.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="Nur root kann einen Ordner verschenken.")
def test_servers_in_somebody_elses_folder_are_refused(var_dir: Path) -> None:
    (var_dir / "postgres").mkdir(parents=True)
    os.chown(var_dir / "postgres", 65_534, 65_534)  # nobody

    with pytest.raises(embedded.EmbeddedError, match="gehört einem anderen Benutzer"), embedded.servers(var_dir):
        pass


@pytest.mark.unit
@pytest.mark.parametrize("length", [60, 83, 84, 85, 110])
def test_socket_of_any_folder_fits_the_limit_of_the_kernel(length: int) -> None:
    var_dir = Path("/" + "x" * (length - 1))

    path = f"{embedded.database(var_dir)['HOST']}/{embedded.POSTGRES_SOCKET}"

    with socket.socket(socket.AF_UNIX) as probe, pytest.raises(OSError, match="No such file"):
        probe.connect(path)


@pytest.mark.unit
def test_addresses_of_a_folder_start_and_write_nothing(var_dir: Path) -> None:
    addresses = (embedded.database(var_dir)["NAME"], embedded.redis_url(var_dir).split(":")[0])

    assert addresses == ("pik", "unix")
    assert not var_dir.exists()


def test_postgres_at_the_end_of_the_block_shuts_down_in_order(var_dir: Path) -> None:
    with embedded.servers(var_dir, valkey=False, durable=False):
        pass

    log = (var_dir / "log" / "postgres.log").read_text(encoding="utf-8")
    assert "received fast shutdown request" in log
    assert "database system is shut down" in log
