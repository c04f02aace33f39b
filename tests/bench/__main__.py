"""Fill a scratch database with invented cases, ask for each main page, print what it costs.

Prints ``name value unit`` lines and writes them to ``var/bench.json``. Two sizes in one run: the ratio
between them says whether a page grows with the data. The empty signed-in page of the same run is the
measure for the others.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pik import embedded

if TYPE_CHECKING:
    from tests.bench.pages import BenchPage

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = BASE_DIR / "var" / "bench"
SIZES = (2_000, 50_000)
ROUNDS = 60
WARM_UP = 5
MAX_QUERIES, MAX_RATIO, MAX_GROWTH, MAX_WALLS = 12, Decimal("2.0"), Decimal("1.3"), Decimal("1.1")


@contextmanager
def scratch_database() -> Iterator[None]:
    """A server and database of its own, made anew."""
    shutil.rmtree(VAR, ignore_errors=True)
    (VAR / "static").mkdir(parents=True)
    os.environ |= {"PIK_VAR": str(VAR), "DEBUG": "false", "DEMO": "true", "TLS": "false"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    with embedded.servers(VAR, durable=False):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        yield


def measure(page: BenchPage) -> dict[str, Decimal]:
    """Queries, p50 and p95 in milliseconds of one page for a signed-in user, view and template included."""
    from django.db import connection
    from django.test import Client

    client = Client()
    client.force_login(page.user())
    url = page.url()
    for _ in range(WARM_UP):
        response = client.get(url)
    if response.status_code != 200:
        sys.exit(f"{page.name}: {url} antwortet mit {response.status_code}")
    queries = 0

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*args)

    # Not CaptureQueriesContext: its log goes with the connection, which ends with the request.
    with connection.execute_wrapper(count):
        client.get(url)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        client.get(url)
        times.append((time.perf_counter_ns() - start) // 1000)
    return {
        "queries": Decimal(queries),
        "p50": Decimal(int(statistics.median(times))) / 1000,
        "p95": Decimal(sorted(times)[int(len(times) * 0.95)]) / 1000,
    }


def figures() -> Iterator[tuple[str, Decimal, str]]:
    """All figures as (name, value, unit), in the order they are printed."""
    from tests.bench import access_log, walls
    from tests.bench.filling import fill_to, prepare
    from tests.bench.pages import EMPTY, PAGES

    prepare()
    results: dict[tuple[str, int], dict[str, Decimal]] = {}
    for size in SIZES:
        start = time.perf_counter_ns()
        rows = fill_to(size)
        seconds = Decimal((time.perf_counter_ns() - start) // 1_000_000) / 1000
        yield f"fill.{size}", seconds, f"s ({rows} rows by COPY)"
        for page in (EMPTY, *PAGES):
            results[page.name, size] = measure(page)
        empty = results[EMPTY.name, size]
        for page in (EMPTY, *PAGES):
            result = results[page.name, size]
            yield f"{page.name}.{size}.queries", result["queries"], "queries"
            yield f"{page.name}.{size}.p50", result["p50"], "ms"
            yield f"{page.name}.{size}.p95", result["p95"], "ms"
            yield f"{page.name}.{size}.p95_to_empty", round(result["p95"] / empty["p95"], 2), "ratio"
    yield from access_log.figures()
    yield from walls.figures()
    small, large = SIZES
    for page in PAGES:
        growth = results[page.name, large]["p95"] / results[page.name, small]["p95"]
        yield f"{page.name}.growth", round(growth, 2), f"ratio p95 {large} to {small}"


def main() -> int:
    """Print and store the figures; says at the end what misses its mark (no failure: figures, not a gate)."""
    stored = []
    with scratch_database():
        for name, value, unit in figures():
            print(name, value, unit, flush=True)
            stored.append({"name": name, "value": str(value), "unit": unit})
    (BASE_DIR / "var" / "bench.json").write_text(json.dumps(stored, indent=1), encoding="utf-8")
    limits = {".queries": MAX_QUERIES, ".p95_to_empty": MAX_RATIO, ".growth": MAX_GROWTH, ".walls": MAX_WALLS}
    for figure in stored:
        for ending, limit in limits.items():
            if figure["name"].endswith(ending) and Decimal(figure["value"]) > limit:
                print(f"# {figure['name']} = {figure['value']}, gewünscht ist höchstens {limit}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
