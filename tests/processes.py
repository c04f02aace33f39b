"""Starting the product's own programs as a person would, in folders and with settings of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
# What the tests were told about their own servers is not for the programs they start.
SETTINGS = {
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_OWNER_URL",
    "DATABASE_URL",
    "DEBUG",
    "DEMO",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "MASTER_KEYS",
    "PIK_AS_OWNER",
    "PIK_VAR",
    "PORT",
    "REDIS_URL",
    "SECRET_KEY",
    "TLS",
}


# What „make test“ would hand on to a make inside a test.
OF_MAKE = {"MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS"}


# Ten processes that each compile the product anew would be most of what these tests cost.
SLOWS_DOWN = {"PYTHONDONTWRITEBYTECODE"}


def environment(**settings: object) -> dict[str, str]:
    """The machine's environment with these settings of PiK and no others."""
    others = {name: value for name, value in os.environ.items() if name not in SETTINGS | OF_MAKE | SLOWS_DOWN}
    return others | {name: str(value) for name, value in settings.items()}


def python(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run Python in the project folder until it ends."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=BASE_DIR,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def free_port() -> int:
    """A TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
