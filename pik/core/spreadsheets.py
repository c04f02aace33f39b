"""Tables to take along: CSV for a German Excel (byte order mark, semicolons), XLSX with text as text.

A cell is text, a whole number, a day, or nothing; amounts are written as text by whoever makes the rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int
DatedCell = Cell | date | None
Rows = Iterable[Sequence[DatedCell]]

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A cell that starts so is a formula to a spreadsheet; the apostrophe makes it text again (CWE-1236).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_bytes(rows: Rows) -> bytes:
    """The rows as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: DatedCell) -> str | int:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return "" if cell is None else cell


def xlsx_bytes(title: str, columns: Sequence[str], rows: Rows, *, widths: Sequence[int]) -> bytes:
    """One sheet: ``columns`` as a bold head that stays when one scrolls, then the rows."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    for letter, width in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append([text_cell(sheet, cell, is_head=True) for cell in columns])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    return bytes_of(workbook)


def _cell(sheet: WriteOnlyWorksheet, value: DatedCell) -> Any:
    if value is None:
        return None
    if isinstance(value, date):
        return day_cell(sheet, value)
    return text_cell(sheet, value) if isinstance(value, str) else number_cell(sheet, value)


def text_cell(sheet: WriteOnlyWorksheet, text: Cell, *, is_head: bool = False) -> Any:
    """A cell that is text, whatever it starts with."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", str(text)))
    cell.data_type = "s"  # never a formula, whatever it starts with
    cell.number_format = "@"
    if is_head:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def number_cell(sheet: WriteOnlyWorksheet, value: int) -> Any:
    """A whole number with thousands dots."""
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "#,##0"
    return cell


def day_cell(sheet: WriteOnlyWorksheet, value: date) -> Any:
    """A day with which one can reckon."""
    cell = WriteOnlyCell(sheet, datetime.combine(value, time.min))
    cell.number_format = "DD.MM.YYYY"
    return cell


def bytes_of(workbook: Workbook) -> bytes:
    """The file of a workbook."""
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()
