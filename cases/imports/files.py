"""From the bytes of a file to a table of texts: XLSX, or CSV as a German Excel writes it.

What a file is, is told by its content, not by its name. Only the form is read here; what the cells mean is decided by
the columns. Explanations and the sample of the template are left out.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pik.core.formats import number

# 5,000 people in 25 columns have some 1.5 MB as CSV and 700 KB as XLSX. Far above any honest file, low enough that a
# hostile one costs neither memory nor minutes.
MAX_BYTES = 4 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_PARTS = 500  # files inside an XLSX
MAX_ROWS = 5_000
MAX_COLUMNS = 60
LONGEST_CELL = 500

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0"  # XLS of before 2007, and XLSX with a password
UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff")
SAVE_AGAIN = "Speichern Sie die Tabelle als XLSX oder als „CSV UTF-8“ und laden Sie sie noch einmal hoch."
#: With these a cell of the template begins that is no data.
EXPLANATION, SAMPLE = "Erklärung:", "BEISPIEL"

# What openpyxl and the unpacking below it raise on files that are damaged or made to deceive; it has no common error.
XLSX_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    EOFError,
    OSError,
    RuntimeError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class UnusableFile(Exception):
    """The file as a whole can't be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table that is not blank, with its number as the spreadsheet shows it."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the lines under it."""

    header: list[str]
    lines: list[Line]


def read_table(data: bytes) -> Table:
    """Read a CSV or XLSX file; raises ``UnusableFile``, and nothing else."""
    if len(data) > MAX_BYTES:
        raise UnusableFile(f"Die Datei ist größer als {MAX_BYTES // 1024**2} MB. Teilen Sie sie in mehrere auf.")
    if data.startswith(OLE_START):
        raise UnusableFile(f"Die Tabelle ist im alten Excel-Format oder mit Kennwort geschützt. {SAVE_AGAIN}")
    lines = _lines_of_xlsx(data) if data.startswith(ZIP_START) else _lines_of_csv(data)
    return _table(lines)


def _table(lines: Iterable[Line]) -> Table:
    header: list[str] | None = None
    found: list[Line] = []
    for line in lines:
        cells = [_clean(cell) for cell in line.cells]
        while cells and not cells[-1]:
            cells.pop()  # Excel writes empty columns along when they were once used
        if not cells:
            continue
        if header is None:
            header = cells
        elif not any(cell.startswith((EXPLANATION, SAMPLE)) for cell in cells):
            found.append(Line(line.number, cells))
        if len(found) > MAX_ROWS:
            raise UnusableFile(f"Die Datei hat mehr als {number(MAX_ROWS)} Zeilen. Teilen Sie sie in mehrere auf.")
    if header is None:
        raise UnusableFile("Die Datei ist leer.")
    if not found:
        raise UnusableFile("Unter der Überschrift steht keine Zeile mit Angaben.")
    return Table(header, found)


def _clean(cell: str) -> str:
    """Without spaces around, line breaks and what no database keeps; hard spaces are spaces."""
    text = "".join(c if c.isprintable() else " " for c in cell.replace("\N{NO-BREAK SPACE}", " "))
    return " ".join(text.split())[:LONGEST_CELL]


# --- CSV ----------------------------------------------------------------------------------------


def _lines_of_csv(data: bytes) -> Iterator[Line]:
    text = _text(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begin = 1
    try:
        for cells in reader:
            yield Line(begin, cells[:MAX_COLUMNS])
            begin = reader.line_num + 1
    except csv.Error as error:
        raise UnusableFile(f"Zeile {reader.line_num} der Datei lässt sich nicht lesen. {SAVE_AGAIN}") from error


def _text(data: bytes) -> str:
    """UTF-8 with or without a byte order mark, else Windows-1252, as a German Excel writes „CSV“."""
    if data.startswith(UTF16_STARTS) or b"\0" in data:
        raise UnusableFile(f"Die Datei ist keine CSV- und keine XLSX-Datei. {SAVE_AGAIN}")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableFile(f"Die Zeichen der Datei lassen sich nicht lesen. {SAVE_AGAIN}")


# --- XLSX ---------------------------------------------------------------------------------------


def _lines_of_xlsx(data: bytes) -> list[Line]:
    """The first sheet. Formulas count with the value that was stored with them."""
    try:
        _refuse_bomb(data)
        with warnings.catch_warnings():
            # openpyxl warns of what it does not keep; only values count here.
            warnings.simplefilter("ignore")
            return _lines_of_first_sheet(data)
    except XLSX_ERRORS as error:
        raise UnusableFile(f"Die Datei ist keine lesbare XLSX-Tabelle. {SAVE_AGAIN}") from error


def _lines_of_first_sheet(data: bytes) -> list[Line]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()  # the size a file claims may be wrong
    lines = []
    blank = 0
    for line, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
        if all(value is None for value in values):
            blank += 1
        else:
            lines.append(Line(line, [_cell_text(value) for value in values]))
        # A sheet formatted down to its last row has a million blank lines.
        if blank > MAX_ROWS or len(lines) > MAX_ROWS + 10:
            break
    return lines


def _refuse_bomb(data: bytes) -> None:
    """A small archive may unpack to gigabytes. The sizes it states are binding: no more is unpacked."""
    parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise UnusableFile(f"Die Tabelle ist ausgepackt größer als {MAX_UNPACKED_BYTES // 1024**2} MB.")


def _cell_text(value: object) -> str:
    """A cell as text: days as they are written in German, whole numbers without „.0“."""
    if value is None:
        return ""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return f"{day.day:02}.{day.month:02}.{day.year:04}"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return value if isinstance(value, str) else str(value).removesuffix(".0")
