"""Run the product on one machine: servers, web, worker and beat, one log, one Ctrl-C.

``python -m pik.run`` runs everything; ``python -m pik.run COMMAND…`` runs one command with the database
and Valkey up: those that run already, or else started for as long as the command takes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from honcho.manager import Manager

from pik import embedded
from pik.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
PR_SET_PDEATHSIG = 1  # linux/prctl.h
ORDERLY_ENDS = {128 + signal.SIGINT, 128 + signal.SIGTERM}


def main(command: Sequence[str]) -> int:
    """Return the exit code; what keeps the product from starting is said in one German sentence."""
    signal.signal(signal.SIGTERM, _leave)
    environment = Environment.read(BASE_DIR)
    try:
        return _run_command(environment, command) if command else _run_product(environment)
    except embedded.EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _leave(signum: int, _frame: object) -> None:
    # As an exception it ends the servers on its way out.
    sys.exit(128 + signum)


def _run_command(environment: Environment, command: Sequence[str]) -> int:
    with contextlib.ExitStack() as stack:
        if not embedded.is_in_use(environment.var_dir):
            stack.enter_context(environment.servers())
        return subprocess.run(command, check=False).returncode  # noqa: S603


def _run_product(environment: Environment) -> int:
    if not _is_free(environment.port):
        print(
            f"Der Port {environment.port} ist belegt. Beenden Sie, was dort läuft, oder wählen Sie einen anderen, "
            f"zum Beispiel mit „PORT={environment.port % 60_000 + 1} make run“.",
            file=sys.stderr,
        )
        return 1
    if environment.is_for_this_machine_alone:
        # Somebody else's database, or a machine that others reach, gets invented people only when told so.
        os.environ.setdefault("DEMO", "true")
    os.environ["PYTHONUNBUFFERED"] = "1"
    # Whoever starts PiK as root has read about it, and six lines in front of every log help nobody.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser")
    with environment.servers():
        if failed := subprocess.run([sys.executable, "-m", "pik.prepare"], cwd=BASE_DIR, check=False).returncode:
            return failed
        return _run_processes(environment)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _run_processes(environment: Environment) -> int:
    """Run web, worker and beat until one of them ends or a signal comes; all end together."""
    os.register_at_fork(after_in_child=_die_with_parent)
    manager = Manager()
    schedule = environment.var_dir / "beat-schedule"
    celery = ["celery", "--quiet", "-A", "pik"]
    for name, command in {
        "web": ["gunicorn", "--config", "python:pik.web_server", "--bind", f"{LOOPBACK}:{environment.port}"],
        "worker": [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-mingle"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile=", "--schedule", str(schedule)],
    }.items():
        manager.add_process(name, _line(command), cwd=str(BASE_DIR))
    manager.loop()
    if manager.returncode in ORDERLY_ENDS:
        print("PiK ist beendet.")
        return 0
    print("PiK ist beendet, weil einer seiner Prozesse zu Ende ging; die Zeilen darüber sagen, warum.", file=sys.stderr)
    return manager.returncode or 1


def _line(command: Sequence[str]) -> str:
    """The command as a shell line; ``exec``, so that a signal reaches the program and no shell before it."""
    program, *arguments = command
    full = [sys.executable, "-m", program, *arguments]
    if setpriv := shutil.which("setpriv"):
        full = [setpriv, "--pdeathsig", "TERM", "--", *full]
    return f"exec {shlex.join(full)}"


def _die_with_parent() -> None:
    # Honcho watches each process from a child of its own; when the runner is killed, they must go too.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
