"""Behind the walls, at fifty thousand cases: lists, search and the page of a case read by indexes alone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models import Case, Session
from pik.accounts.models import User
from tests import access, figures
from tests.cases.search.filled import SIZE, fill

pytestmark = [pytest.mark.web, pytest.mark.django_db]

TABLES = ("cases_person", "cases_case", "cases_session", "cases_searchkey")
SCANNED = re.compile(rf"Seq Scan on ({'|'.join(TABLES)})\b")
ASKS = re.compile(rf'\s*(SELECT|WITH)\b.*"({"|".join(TABLES)})"', re.S)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[User, Case]]:
    with django_db_blocker.unblock(), access.undone():
        began = time.perf_counter()
        found = fill()
        figures.tell(f"Füllen mit {SIZE} Fällen", f"{time.perf_counter() - began:.1f} s")
        yield found


@contextmanager
def explained() -> Iterator[list[tuple[str, str]]]:
    """Every question of the block to the large tables, with PostgreSQL's plan for it, asked as whom it is for."""
    plans: list[tuple[str, str]] = []

    def explain(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if ASKS.match(str(sql)):
            with context["connection"].connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plans.append((str(sql), "\n".join(line for (line,) in cursor.fetchall())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield plans


LISTS = ["", "?wer=alle", "?wer=alle&stand=alle", "?wer=alle&stand=abgeschlossen", "?wer=alle&endet=3"]
ORDERS = ["name", "-name", "nummer", "-nummer", "ende", "-ende"]
TYPED = ["zahra", "zahra rahimi", "muhamad", "oezdemir", "sche", "sche taras", "rahima", "za", "1975-03-14", "4711",
         "B-2026-0471", "zahra 1975-03-14"]  # fmt: skip


@pytest.mark.parametrize(
    "query", [*LISTS, *(f"?wer={who}&sortierung={o}" for o in ORDERS for who in ("meine", "alle"))]
)
def test_list_of_cases_reads_by_indexes(query: str, filled: tuple[User, Case]) -> None:
    assert _scanned(filled, reverse("cases:case_list") + query) == []


@pytest.mark.parametrize("typed", TYPED)
def test_search_reads_by_indexes(typed: str, filled: tuple[User, Case]) -> None:
    for address in ("cases:case_list", "cases:suggestions"):
        assert _scanned(filled, f"{reverse(address)}?q={typed}") == []


def test_warning_while_typing_reads_by_indexes(filled: tuple[User, Case]) -> None:
    typed = {"family_name": "Rahimy", "given_name": "Sahra", "birth_date": "1975-03-14"}

    assert _scanned(filled, reverse("cases:person_similar"), typed) == []


def test_page_of_a_case_reads_by_indexes(filled: tuple[User, Case]) -> None:
    for page in ("case_detail", "case_plan", "plan_review", "case_sessions", "case_person"):
        assert _scanned(filled, reverse(f"cases:{page}", args=[filled[1].public_id])) == []


@pytest.mark.usefixtures("filled")
def test_reading_from_end_to_end_would_be_told() -> None:
    # The owner stands before the walls: no index of the organisation helps.
    with explained() as plans:
        list(Case.objects.filter(closing_reason="moved").values_list("pk"))
        list(Session.objects.extra(where=["note || '' = 'x'"]).values_list("pk"))

    assert [bool(SCANNED.search(plan)) for _, plan in plans] == [True, True]


def _scanned(filled: tuple[User, Case], address: str, typed: dict[str, str] | None = None) -> list[str]:
    """The questions of a page that read a large table from end to end."""
    web = Client()
    web.force_login(filled[0])
    with access.undone(), explained() as plans:
        answer = web.post(address, typed) if typed else web.get(address)

    assert (answer.status_code, bool(plans)) == (200, True)
    return [f"{sql}\n{plan}" for sql, plan in plans if SCANNED.search(plan)]


def test_search_at_fifty_thousand_cases_is_quick(filled: tuple[User, Case]) -> None:
    web = Client()
    web.force_login(filled[0])
    times = []
    for _ in range(3):
        for typed in TYPED:
            began = time.perf_counter()
            web.get(reverse("cases:suggestions"), {"q": typed})
            times.append(time.perf_counter() - began)

    figures.tell(f"Vorschläge bei {SIZE} Fällen", f"p50 {sorted(times)[len(times) // 2] * 1000:.0f} ms")
    assert sorted(times)[len(times) // 2] < 1
