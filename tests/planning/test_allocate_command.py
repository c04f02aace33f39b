"""``manage.py allocate`` as a person calls it: another process, no database."""

import os
import subprocess
import sys
from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from planning.demo import demo_counts
from planning.management.commands.allocate import euros
from planning.published import Precision, Stage, published_amounts
from tests.planning.count_files import as_csv, as_xlsx, complete_rows

ROOT = Path(__file__).resolve().parents[2]

# A database and a broker that nobody answers at: whoever asks them fails.
NOWHERE = {
    "DATABASE_URL": "postgres://nobody:none@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "SECRET_KEY": "only-for-this-test-" * 4,
    "ALLOWED_HOSTS": "localhost",
}


def allocate(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "allocate", *map(str, arguments)]
    environment = {**os.environ, **NOWHERE}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


@pytest.fixture
def demo_file(tmp_path: Path) -> Path:
    rows = [(ags, str(count.persons)) for ags, count in demo_counts().items()]
    path = tmp_path / "kopfzahlen.csv"
    path.write_text(as_csv(reversed(rows)), encoding="utf-8")
    return path


def test_allocate_demo_counts_prints_the_published_amounts_by_ags(demo_file: Path):
    result = allocate(demo_file, "--pot", "58000000")

    header, *rows = [line.split(",") for line in result.stdout.splitlines()]
    amounts = {ags: int(amount) for ags, _, amount in rows}
    published = {
        row.ags: row.amount
        for row in published_amounts()
        if row.stage == Stage.FINAL and row.precision == Precision.EXACT
    }
    assert (result.returncode, result.stderr) == (0, "")
    assert header == ["ags", "persons", "amount"]
    assert [ags for ags, _, _ in rows] == list(demo_counts())
    assert {ags: amounts[ags] for ags in published} == published
    assert result.stdout.endswith("\n")


def test_allocate_xlsx_is_read_like_csv(tmp_path: Path):
    spreadsheet, text = tmp_path / "zahlen.xlsx", tmp_path / "zahlen.csv"
    spreadsheet.write_bytes(as_xlsx((int(ags), int(persons)) for ags, persons in complete_rows()))
    text.write_text(as_csv(complete_rows()), encoding="utf-8")

    from_spreadsheet = allocate(spreadsheet, "--pot", "58000000.50")
    from_text = allocate(text, "--pot", "58000000,50")

    assert from_spreadsheet.returncode == 0
    assert from_spreadsheet.stdout == from_text.stdout


def test_allocate_bad_rows_are_named_with_file_line_and_mend(tmp_path: Path):
    path = tmp_path / "zahlen.csv"
    path.write_text(as_csv(complete_rows(ags_08111000="-3")) + "08317971,4\n", encoding="utf-8")

    result = allocate(path, "--pot", "58000000")

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        (
            f"{path}, Zeile 2, Spalte persons: Die Personenzahl -3 ist kleiner als null. "
            "Tragen Sie eine Zahl von mindestens 0 ein."
        ),
        (
            f"{path}, Zeile 1103, Spalte ags: Rheinau (08317971) ist ein gemeindefreies Gebiet und nimmt an der "
            "Verteilung nicht teil. Löschen Sie die Zeile; Personen, die dort wohnen, zählen bei der Gemeinde, "
            "die sie betreut."
        ),
    ]


@pytest.mark.parametrize("name", ["fehlt.csv", "."])
def test_allocate_without_a_file_says_so(tmp_path: Path, name: str):
    path = tmp_path / name

    result = allocate(path, "--pot", "58000000")

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{path}: Das" if name == "." else f"{path}: Diese Datei gibt es nicht.")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("pot", ["viel", "0", "0,00", "-5", "58.000.000", "58.000", "1e6", "nan", "", "9" * 30])
def test_impossible_pot_is_no_amount(pot: str):
    with pytest.raises(ArgumentTypeError, match="ist kein Betrag über null"):
        euros(pot)


def test_allocate_impossible_pot_is_refused(demo_file: Path):
    result = allocate(demo_file, "--pot", "viel")

    assert (result.returncode, result.stdout) == (2, "")
    assert "„viel“ ist kein Betrag über null." in result.stderr


def test_allocate_without_pot_is_refused(demo_file: Path):
    result = allocate(demo_file)

    assert (result.returncode, result.stdout) == (2, "")
    assert "--pot" in result.stderr


def test_allocate_into_a_closed_pipe_leaves_quietly(demo_file: Path):
    reader, writer = os.pipe()
    os.close(reader)

    result = allocate(demo_file, "--pot", "58000000", stdout=writer)
    os.close(writer)

    assert (result.returncode, result.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Das System hat kein /dev/full.")
def test_allocate_onto_a_full_disk_says_so(demo_file: Path):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = allocate(demo_file, "--pot", "58000000", stdout=full)

    assert result.returncode == 1
    assert result.stderr.startswith("Das Ergebnis lässt sich nicht ausgeben")
    assert len(result.stderr.splitlines()) == 1
