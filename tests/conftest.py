"""Servers and browser of a test run."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from pik import embedded
from tests import figures
from tests.accounts import access_log

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # the container is one
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=de-DE",  # the browser's own words, as in its date fields
]
_servers = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once: in the controller of xdist, before its workers, or in the only process."""
    if _is_xdist_worker() or config.option.help or config.option.collectonly:
        return
    var_dir = Path(os.environ["PIK_VAR"])
    database_is_given = bool(os.environ.get("DATABASE_URL"))
    redis_is_given = os.environ.get("REDIS_URL", "") not in {"", embedded.redis_url(var_dir)}
    servers = embedded.servers(var_dir, postgres=not database_is_given, valkey=not redis_is_given, durable=False)
    try:
        _servers.enter_context(servers)
    except embedded.EmbeddedError as error:
        pytest.exit(str(error), returncode=1)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist hands its figures to the controller."""
    if _is_xdist_worker():
        session.config.workeroutput["figures"] = figures.hand_over()  # type: ignore[attr-defined]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the figures of a worker that ends; one that crashed has none."""
    if found := getattr(node, "workeroutput", {}).get("figures"):
        figures.take(found)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the figures of the run."""
    if lines := figures.lines():
        terminalreporter.section(figures.HEADING)
        for line in lines:
            terminalreporter.write_line(line)


def pytest_unconfigure() -> None:
    """End what was started, after the last test database is dropped."""
    _servers.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none; never in CI, where that would hide a broken set-up."""
    if CHROMIUM.exists() or os.environ.get("CI"):
        return
    skip = pytest.mark.skip(reason=f"Es fehlt {CHROMIUM}; „make setup-tests“ installiert ihn, wo es darf.")
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium: Playwright's own browsers are a download that need not be reachable."""
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A browser as it stands in a town hall of Baden-Württemberg."""
    return {**browser_context_args, "locale": "de-DE", "timezone_id": "Europe/Berlin"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database; what a browser left under way when the run ended must not keep it from being dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _log_left_empty(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """What is flushed after a test that commits leaves the access log out: nothing empties that, but its owner."""
    yield
    marker = request.node.get_closest_marker("django_db")
    is_committed = {"live_server", "transactional_db"} & set(request.fixturenames)
    if is_committed or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock(), transaction.atomic():
            access_log.empty()


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for servers. Not ``tmp_path``: each other pytest run closes that to the servers' user anew."""
    with tempfile.TemporaryDirectory(prefix="pik-test-") as folder:
        yield Path(folder)


def _is_xdist_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ
