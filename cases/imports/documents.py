"""Files to take along: the template with its sample and allowed values, and the faulty rows to mend."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cases.enums import Verdict
from cases.imports.columns import BY_NAME, COLUMNS, MESSAGE
from cases.imports.files import EXPLANATION, MAX_ROWS, SAMPLE
from cases.models import ImportRow, ImportRun

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET, VALUES = "Fälle", "Erlaubte Werte"
_HEAD = PatternFill("solid", fgColor="FFD9E2F3")
_GREY = PatternFill("solid", fgColor="FFF2F2F2")
_RED = PatternFill("solid", fgColor="FFF8D7DA")
_TOP = Alignment(vertical="top", wrap_text=True)
#: The first row in which somebody writes: under heading, explanation and sample.
FIRST_ROW = 4


def template_xlsx() -> bytes:
    """The table to fill in: heading, explanation, a sample that is not read, lists of allowed values."""
    workbook = Workbook()
    sheet = _headed(workbook)
    for place, column in enumerate(COLUMNS, start=1):
        required = "" if not column.is_required or column.hint else "Muss ausgefüllt sein."
        hint = _write(sheet, 2, place, f"{EXPLANATION} {column.hint or required or 'Kann leer bleiben.'}")
        hint.alignment, hint.fill, hint.font = _TOP, _GREY, Font(italic=True)
        sample = f"{SAMPLE} {column.sample}".strip() if place == 1 else column.sample
        _write(sheet, 3, place, sample).fill = _GREY
    sheet.row_dimensions[2].height = 62
    _offer_values(workbook, sheet)
    return _bytes_of(workbook)


def errors_xlsx(run: ImportRun) -> bytes:
    """The faulty rows alone, as they were written; what is wrong stands in a column and at each cell."""
    workbook = Workbook()
    sheet = _headed(workbook)
    last = len(COLUMNS) + 1
    head = _write(sheet, 1, last, MESSAGE)
    head.font, head.fill = Font(bold=True), _RED
    sheet.column_dimensions[get_column_letter(last)].width = 70
    rows: Iterable[ImportRow] = run.rows.filter(verdict=Verdict.FAULTY).order_by("line")
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, row, last)
    _offer_values(workbook, sheet)
    return _bytes_of(workbook)


def _write_row(sheet: Worksheet, number: int, row: ImportRow, last: int) -> None:
    wrong: dict[str, list[str]] = {}
    for problem in row.problems:
        wrong.setdefault(problem["column"], []).append(problem["message"])
    for place, column in enumerate(COLUMNS, start=1):
        cell = _write(sheet, number, place, row.cells.get(column.name, ""))
        if column.name in wrong:
            cell.fill = _RED
            cell.comment = Comment("; ".join(wrong[column.name]), "PiK", width=280, height=90)
    told = [
        f"{BY_NAME[name].header}: {'; '.join(texts)}" if name else "; ".join(texts) for name, texts in wrong.items()
    ]
    _write(sheet, number, last, f"Zeile {row.line} – {' · '.join(told)}").alignment = _TOP


def _headed(workbook: Workbook) -> Worksheet:
    sheet: Any = workbook.active
    sheet.title = SHEET
    for place, column in enumerate(COLUMNS, start=1):
        head = _write(sheet, 1, place, column.header + ("*" if column.is_required else ""))
        head.font, head.fill, head.alignment = Font(bold=True), _HEAD, Alignment(vertical="center", wrap_text=True)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        # As text: telephone numbers and postal codes keep their noughts, dates are read as they are typed.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "D2"
    return sheet


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell of text: never a formula, whatever it begins with (CWE-1236)."""
    cell: Any = sheet.cell(row=row, column=column)
    cell.number_format = "@"
    if text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"
    return cell


def _offer_values(workbook: Workbook, sheet: Worksheet) -> None:
    """A second sheet with the allowed words, and a list at each cell where one of them belongs."""
    values = workbook.create_sheet(VALUES)
    chosen = [(place, column) for place, column in enumerate(COLUMNS, start=1) if column.allowed]
    for at, (place, column) in enumerate(chosen, start=1):
        letter = get_column_letter(at)
        values.column_dimensions[letter].width = 34
        _write(values, 1, at, column.header).font = Font(bold=True)
        for number, word in enumerate(column.allowed, start=2):
            _write(values, number, at, word)
        # A hint, not a fence: codes and several countries are allowed too.
        offer = DataValidation(
            type="list",
            formula1=f"'{VALUES}'!${letter}$2:${letter}${len(column.allowed) + 1}",
            allow_blank=True,
            showErrorMessage=False,
        )
        own = get_column_letter(place)
        offer.add(f"{own}2:{own}{MAX_ROWS + FIRST_ROW}")
        sheet.add_data_validation(offer)
    values.freeze_panes = "A2"


def _bytes_of(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
