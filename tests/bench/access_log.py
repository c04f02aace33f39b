"""What the access log costs: one more entry, and the list of Datenschutz over many."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from pik.accounts import access
from pik.accounts.models import AccessEntry, Membership
from pik.accounts.models.access import AccessEntryQuerySet
from pik.accounts.verification import verify

ENTRIES = 200_000
BATCH = 2_000
ROUNDS = 400
DAYS = 180


def figures() -> Iterator[tuple[str, Decimal, str]]:
    """All figures as (name, value, unit)."""
    start = time.perf_counter_ns()
    fill()
    yield f"access_log.fill.{ENTRIES}", _seconds(start), "s"
    for name, what in _measured().items():
        times = [_microseconds(what) for _ in range(ROUNDS)]
        yield f"access_log.{name}.p50", Decimal(int(statistics.median(times))) / 1000, "ms"
        yield f"access_log.{name}.p95", Decimal(sorted(times)[int(len(times) * 0.95)]) / 1000, "ms"
    start = time.perf_counter_ns()
    verify()
    yield "access_log.verify", _seconds(start), "s"


def fill() -> None:
    """Entries over half a year, spread over 25 organisations, 50 users and 2,000 cases."""
    members = list(Membership.objects.select_related("organisation").order_by("pk")[:50])
    first = timezone.now() - timedelta(days=DAYS)
    for begin in range(0, ENTRIES, BATCH):
        moment = first + timedelta(days=DAYS) * begin / ENTRIES
        entries = [_entry(n, members[n % len(members)], moment.isoformat()) for n in range(begin, begin + BATCH)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT accounts_append_access(%s::jsonb, %s)", [json.dumps(entries), moment])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_accessentry")


def _entry(n: int, member: Membership, happened_at: str) -> dict[str, Any]:
    return {
        "happened_at": happened_at,
        "user_id": member.user_id,
        "user_label": f"Person {member.user_id}, {member.get_role_display()}, {member.organisation.name}",
        "role": member.role,
        "organisation_id": member.organisation_id,
        "actor_organisation_id": member.organisation_id,
        "kind": "refused" if n % 997 == 0 else "searched" if n % 10 == 0 else "opened",
        "subject_kind": "" if n % 10 == 0 else "cases.case",
        "subject_id": None if n % 10 == 0 else n % 2_000,
        "subject_label": "" if n % 10 == 0 else f"LAD-2026-{n % 2_000:04}",
        "page": "Integrationsplan",
        "detail": "",
        "url_name": "cases:case_plan",
    }


def _measured() -> dict[str, Callable[[], Any]]:
    """One more entry, and what Datenschutz asks for: a first page without and with each filter, and one far back."""
    member = Membership.objects.select_related("organisation").order_by("pk")[3]
    entry = _entry(1, member, timezone.now().isoformat())
    return {
        "write": lambda: access.write([entry]),
        **{name: (lambda found=found: list(found[:51])) for name, found in lists(member).items()},
    }


def lists(member: Membership) -> dict[str, AccessEntryQuerySet]:
    """The lists that Datenschutz of the organisation of ``member`` asks for."""
    own = AccessEntry.objects.filter(organisation_id=member.organisation_id)
    day = timezone.localdate() - timedelta(days=DAYS // 2)
    return {
        "list": own,
        "list_by_case": own.filter(subject_label="LAD-2026-0003"),
        "list_by_user": own.filter(user_id=member.user_id),
        "list_by_kind": own.filter(kind="refused"),
        "list_by_day": own.between(day, day),
        "list_far_back": own.filter(logged_at__lt=timezone.now() - timedelta(days=DAYS - 10)),
    }


def _microseconds(what: Callable[[], Any]) -> int:
    start = time.perf_counter_ns()
    what()
    return (time.perf_counter_ns() - start) // 1000


def _seconds(start: int) -> Decimal:
    return Decimal((time.perf_counter_ns() - start) // 1_000_000) / 1000
