"""Files as they come: encodings, separators, spreadsheets, and what only pretends to be one."""

import io
import random
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from planning.counts import Code, Counts, read_counts
from planning.counts.files import MAX_BYTES, MAX_LINES, MAX_UNPACKED_BYTES
from tests.planning.count_files import as_csv, as_xlsx, complete_rows

STUTTGART = "08111000"


def read(data: bytes) -> Counts:
    return read_counts(io.BytesIO(data))


def only_fault(data: bytes) -> Code:
    counts = read(data)
    (problem,) = counts.problems
    assert counts.rows == ()
    assert problem.message.endswith(".")
    assert problem.mend.endswith(".")
    return problem.code


def numeric_rows() -> list[tuple[int, int]]:
    return [(int(ags), int(persons)) for ags, persons in complete_rows()]


# --- CSV ----------------------------------------------------------------------------------------

PLAIN = as_csv(complete_rows())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PLAIN.encode(), id="utf-8"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(as_csv(complete_rows(), "ags;persons", ";").encode("cp1252"), id="semicolon"),
        pytest.param(as_csv(complete_rows(), end="\r\n").encode("utf-8-sig"), id="crlf"),
        pytest.param(as_csv(complete_rows(), end="\r").encode(), id="cr"),
        pytest.param(PLAIN.rstrip("\n").encode(), id="no line feed at the end"),
        pytest.param(("\n\n" + PLAIN + "\n \n,,\n").encode(), id="blank lines"),
        pytest.param(
            as_csv(complete_rows(), "ags;persons;;", ";").replace("\n08", ";;\n08").encode(), id="empty columns"
        ),
        pytest.param(as_csv(complete_rows(), " AGS , Persons ").encode(), id="header with capitals and blanks"),
        pytest.param(
            as_csv(([f'"{a}"', f'"{p}"'] for a, p in complete_rows()), '"ags","persons"').encode(), id="quoted"
        ),
    ],
)
def test_csv_of_any_usual_form_is_read(data: bytes):
    counts = read(data)

    assert counts.problems == ()
    assert counts.total_persons == 11_010


def test_csv_in_windows_1252_is_read_and_its_fault_named():
    counts = read((PLAIN + "Öhringen,5\n").encode("cp1252"))

    (problem,) = counts.problems
    assert (problem.code, problem.line, problem.value) == (Code.BAD_AGS, 1103, "Öhringen")


def test_csv_after_blank_lines_counts_lines_as_an_editor_does():
    counts = read(
        PLAIN.replace("ags,persons\n", "ags,persons\r\n\r\n").replace(f"{STUTTGART},10", f"{STUTTGART},x").encode()
    )

    assert [problem.line for problem in counts.problems] == [3]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.EMPTY),
        (b"\xef\xbb\xbf", Code.EMPTY),
        (b"\n \r\n", Code.EMPTY),
        (b"ags,persons\n", Code.EMPTY),
        (b"ags,persons\n,,\n", Code.EMPTY),
        (b"08111000,5\n", Code.WRONG_HEADER),
        (b"persons,ags\n5,08111000\n", Code.WRONG_HEADER),
        (b"ags,persons,name\n", Code.WRONG_HEADER),
        (b"ags\tpersons\n08111000\t5\n", Code.WRONG_HEADER),
        ("Gemeindeschlüssel;Personen\n".encode("cp1252"), Code.WRONG_HEADER),
        (b'"ags,persons\n08111000,5\n', Code.WRONG_HEADER),
        (b"%PDF-1.7\n", Code.WRONG_HEADER),
        (PLAIN.encode("utf-16"), Code.UNREADABLE),
        (b"ags,persons\n\0\0\0", Code.UNREADABLE),
        (b"ags,persons\n\x81\x8d\n", Code.UNREADABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Code.UNREADABLE),
        (b"PK\x03\x04 and then nothing", Code.UNREADABLE),
        (b"a" * (MAX_BYTES + 1), Code.TOO_LARGE),
        (PLAIN.encode() + b"x,1\n" * MAX_LINES, Code.TOO_LARGE),
    ],
)
def test_file_without_use_is_one_fault_and_no_exception(data: bytes, code: Code):
    assert only_fault(data) == code


# --- XLSX ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(as_xlsx(complete_rows()), id="texts"),
        pytest.param(as_xlsx(numeric_rows()), id="numbers, so without leading zero"),
        pytest.param(as_xlsx((float(ags), float(persons)) for ags, persons in complete_rows()), id="85.0"),
        pytest.param(as_xlsx((ags, persons, None, "") for ags, persons in complete_rows()), id="empty columns"),
        pytest.param(as_xlsx([*complete_rows(), (None, None), (" ", "")]), id="blank rows"),
    ],
)
def test_xlsx_of_any_usual_form_is_read(data: bytes):
    counts = read(data)

    assert counts.problems == ()
    assert counts.rows[0].ags == STUTTGART
    assert counts.total_persons == 11_010


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (85.5, Code.NOT_A_NUMBER),
        ("85.0", Code.NOT_A_NUMBER),
        (True, Code.NOT_A_NUMBER),
        ("#N/A", Code.NOT_A_NUMBER),
        ("=1+1", Code.MISSING_NUMBER),  # a formula that no program has computed yet
        (-5, Code.NEGATIVE),
        (1e12, Code.TOO_MANY_PERSONS),
        (None, Code.MISSING_NUMBER),
    ],
)
def test_xlsx_bad_cell_is_named_with_its_row(cell: float | str | None, code: Code):
    rows: list[tuple[object, object]] = [*numeric_rows()]
    rows[0] = (STUTTGART, cell)

    counts = read(as_xlsx(rows))  # type: ignore[arg-type]

    assert [(problem.code, problem.line) for problem in counts.problems] == [(code, 2)]


def test_xlsx_first_sheet_counts_whichever_is_open():
    workbook = load_workbook(io.BytesIO(as_xlsx(numeric_rows())))
    workbook.active = workbook.create_sheet("Notizen")
    target = io.BytesIO()
    workbook.save(target)

    assert read(target.getvalue()).is_valid


def test_xlsx_without_rows_is_empty():
    target = io.BytesIO()
    Workbook().save(target)

    assert only_fault(target.getvalue()) == Code.EMPTY
    assert only_fault(as_xlsx([], header=("AGS", "Personen"))) == Code.WRONG_HEADER


def test_xlsx_with_too_many_rows_is_refused():
    assert only_fault(as_xlsx([(STUTTGART, 1)] * MAX_LINES)) == Code.TOO_LARGE


def with_sheet(xml: str) -> bytes:
    """A spreadsheet whose first sheet is replaced by ``xml``."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx([(STUTTGART, 1)]))) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as spoiled,
    ):
        for part in source.namelist():
            spoiled.writestr(part, xml if part.endswith("sheet1.xml") else source.read(part))
    return target.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
FOREIGN_TEXT = SHEET.format('<row r="1"><c r="A1" t="str"><v>&e11;</v></c></row>')
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(with_sheet(" " * (MAX_UNPACKED_BYTES + 1)), Code.TOO_LARGE, id="zip bomb"),
        pytest.param(with_sheet(SHEET.format('<row r="999999999999"/>')), Code.TOO_LARGE, id="row far below"),
        pytest.param(with_sheet(SHEET.format('<row r="x"/>')), Code.UNREADABLE, id="row without number"),
        pytest.param(
            with_sheet(SHEET.format('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')),
            Code.UNREADABLE,
            id="no such text",
        ),
        pytest.param(with_sheet("<worksheet"), Code.UNREADABLE, id="broken xml"),
        pytest.param(
            with_sheet(f'<!DOCTYPE x [<!ENTITY e0 "e">{ENTITIES}]>' + FOREIGN_TEXT),
            Code.UNREADABLE,
            id="entity bomb",
        ),
    ],
)
def test_xlsx_made_to_harm_is_one_fault(data: bytes, code: Code):
    assert only_fault(data) == code


def test_xlsx_zip_of_something_else_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    assert only_fault(target.getvalue()) == Code.UNREADABLE


@pytest.mark.parametrize("seed", range(60))
def test_xlsx_damaged_at_random_never_raises(seed: int):
    dice = random.Random(seed)
    data = bytearray(as_xlsx(complete_rows()[:20]))
    for _ in range(dice.randint(1, 30)):
        data[dice.randrange(4, len(data))] = dice.randrange(256)

    counts = read(bytes(data))

    assert counts.problems


def test_file_that_cannot_be_read_is_one_fault():
    class Unplugged(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("unplugged")

    assert [problem.code for problem in read_counts(Unplugged()).problems] == [Code.UNREADABLE]
