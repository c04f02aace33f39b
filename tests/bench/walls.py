"""What the walls cost a page: the same pages with them and without, in turns in the same run.

Without: PostgreSQL passes the policies by for the runtime role (BYPASSRLS); and what it takes to say who acts is
measured by itself and counted to the walls as well.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.test import Client

from pik.core.walls import Identity, acting, change_identity
from tests.bench.pages import PAGES

TURNS = 12
ROUNDS = 5


def figures() -> Iterator[tuple[str, Decimal, str]]:
    """The cost of saying who acts, and for each page its median with the walls to that without them."""
    frame = _frame()
    yield "walls.frame", round(frame, 3), "ms"
    ratios = []
    for page in PAGES:
        client = Client()
        client.force_login(page.user())
        url = page.url()
        with_walls, without = _in_turns(lambda client=client, url=url: client.get(url))  # type: ignore[misc]
        ratios.append(round(with_walls / (without - frame), 3))
        yield f"{page.name}.walls", ratios[-1], f"ratio ({with_walls:.1f} ms with, {without - frame:.1f} ms without)"
    yield "walls.median", round(statistics.median(ratios), 3), "ratio over all pages"


def _in_turns(ask: Callable[[], object]) -> tuple[Decimal, Decimal]:
    """Medians in milliseconds with and without policies; in turns, so that a busy moment hits both."""
    times: dict[bool, list[int]] = {True: [], False: []}
    ask()
    try:
        for turn in range(2 * TURNS):
            stands = turn % 2 == 0
            _pass_by(passes=not stands)
            ask()
            for _ in range(ROUNDS):
                start = time.perf_counter_ns()
                ask()
                times[stands].append(time.perf_counter_ns() - start)
    finally:
        _pass_by(passes=False)
    return _milliseconds(times[True]), _milliseconds(times[False])


def _pass_by(*, passes: bool) -> None:
    with connection.cursor() as cursor:
        role = connection.ops.quote_name(settings.RUNTIME_ROLE)
        cursor.execute(f"ALTER ROLE {role} {'BYPASSRLS' if passes else 'NOBYPASSRLS'}")


def _frame() -> Decimal:
    """Milliseconds of what a request does for the walls alone: say who acts, twice, in a transaction."""
    times = []
    for _ in range(200):
        start = time.perf_counter_ns()
        with acting(Identity(user_id=1)):
            change_identity(Identity(1, 1, "teamleitung"))
        times.append(time.perf_counter_ns() - start)
    return _milliseconds(times)


def _milliseconds(times: list[int]) -> Decimal:
    return Decimal(int(statistics.median(times))) / 1_000_000
