"""Files to take along: the template with its sample and allowed values, and the faulty rows to mend."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cases.enums import Verdict
from cases.imports.columns import BY_NAME, COLUMNS, MESSAGE, Column
from cases.imports.files import EXPLANATION, MAX_ROWS, SAMPLE
from cases.models import ImportRow, ImportRun
from pik.core.spreadsheets import bytes_of, text_cell

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET, VALUES = "Fälle", "Erlaubte Werte"
_HEAD = PatternFill("solid", fgColor="FFD9E2F3")
_GREY = PatternFill("solid", fgColor="FFF2F2F2")
_RED = PatternFill("solid", fgColor="FFF8D7DA")
_TOP = Alignment(vertical="top", wrap_text=True)
#: The first row in which somebody writes: under heading, explanation and sample.
FIRST_ROW = 4
READ_AT_ONCE = 500


def template_xlsx() -> bytes:
    """The table to fill in: heading, explanation, a sample that is not read, lists of allowed values."""
    workbook = Workbook(write_only=True)
    sheet = _sheet(workbook)
    sheet.row_dimensions[2].height = 62
    sheet.append(_head(sheet))
    sheet.append([_hint(sheet, column) for column in COLUMNS])
    samples = [
        f"{SAMPLE} {column.sample}".strip() if place == 0 else column.sample for place, column in enumerate(COLUMNS)
    ]
    sheet.append([_cell(sheet, sample, fill=_GREY) for sample in samples])
    _offer_values(workbook, sheet)
    return bytes_of(workbook)


def _hint(sheet: Any, column: Column) -> Cell:
    required = "" if not column.is_required or column.hint else "Muss ausgefüllt sein."
    text = f"{EXPLANATION} {column.hint or required or 'Kann leer bleiben.'}"
    return _cell(sheet, text, alignment=_TOP, fill=_GREY, font=Font(italic=True))


def errors_xlsx(run: ImportRun) -> bytes:
    """The faulty rows alone, as they were written; what is wrong stands in a column and at each cell.

    Row by row: the cells of a whole file of faults never lie in memory at once.
    """
    workbook = Workbook(write_only=True)
    sheet = _sheet(workbook)
    sheet.column_dimensions[get_column_letter(len(COLUMNS) + 1)].width = 70
    sheet.append([*_head(sheet), _cell(sheet, MESSAGE, font=Font(bold=True), fill=_RED)])
    for row in run.rows.filter(verdict=Verdict.FAULTY).order_by("line").iterator(chunk_size=READ_AT_ONCE):
        sheet.append(_faulty(sheet, row))
    _offer_values(workbook, sheet)
    return bytes_of(workbook)


def _faulty(sheet: Any, row: ImportRow) -> list[Cell]:
    wrong: dict[str, list[str]] = {}
    for problem in row.problems:
        wrong.setdefault(problem["column"], []).append(problem["message"])
    cells = []
    for column in COLUMNS:
        cell = _cell(sheet, row.cells.get(column.name, ""))
        if column.name in wrong:
            cell.fill = _RED
            cell.comment = Comment("; ".join(wrong[column.name]), "PiK", width=280, height=90)
        cells.append(cell)
    told = [
        f"{BY_NAME[name].header}: {'; '.join(texts)}" if name else "; ".join(texts) for name, texts in wrong.items()
    ]
    return [*cells, _cell(sheet, f"Zeile {row.line} – {' · '.join(told)}", alignment=_TOP)]


def _sheet(workbook: Workbook) -> Any:
    sheet: Any = workbook.create_sheet(SHEET)
    for place, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        # As text: telephone numbers and postal codes keep their noughts, dates are read as they are typed.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "D2"
    return sheet


def _head(sheet: Any) -> list[Cell]:
    alignment = Alignment(vertical="center", wrap_text=True)
    return [
        _cell(
            sheet,
            column.header + ("*" if column.is_required else ""),
            font=Font(bold=True),
            fill=_HEAD,
            alignment=alignment,
        )
        for column in COLUMNS
    ]


def _cell(sheet: Any, text: str, **style: Any) -> Cell:
    """A cell of text: never a formula, whatever it begins with (CWE-1236)."""
    cell: Any = text_cell(sheet, text) if text else WriteOnlyCell(sheet)
    cell.number_format = "@"
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _offer_values(workbook: Workbook, sheet: Any) -> None:
    """A second sheet with the allowed words, and a list at each cell where one of them belongs."""
    values: Any = workbook.create_sheet(VALUES)
    chosen = [(place, column) for place, column in enumerate(COLUMNS, start=1) if column.allowed]
    for at, (place, column) in enumerate(chosen, start=1):
        letter = get_column_letter(at)
        values.column_dimensions[letter].width = 34
        # A hint, not a fence: codes and several countries are allowed too.
        offer = DataValidation(
            type="list",
            formula1=f"'{VALUES}'!${letter}$2:${letter}${len(column.allowed) + 1}",
            allow_blank=True,
            showErrorMessage=False,
        )
        own = get_column_letter(place)
        offer.add(f"{own}2:{own}{MAX_ROWS + FIRST_ROW}")
        sheet.data_validations.append(offer)
    values.freeze_panes = "A2"
    values.append([_cell(values, column.header, font=Font(bold=True)) for _, column in chosen])
    for words in zip_longest(*(column.allowed for _, column in chosen), fillvalue=""):
        values.append([_cell(values, word) for word in words])
