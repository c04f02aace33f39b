"""The list of cases to take along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet

from cases.lifecycle.terms import next_due_of
from cases.models import Case
from pik.core.spreadsheets import DatedCell, csv_bytes, xlsx_bytes

COLUMNS = (
    ("Name", 30),
    ("Fallnummer", 16),
    ("Geburtsdatum", 14),
    ("Staatsangehörigkeit", 24),
    ("Stand", 14),
    ("Beginn", 12),
    ("Ende", 12),
    ("nächste Fortschreibung", 14),
    ("als Nächstes", 30),
    ("letzte Beratung", 14),
    ("zuständig", 24),
)
#: Where in a row the number of its case stands.
NUMBER = 1
Row = tuple[DatedCell, ...]
#: Rows read from the database at once.
_AT_ONCE = 500


def rows_of(cases: QuerySet[Case], today: date) -> Iterator[Row]:
    """One row for each case of the list, in its order."""
    for case in cases.iterator(chunk_size=_AT_ONCE):
        due = next_due_of(case, today)
        yield (
            str(case.person),
            case.number,
            case.person.birth_date,
            case.person.nationality_names,
            case.get_status_display(),
            case.starts_on,
            case.ends_on,
            getattr(case, "next_review_on", None),
            f"{due.label} {due.on:%d.%m.%Y}" if due else "",
            getattr(case, "last_contact_on", None),
            case.lead_name,
        )


def case_csv(rows: Iterable[Row]) -> bytes:
    """The list as CSV."""
    return csv_bytes([[name for name, _ in COLUMNS], *rows])


def case_xlsx(rows: Iterable[Row]) -> bytes:
    """The list as XLSX."""
    names, widths = [name for name, _ in COLUMNS], [width for _, width in COLUMNS]
    return xlsx_bytes("Fälle", names, rows, widths=widths)
