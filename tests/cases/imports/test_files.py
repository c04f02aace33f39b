"""Files as Excel, LibreOffice and attackers write them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from cases.imports import documents, files
from cases.imports.columns import COLUMNS, recognise
from cases.imports.files import UnusableFile, read_table
from tests.cases.imports.tables import csv, row, xlsx

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_as_excel_writes_it(encoding: str, delimiter: str) -> None:
    table = read_table(csv(row(family_name="Müßig"), encoding=encoding, delimiter=delimiter))

    assert (table.header[0], table.lines[0].cells[0], table.lines[0].number) == ("Familienname", "Müßig", 2)


def test_cells_of_xlsx_become_german_texts() -> None:
    born = datetime(1991, 3, 14, tzinfo=UTC).replace(tzinfo=None)
    data = xlsx("ABCDEF", [born, date(2025, 2, 1), 68526.0, 12.5, True, "  x\n y "])

    assert read_table(data).lines[0].cells == ["14.03.1991", "01.02.2025", "68526", "12.5", "ja", "x y"]


def test_lines_keep_the_numbers_of_the_sheet() -> None:
    data = xlsx(["Familienname"], [None], ["Rahimi"], ["   "], ["Haddad"])

    assert [(line.number, line.cells) for line in read_table(data).lines] == [(3, ["Rahimi"]), (5, ["Haddad"])]


def test_quoted_line_breaks_are_one_line() -> None:
    data = b'Familienname;Ort\n"Ra\nhimi";Wehr\nHaddad;Mauer'

    assert [(line.number, line.cells) for line in read_table(data).lines] == [
        (2, ["Ra himi", "Wehr"]),
        (4, ["Haddad", "Mauer"]),
    ]


def test_template_filled_in_is_read_without_its_explanations() -> None:
    workbook = load_workbook(io.BytesIO(documents.template_xlsx()))
    sheet = workbook.worksheets[0]
    sheet.cell(row=4, column=2, value="Rahimi")
    stream = io.BytesIO()
    workbook.save(stream)

    table = read_table(stream.getvalue())

    known = recognise(table.header)
    assert [known.places[place] for place in sorted(known.places)] == list(COLUMNS)
    assert (known.unknown, known.missing, known.twice) == ([], [], [])
    assert [(line.number, line.cells[1]) for line in table.lines] == [(4, "Rahimi")]


def test_template_offers_the_allowed_values() -> None:
    workbook = load_workbook(io.BytesIO(documents.template_xlsx()))
    sheet, values = workbook.worksheets

    lists = {str(offer.sqref).split(":")[0]: offer.formula1 for offer in sheet.data_validations.dataValidation}
    assert len(lists) == sum(bool(column.allowed) for column in COLUMNS)
    assert [cell.value for cell in values["A"] if cell.value] == ["Geschlecht", "weiblich", "männlich", "divers"]


def test_template_without_a_row_says_so() -> None:
    with pytest.raises(UnusableFile, match="keine Zeile mit Angaben"):
        read_table(documents.template_xlsx())


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (files.MAX_UNPACKED_BYTES + 1))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "leer"),
        (b"\r\n\r\n", "leer"),
        (b"Familienname;Vorname\n", "keine Zeile"),
        (files.OLE_START + b"x", "alten Excel-Format"),
        (b"\xff\xfeF\x00", "keine CSV- und keine XLSX-Datei"),
        (files.ZIP_START + b"broken", "keine lesbare XLSX"),
        (b"x" * (files.MAX_BYTES + 1), "größer als 4 MB"),
        (("Familienname\n" + "Rahimi\n" * (files.MAX_ROWS + 1)).encode(), "mehr als 5.000 Zeilen"),
        (b'Familienname\n"' + b"x" * 200_000 + b'"', "lässt sich nicht lesen"),
    ],
)
def test_unusable_file_says_why(data: bytes, message: str) -> None:
    with pytest.raises(UnusableFile, match=message):
        read_table(data)


def test_small_archive_that_unpacks_to_gigabytes_is_refused() -> None:
    with pytest.raises(UnusableFile, match="ausgepackt größer"):
        read_table(bomb())


@pytest.mark.parametrize("cut", [30, 200, 2000, -50])
def test_damaged_workbooks_end_in_a_sentence(cut: int) -> None:
    with pytest.raises(UnusableFile):
        read_table(documents.template_xlsx()[:cut])


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Nachname", "family_name"),
        ("geb. am", "birth_date"),
        ("STAATSANGEHÖRIGKEIT*", "nationalities"),
        ("Zustaendig (Mail)", "lead"),
    ],
)
def test_columns_are_known_by_other_headings(header: str, column: str) -> None:
    (found,) = recognise([header]).places.values()

    assert found.name == column


def test_unknown_missing_and_double_columns_are_named() -> None:
    known = recognise(["Familienname", "Nachname", "Schuhgröße", "", "Fehler"])

    assert (known.unknown, known.missing, known.twice) == (
        ["Schuhgröße"],
        ["Vorname", "Staatsangehörigkeit"],
        ["Nachname"],
    )
