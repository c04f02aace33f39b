"""The arithmetic of the access log's chain and seals; no database, no clock.

The same digest is computed by PostgreSQL when an entry is written (``accounts_access_digest``). Here it is done
once more from what is read, so that the check does not believe the database.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

#: The fields of an entry in the order in which its digest covers them; the digest before it comes first.
COVERED = (
    "position",
    "logged_at",
    "happened_at",
    "user_id",
    "user_label",
    "role",
    "organisation_id",
    "actor_organisation_id",
    "kind",
    "subject_kind",
    "subject_id",
    "subject_label",
    "page",
    "detail",
    "url_name",
)

Value = str | int | datetime | date | None


@dataclass(frozen=True)
class Link:
    """The end of the chain up to a row: all that the next one depends on. The empty one is before the first."""

    position: int = 0
    digest: str = ""


@dataclass(frozen=True)
class DayEnd:
    """The state of the log at the end of a day: its last entry, and how many that day has."""

    day: date
    last: Link
    entry_count: int = 0


def digest(previous: str, values: Sequence[Value]) -> str:
    """The digest of the row with ``values`` (in the order of ``COVERED``) after the one with ``previous``."""
    return hashlib.sha256(canonical([previous, *values])).hexdigest()


def canonical(values: Iterable[Value]) -> bytes:
    """One text for one row: each value with its length in bytes before it, ``~`` where there is none."""
    return b"".join(_field(value) for value in values)


def _field(value: Value) -> bytes:
    if value is None:
        return b"~"
    if isinstance(value, datetime):
        value = f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"
    text = str(value).encode()
    return str(len(text)).encode() + b":" + text


def seal(key: bytes, end: DayEnd) -> str:
    """The seal of a day: HMAC-SHA256 over its end."""
    text = canonical([end.day.isoformat(), end.last.position, end.last.digest, end.entry_count])
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def is_seal(key: bytes, end: DayEnd, given: str) -> bool:
    """Whether ``given`` is the seal of that day."""
    return hmac.compare_digest(seal(key, end), given)
