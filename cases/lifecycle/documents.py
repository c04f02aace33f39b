"""The list of cases to take along. CSV is written for a German Excel: UTF-8 with byte order mark, semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from cases.lifecycle.terms import next_due_of
from cases.models import Case

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that starts so is a formula to a spreadsheet; the apostrophe makes it text again (CWE-1236).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
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
Cell = str | date | None
#: Rows read from the database at once.
_AT_ONCE = 500


def rows_of(cases: QuerySet[Case], today: date) -> Iterator[tuple[Cell, ...]]:
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
            getattr(case, "last_session_on", None),
            case.lead_name,
        )


def case_csv(cases: QuerySet[Case], today: date) -> bytes:
    """The list as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([name for name, _ in COLUMNS])
    writer.writerows([_plain(cell) for cell in row] for row in rows_of(cases, today))
    return text.getvalue().encode("utf-8-sig")


def case_xlsx(cases: QuerySet[Case], today: date) -> bytes:
    """The list as XLSX, written row by row: days as days, texts never as formulas."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Fälle")
    sheet.freeze_panes = "A2"
    for number, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    heads = []
    for name, _ in COLUMNS:
        head = WriteOnlyCell(sheet, name)
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    for row in rows_of(cases, today):
        cells = []
        for value in row:
            shown: Any = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            cell = WriteOnlyCell(sheet, shown)
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula, whatever it starts with
            elif value is not None:
                cell.number_format = "DD.MM.YYYY"
            cells.append(cell)
        sheet.append(cells)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
