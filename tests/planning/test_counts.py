"""What the rows of a head count may hold, and the sentence for everything else."""

import io

import pytest

from planning.counts import Code, CountRow, Counts, read_counts
from tests.planning.count_files import as_csv, complete_rows

STUTTGART, AIDLINGEN = "08111000", "08115001"  # lines 2 and 3 of a complete file
AFTER_THE_LAST = 1103


def read(text: str) -> Counts:
    return read_counts(io.BytesIO(text.encode()))


def faults(counts: Counts) -> list[tuple[Code, int | None]]:
    return [(problem.code, problem.line) for problem in counts.problems]


def with_row(line: str) -> str:
    """A complete file with one more line at its end, line 1103."""
    return as_csv(complete_rows()) + line


def with_stuttgart(line: str) -> str:
    """A complete file whose line 2, Stuttgart's, is replaced."""
    return as_csv(complete_rows()).replace(f"{STUTTGART},10\n", f"{line}\n")


def test_counts_complete_file_is_valid_with_lines_and_names():
    counts = read(as_csv(complete_rows(ags_08111000=4108)))

    assert counts.problems == ()
    assert counts.is_valid
    assert len(counts.rows) == len(counts.counts) == 1101
    assert counts.rows[0] == CountRow(line=2, ags=STUTTGART, name="Stuttgart", persons=4108)
    assert counts.total_persons == 4108 + 1100 * 10


@pytest.mark.parametrize("text", ["0", "007", " 7 ", '"7"', "9999999"])
def test_counts_whole_number_is_taken(text: str):
    counts = read(with_stuttgart(f"{STUTTGART},{text}"))

    assert counts.is_valid
    assert counts.rows[0].persons == int(text.strip(' "'))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.MISSING_NUMBER),
        ("  ", Code.MISSING_NUMBER),
        ("abc", Code.NOT_A_NUMBER),
        ("85.5", Code.NOT_A_NUMBER),
        ("85.0", Code.NOT_A_NUMBER),
        ("1.234", Code.NOT_A_NUMBER),
        ("1 234", Code.NOT_A_NUMBER),
        ("1\u00a0234", Code.NOT_A_NUMBER),
        ("1e3", Code.NOT_A_NUMBER),
        ("+5", Code.NOT_A_NUMBER),
        ("0x10", Code.NOT_A_NUMBER),
        ("1_000", Code.NOT_A_NUMBER),
        ("٣", Code.NOT_A_NUMBER),
        ("²", Code.NOT_A_NUMBER),
        ("nan", Code.NOT_A_NUMBER),
        ("#NV", Code.NOT_A_NUMBER),
        ("-", Code.NOT_A_NUMBER),
        ("-5", Code.NEGATIVE),
        ("-0.5", Code.NEGATIVE),
        ("\u22125", Code.NEGATIVE),
        ("10000000", Code.TOO_MANY_PERSONS),
        ("9" * 5000, Code.TOO_MANY_PERSONS),
    ],
)
def test_counts_bad_number_is_named_with_its_line(text: str, code: Code):
    counts = read(with_stuttgart(f"{STUTTGART},{text}"))

    (problem,) = counts.problems
    assert (problem.code, problem.line, problem.column, problem.ags) == (code, 2, "persons", STUTTGART)
    assert len(counts.rows) == 1100


@pytest.mark.parametrize(
    ("ags", "code"),
    [
        ("", Code.BAD_AGS),
        ("Stuttgart", Code.BAD_AGS),
        ("08111", Code.BAD_AGS),
        ("081110000000", Code.BAD_AGS),
        ("08 111 000", Code.BAD_AGS),
        ("0811100\u0660", Code.BAD_AGS),
        ("09162000", Code.UNKNOWN_AGS),
        ("08999999", Code.UNKNOWN_AGS),
        ("8999999", Code.UNKNOWN_AGS),
        ("08317971", Code.UNINCORPORATED),
        ("8415971", Code.UNINCORPORATED),
        (STUTTGART, Code.DOUBLED_AGS),
        ("8111000", Code.DOUBLED_AGS),
    ],
)
def test_counts_bad_ags_is_named_with_its_line(ags: str, code: Code):
    counts = read(with_row(f"{ags},5"))

    (problem,) = counts.problems
    assert (problem.code, problem.line, problem.column) == (code, AFTER_THE_LAST, "ags")
    assert len(counts.rows) == 1101


def test_counts_ags_without_leading_zero_is_repaired():
    counts = read(as_csv((ags.removeprefix("0"), persons) for ags, persons in complete_rows()))

    assert counts.is_valid
    assert counts.rows[0].ags == STUTTGART


def test_counts_doubled_ags_names_both_lines():
    counts = read(with_row(f"{AIDLINGEN},99"))

    (problem,) = counts.problems
    assert problem.sentence == (
        "Zeile 1103, Spalte ags: Die Gemeinde Aidlingen (Landkreis Böblingen, AGS 08115001) steht zweimal in der "
        "Datei: in Zeile 3 und in Zeile 1103. Löschen Sie eine der beiden Zeilen."
    )


def test_counts_ags_three_times_names_each_further_line():
    counts = read(with_row(f"{AIDLINGEN},1\n{AIDLINGEN},2"))

    assert faults(counts) == [(Code.DOUBLED_AGS, 1103), (Code.DOUBLED_AGS, 1104)]


def test_counts_missing_gemeinden_are_each_named_with_the_mend():
    rows = [row for row in complete_rows() if row[0] not in (STUTTGART, AIDLINGEN)]

    counts = read(as_csv(rows))

    assert [problem.ags for problem in counts.problems] == [STUTTGART, AIDLINGEN]
    assert counts.problems[0].sentence == (
        "Spalte ags: Die Gemeinde Stuttgart (Stadtkreis Stuttgart, AGS 08111000) fehlt. Ergänzen Sie nach Zeile 1100 "
        "eine Zeile mit der AGS 08111000 und der Personenzahl; schreiben Sie 0, wenn dort niemand gezählt wurde."
    )


def test_counts_several_faults_are_all_named():
    text = with_stuttgart(f"{STUTTGART},-1").replace(f"{AIDLINGEN},10", "x,y") + "08317971,1\n"

    counts = read(text)

    assert faults(counts) == [
        (Code.NEGATIVE, 2),
        (Code.BAD_AGS, 3),
        (Code.NOT_A_NUMBER, 3),
        (Code.UNINCORPORATED, 1103),
        (Code.MISSING_GEMEINDE, None),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{STUTTGART},10,Stuttgart", Code.WRONG_COLUMNS),
        (f"{STUTTGART},10,,x", Code.WRONG_COLUMNS),
        (f"{STUTTGART};10", Code.WRONG_COLUMNS),
        (f"{STUTTGART}\t10", Code.WRONG_COLUMNS),
        (f"{STUTTGART},1,234", Code.WRONG_COLUMNS),
        (f'"{STUTTGART},10', Code.BAD_QUOTES),
        (f'"{STUTTGART}"x,10', Code.BAD_QUOTES),
        (STUTTGART, Code.MISSING_NUMBER),
        (f'{STUTTGART},""', Code.MISSING_NUMBER),
    ],
)
def test_counts_row_of_wrong_shape_is_one_fault(line: str, code: Code):
    counts = read(with_stuttgart(line))

    assert faults(counts) == [(code, 2)]


def test_counts_all_zero_is_refused():
    counts = read(as_csv((ags, "0") for ags, _ in complete_rows()))

    assert faults(counts) == [(Code.NOBODY, None)]


def test_counts_value_in_a_message_is_short_and_printable():
    counts = read(with_stuttgart(f"{STUTTGART},\x1b[31m{'x' * 500}"))

    (problem,) = counts.problems
    assert problem.value == "\ufffd[31m" + "x" * 34 + "…"
