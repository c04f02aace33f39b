"""From the bytes of a file to a table of texts: CSV as Excel, LibreOffice and programs write it, or XLSX.

What a file is, is told by its content, not by its name. Only the form is read here; what the cells
mean is decided in ``checks``.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from planning.counts import problems
from planning.counts.problems import HEADER, Problem

# A count of all municipalities has some 15 KB as CSV and 30 KB as XLSX. The limits are far above any
# honest file and low enough that a hostile one costs neither memory nor minutes.
MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 25 * 1024 * 1024
MAX_PARTS = 500  # files inside an XLSX
MAX_LINES = 10_000  # blank ones too
MAX_COLUMNS = 50

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0"  # XLS of before 2007, and XLSX with a password
UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff")
SAVE_AGAIN = "Speichern Sie die Tabelle als „CSV UTF-8“ oder als XLSX und laden Sie sie noch einmal hoch."

# What openpyxl and the unpacking below it raise on files that are damaged or made to deceive. Found by
# damaging good files at random; openpyxl has no common error of its own.
XLSX_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    EOFError,
    OSError,
    RuntimeError,  # also: a part is encrypted; an unknown compression (NotImplementedError)
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class UnusableFileError(Exception):
    """The file as a whole can't be read; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line that is not blank. ``is_broken``: its quotes don't match; the only cell is the raw line."""

    line: int
    cells: list[str]
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The rows under the header, and the number of the last line that is not blank."""

    rows: list[TableRow]
    last_line: int


def read_table(file: BinaryIO) -> Table:
    """Read a CSV or XLSX file with the header ``ags,persons``; raises UnusableFileError, and nothing else."""
    try:
        data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnusableFileError(
            problems.unreadable("Die Datei lässt sich nicht lesen.", "Prüfen Sie Datei und Leserecht.")
        ) from error
    if len(data) > MAX_BYTES:
        raise UnusableFileError(problems.too_large(f"Die Datei ist größer als {MAX_BYTES // 1024**2} MB."))
    if data.startswith(OLE_START):
        what = "Die Datei ist eine Excel-Tabelle im alten Format (XLS) oder mit Kennwort geschützt."
        raise UnusableFileError(problems.unreadable(what, SAVE_AGAIN))
    rows = _rows_of_xlsx(data) if data.startswith(ZIP_START) else _rows_of_csv(data)
    return _table(rows)


def _table(rows: Iterable[TableRow]) -> Table:
    """Drop blank lines, check the header, limit the length."""
    filled = []
    for row in rows:
        if row.line > MAX_LINES:
            what = f"Die Datei hat mehr als {_thousands(MAX_LINES)} Zeilen, leere mitgezählt."
            raise UnusableFileError(problems.too_large(what))
        cells = _without_empty_end([cell.strip() for cell in row.cells])
        if cells:
            filled.append(TableRow(row.line, cells, row.is_broken))
    if not filled:
        raise UnusableFileError(problems.empty())
    header, *body = filled
    if tuple(cell.lower() for cell in header.cells) != HEADER:
        raise UnusableFileError(problems.wrong_header(header.line, ",".join(header.cells)))
    if not body:
        raise UnusableFileError(problems.empty())
    return Table(rows=body, last_line=body[-1].line)


def _without_empty_end(cells: list[str]) -> list[str]:
    """Excel writes empty columns along when they were once used; they mean nothing."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


# --- CSV ----------------------------------------------------------------------------------------


def _rows_of_csv(data: bytes) -> Iterator[TableRow]:
    # Line by line, since no cell holds a line break: one open quote then spoils one row, not the rest.
    lines = re.split(r"\r\n|\n|\r", _text(data))
    first = next((line for line in lines if line.strip()), "")
    delimiter = ";" if ";" in first else ","
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield TableRow(number, next(csv.reader([line], delimiter=delimiter, strict=True)))
        except csv.Error:
            yield TableRow(number, [line], is_broken=True)


def _text(data: bytes) -> str:
    """UTF-8 with or without a byte order mark, else Windows-1252, as a German Excel writes „CSV“."""
    if data.startswith(UTF16_STARTS) or b"\0" in data:
        raise UnusableFileError(problems.unreadable("Die Datei ist keine CSV- und keine XLSX-Datei.", SAVE_AGAIN))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableFileError(problems.unreadable("Die Zeichen der Datei lassen sich nicht lesen.", SAVE_AGAIN))


# --- XLSX ---------------------------------------------------------------------------------------


def _rows_of_xlsx(data: bytes) -> list[TableRow]:
    """The first sheet. Formulas count with the value that was stored with them."""
    try:
        _refuse_bomb(data)
        with warnings.catch_warnings():
            # openpyxl warns of fonts, print ranges and input rules it does not keep; only values count here.
            warnings.simplefilter("ignore")
            return _rows_of_first_sheet(data)
    except XLSX_ERRORS as error:
        what = "Die Datei ist keine lesbare XLSX-Tabelle."
        raise UnusableFileError(problems.unreadable(what, SAVE_AGAIN)) from error


def _rows_of_first_sheet(data: bytes) -> list[TableRow]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()  # the size a file claims may be wrong
    rows = []
    for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
        rows.append(TableRow(number, [_cell_text(value) for value in values]))
        if number > MAX_LINES:
            break
    return rows


def _refuse_bomb(data: bytes) -> None:
    """A small archive may unpack to gigabytes. The sizes it states are binding: no more is unpacked."""
    parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        what = f"Die Tabelle ist ausgepackt größer als {MAX_UNPACKED_BYTES // 1024**2} MB."
        raise UnusableFileError(problems.too_large(what))


def _cell_text(value: object) -> str:
    """A cell as text. A whole number reads without its „.0“: spreadsheets keep 85 as 85.0 at times."""
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value).removesuffix(".0")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
