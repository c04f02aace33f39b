"""Is everything there that the product needs? ``/healthz`` for people and machines who watch over it.

Database and broker are asked. Worker and beat can't be asked, they are elsewhere; each writes a sign of
life into Valkey that fades by itself, so a process that hangs, dies or loses its broker goes silent.
"""

from __future__ import annotations

import time

from celery import current_app, shared_task
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from pik.core.http import works_without_database

# The worker writes every 2 seconds, beat every 20: three times the slower one, rounded up.
FADES_AFTER_SECONDS = 70
BEAT_SECONDS = 20
BROKER_TIMEOUT_SECONDS = 3

OK = "ok"
UNREACHABLE = "nicht erreichbar"
SILENT = "kein Lebenszeichen"


@shared_task(name="core.heartbeat", expires=BEAT_SECONDS)
def heartbeat() -> None:
    """Do nothing: that beat could send it, and send it in time, is what counts."""


def beat(process: str) -> None:
    """Write the sign of life of ``worker`` or ``beat``; a broker that is away is not worth dying for."""
    try:
        cache.set(_key(process), time.time(), timeout=FADES_AFTER_SECONDS)
    except RedisError:
        return


@login_not_required
@works_without_database
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """State of database, broker, worker and beat; 200 when all is well, else 503. Names nothing else."""
    states = {
        "database": _database(),
        "broker": _broker(),
        "worker": _process("worker"),
        "beat": _process("beat"),
    }
    is_well = all(state == OK for state in states.values())
    return JsonResponse(
        {"status": OK if is_well else "gestört", **states},
        status=200 if is_well else 503,
        json_dumps_params={"ensure_ascii": False},
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return UNREACHABLE
    return OK


def _broker() -> str:
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_TIMEOUT_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT_SECONDS)
    except OperationalError:
        return UNREACHABLE
    return OK


def _process(name: str) -> str:
    try:
        last_at = cache.get(_key(name))
    except RedisError:
        return UNREACHABLE
    return OK if last_at is not None else SILENT


def _key(process: str) -> str:
    return f"lebenszeichen:{process}"
