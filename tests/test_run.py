"""``make run`` as a person uses it: started, looked at, ended with Ctrl-C, started again; and what goes wrong."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.processes import BASE_DIR, environment, free_port, wait_until

pytestmark = pytest.mark.e2e

START_SECONDS = 120
END_SECONDS = 40
MAKE_RUN = ("make", "run", f"PYTHON={sys.executable}")
RUN = (sys.executable, "-m", "pik.run")


class Product:
    """One running product with a folder and a port of its own."""

    def __init__(self, var_dir: Path, command: tuple[str, ...], port: int) -> None:
        self.port = port
        self.log = var_dir.with_name(f"{port}.log")
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                command,
                cwd=BASE_DIR,
                env=environment(PIK_VAR=var_dir, PORT=port, DEMO="false"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a terminal of its own: Ctrl-C reaches all of its processes and no test
            )

    def health(self) -> tuple[int, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            response = connection.getresponse()
            return response.status, json.load(response)
        except OSError:
            return 0, {}
        finally:
            connection.close()

    def is_well(self) -> bool:
        return self.process.poll() is not None or self.health()[0] == 200

    def await_well(self) -> None:
        assert wait_until(self.is_well, START_SECONDS), self.said()
        assert self.process.poll() is None, self.said()

    def processes(self) -> list[psutil.Process]:
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")


@pytest.fixture
def start(scratch: Path) -> Iterator[Callable[..., Product]]:
    """Start the product; ends it after the test where the test did not."""
    started: list[Product] = []

    def start(command: tuple[str, ...] = RUN, port: int | None = None) -> Product:
        started.append(Product(scratch / "var", command, port or free_port()))
        return started[-1]

    yield start
    for product in started:
        if product.process.poll() is None:
            product.process.terminate()
            product.process.wait(END_SECONDS)


def living(processes: list[psutil.Process]) -> list[str]:
    """Those that still run; a zombie waits for its parent only."""
    found = []
    for process in processes:
        try:
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
        except psutil.NoSuchProcess:
            continue
    return found


def programs(processes: list[psutil.Process]) -> set[str]:
    lines = [" ".join(process.cmdline()) for process in processes]
    names = ("postgres", "valkey-server", "gunicorn", "worker", "beat")
    return {name for name in names if any(name in line for line in lines)}


def test_make_run_ended_with_ctrl_c_leaves_no_process_and_starts_again(start: Callable[..., Product]) -> None:
    product = start(MAKE_RUN)
    product.await_well()
    processes = product.processes()

    os.killpg(product.process.pid, signal.SIGINT)
    product.process.wait(END_SECONDS)

    assert living(processes) == []
    assert "PiK ist beendet." in product.said()
    again = start(MAKE_RUN)
    again.await_well()
    assert "Traceback" not in again.said()


def test_run_is_well_refuses_a_second_and_ends_with_sigterm(start: Callable[..., Product]) -> None:
    product = start()
    product.await_well()
    processes = product.processes()
    kinds = programs(processes)
    health = product.health()
    second = start()
    second_code = second.process.wait(END_SECONDS)

    product.process.terminate()
    code = product.process.wait(END_SECONDS)

    assert health == (200, dict.fromkeys(("status", "database", "broker", "worker", "beat"), "ok"))
    assert kinds == {"postgres", "valkey-server", "gunicorn", "worker", "beat"}
    assert f"PiK ist bereit: http://127.0.0.1:{product.port}/" in product.said()
    assert (second_code, second.said().partition("läuft schon")[1]) == (1, "läuft schon")
    assert (code, living(processes)) == (0, [])


def test_run_killed_takes_all_its_processes_along(start: Callable[..., Product]) -> None:
    product = start()
    product.await_well()
    processes = product.processes()

    product.process.kill()
    product.process.wait(END_SECONDS)

    assert wait_until(lambda: living(processes) == [], END_SECONDS), living(processes)


def test_run_whose_worker_dies_ends_and_says_why(start: Callable[..., Product]) -> None:
    product = start()
    product.await_well()
    processes = product.processes()
    worker = next(process for process in processes if "worker" in process.cmdline())

    worker.kill()
    code = product.process.wait(END_SECONDS)

    assert code != 0
    assert living(processes) == []
    assert "weil einer seiner Prozesse zu Ende ging" in product.said()


def test_run_on_a_taken_port_says_so_and_fails(start: Callable[..., Product]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        product = start(port=taken.getsockname()[1])
        code = product.process.wait(END_SECONDS)

    assert code == 1
    assert product.said().startswith(f"Der Port {product.port} ist belegt.")
    assert len(product.said().splitlines()) == 1


def test_run_with_a_command_has_the_servers_up_and_hands_on_its_exit_code(start: Callable[..., Product]) -> None:
    migrate_and_fail = f"{sys.executable} manage.py migrate --verbosity 0 && exit 7"

    product = start((*RUN, "sh", "-c", migrate_and_fail))
    code = product.process.wait(START_SECONDS)

    assert (code, product.said()) == (7, "")
