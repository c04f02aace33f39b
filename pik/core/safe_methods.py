"""GET and HEAD only read: a middleware lets nothing but SELECT through to the database under them.

Reloading a page, a link preview or a prefetching browser then can't change anything, and a view that
writes where it should not fails in its first test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

_READS = re.compile(
    r"\s*(--[^\n]*\n\s*)*\(*\s*(SELECT|WITH|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|SHOW|DECLARE|FETCH|CLOSE)\b", re.I
)
_WRITES_IN_WITH = re.compile(r"\b(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|MERGE\s+INTO)\b", re.I)
# The session is not what the product is about: it expires and renews itself on any request.
_SESSION = re.compile(r'"django_session"')


class WriteUnderSafeMethod(RuntimeError):
    """A page asked for by GET or HEAD tried to change the database."""


def read_only_on_safe_methods(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware; stands before pghistory's, whose context belongs to writing requests alone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return get_response(request)

    return middleware


def _refuse_writes(execute: Callable[..., Any], sql: Any, *args: Any) -> Any:
    statement = str(sql)
    is_read = bool(_READS.match(statement)) and not _WRITES_IN_WITH.search(statement)
    if not is_read and not _SESSION.search(statement):
        raise WriteUnderSafeMethod(statement[:200])
    return execute(sql, *args)
