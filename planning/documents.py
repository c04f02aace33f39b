"""The planning as files to take along: the Planungsrahmen, the template of a count, the errors of a file.

CSV is written for a German Excel: UTF-8 with byte order mark, semicolons, whole euros without dots.
"""

from __future__ import annotations

from openpyxl import Workbook

from pik.accounts.reference import gemeinden
from pik.core.formats import euro, german_date, number
from pik.core.spreadsheets import Cell, bytes_of, csv_bytes, number_cell, text_cell
from planning.counts.problems import HEADER
from planning.models import HeadCountUpload, Planungsrahmen
from planning.queries import lines_with_kreis

# What a line is whose count names no source of its own: it came in a confirmed file.
COUNTED = "Zählung zum Stichtag"
WIDTHS = (12, 34, 30, 12, 18, 16, 16, 60)
COLUMNS = (
    "AGS",
    "Gemeinde",
    "Kreis",
    "Personen",
    "Betrag je Jahr in Euro",
    "Antrag allein möglich",
    "Personenzahl erfunden",
    "Quelle der Personenzahl",
)


def planungsrahmen_csv(frame: Planungsrahmen) -> bytes:
    """The whole table as CSV, below lines that say what it is and how it was made."""
    return csv_bytes([*about(frame), (), COLUMNS, *table_rows(frame)])


def planungsrahmen_xlsx(frame: Planungsrahmen) -> bytes:
    """The whole table as XLSX: AGS as text, numbers as numbers."""
    workbook = Workbook(write_only=True)
    head = about(frame)
    sheet = workbook.create_sheet("Planungsrahmen")
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{len(head) + 3}"
    for about_row in (*head, ()):
        sheet.append([text_cell(sheet, cell) for cell in about_row])
    sheet.append([text_cell(sheet, cell, is_head=True) for cell in COLUMNS])
    for row in table_rows(frame):
        sheet.append([text_cell(sheet, cell) if isinstance(cell, str) else number_cell(sheet, cell) for cell in row])
    return bytes_of(workbook)


def about(frame: Planungsrahmen) -> list[tuple[str, str]]:
    """What stands above the table: which one it is, of when, and how each amount was made."""
    published = frame.published_at
    return [
        ("Planungsrahmen", frame.title),
        ("Fassung", f"{frame.version}, {frame.get_status_display()}"),
        ("Veröffentlicht", german_date(published) if published else "nicht veröffentlicht"),
        ("Stichtag der Zählung", german_date(frame.head_count.key_date)),
        ("Verfahren", method(frame)),
        ("Verteilt", f"{euro(frame.distributed)}, Rundungsdifferenz {euro(frame.rounding_difference)}"),
        ("Schwelle", f"{euro(frame.threshold)} im Jahr; ab diesem Betrag ist ein Antrag allein möglich"),
    ]


def method(frame: Planungsrahmen) -> str:
    """The formula with the numbers of this Planungsrahmen."""
    return (
        f"{euro(frame.pot)} je Jahr × Personen der Gemeinde ÷ {number(frame.total_persons)} Personen insgesamt, "
        f"{frame.get_rounding_display()}"
    )


def table_rows(frame: Planungsrahmen) -> list[tuple[Cell, ...]]:
    """One row for each municipality, by AGS."""
    sources = dict(frame.head_count.lines.values_list("gemeinde_id", "source"))
    return [
        (
            str(line.gemeinde.ags),
            line.gemeinde.name,
            line.kreis_name or "",  # type: ignore[attr-defined]  # annotated
            line.persons,
            int(line.amount),
            "ja" if line.is_alone_possible else "nein",
            "ja" if line.is_invented else "nein",
            sources.get(line.gemeinde_id) or ("erfunden" if line.is_invented else COUNTED),
        )
        for line in lines_with_kreis(frame).order_by("gemeinde__ags")
    ]


def count_template_csv() -> bytes:
    """The template of a count: each municipality, the number left to fill in (an empty one is an error)."""
    return csv_bytes([HEADER, *((ags, "") for ags in gemeinden())])


def count_template_xlsx() -> bytes:
    """The same as XLSX; a second sheet tells which municipality an AGS is. Only the first is read."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Erhebung")
    sheet.column_dimensions["A"].width = 14
    sheet.append(list(HEADER))
    for ags in gemeinden():
        sheet.append([text_cell(sheet, ags)])
    names = workbook.create_sheet("Gemeinden")
    for letter, width in zip("ABC", WIDTHS, strict=False):
        names.column_dimensions[letter].width = width
    names.append([text_cell(names, cell, is_head=True) for cell in COLUMNS[:3]])
    for place in gemeinden().values():
        names.append([text_cell(names, cell) for cell in (place.ags, place.name, place.kreis_name)])
    return bytes_of(workbook)


def upload_problems_csv(upload: HeadCountUpload) -> bytes:
    """Everything wrong with an uploaded file, to work through beside it."""
    rows = [
        (problem["line"] or "", problem["column"], problem["value"], problem["message"], problem["mend"])
        for problem in upload.problems
    ]
    return csv_bytes([("Zeile", "Spalte", "Wert", "Fehler", "Was zu tun ist"), *rows])
