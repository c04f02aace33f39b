"""The access log as a table of text that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from pik.accounts.models import AccessEntry
from pik.core.formats import german_datetime

HEADINGS = ("Position", "Zeitpunkt", "Wer", "Art", "Fallnummer", "Seite", "Angaben", "festgehalten", "Fingerabdruck")
# With these a spreadsheet takes a text for a formula: what somebody typed into a search must never run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def access_csv(entries: Iterable[AccessEntry]) -> bytes:
    """Semicolons and a byte order mark, as German spreadsheets expect them."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(HEADINGS)
    for entry in entries:
        table.writerow([_harmless(value) for value in _row(entry)])
    return text.getvalue().encode("utf-8-sig")


def _row(entry: AccessEntry) -> tuple[str, ...]:
    return (
        str(entry.position),
        german_datetime(entry.happened_at),
        entry.user_label,
        entry.get_kind_display(),
        entry.subject_label,
        entry.page,
        entry.detail,
        german_datetime(entry.logged_at),
        entry.digest,
    )


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
