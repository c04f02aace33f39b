"""``manage.py allocate COUNTS.csv --pot 58000000``: the Planungsrahmen from the shell, without a database."""

from __future__ import annotations

import argparse
import os
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from planning.calculations import Allocation, allocate
from planning.counts import Counts, read_counts

BAD_INPUT = 2
CANNOT_WRITE = 1
# Euros, with cents at most, and below a hundred billion: more is a slip of the hand.
EUROS = re.compile(r"[0-9]{1,11}([.,][0-9]{2})?")


class Command(BaseCommand):
    """Prints ``ags,persons,amount`` sorted by AGS, or says on stderr what to mend (exit code 2)."""

    help = (
        "Verteilt einen Betrag nach Köpfen auf die Gemeinden und gibt „ags,persons,amount“ aus. "
        "Braucht keine Datenbank."
    )
    # The checks of a running product say nothing about a sum; no database is asked.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("counts", metavar="COUNTS", help="CSV oder XLSX mit der Kopfzeile „ags,persons“")
        parser.add_argument("--pot", required=True, type=euros, help="Euro im Jahr, zum Beispiel 58000000")

    def handle(self, *args: Any, counts: str, pot: Decimal, **options: Any) -> None:
        result = self._read(counts)
        if not result.is_valid:
            self._refuse(*(f"{counts}, {problem.sentence}" for problem in result.problems))
        self._print(as_csv(allocate(pot, result.counts)))

    def _read(self, path: str) -> Counts:
        try:
            with Path(path).open("rb") as file:
                return read_counts(file)
        except FileNotFoundError:
            self._refuse(f"{path}: Diese Datei gibt es nicht. Prüfen Sie Namen und Ordner.")
        except IsADirectoryError:
            self._refuse(f"{path}: Das ist ein Ordner. Nennen Sie eine CSV- oder XLSX-Datei.")
        except (OSError, ValueError) as error:
            self._refuse(f"{path}: Die Datei lässt sich nicht öffnen ({error}). Prüfen Sie Namen und Leserecht.")

    def _refuse(self, *messages: str) -> NoReturn:
        self.stderr.write("\n".join(messages))
        sys.exit(BAD_INPUT)

    def _print(self, text: str) -> None:
        """All at once and at the end: whoever reads stdout gets the whole table or nothing."""
        try:
            self.stdout.write(text, ending="")
            self.stdout.flush()
        except BrokenPipeError:
            # The reader (``| head``) has enough. Python would complain once more while it closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(CANNOT_WRITE)
        except OSError as error:
            self.stderr.write(f"Das Ergebnis lässt sich nicht ausgeben: {error}")
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(CANNOT_WRITE)


def as_csv(allocation: Allocation) -> str:
    """The allocation as CSV text with header, sorted by AGS, one line feed a row."""
    rows = (f"{line.ags},{line.persons},{line.amount}\n" for line in allocation.lines)
    return "".join(("ags,persons,amount\n", *rows))


def euros(text: str) -> Decimal:
    """An amount of more than zero euros, as typed in a shell: digits, at most with two decimals."""
    amount = Decimal(text.replace(",", ".")) if EUROS.fullmatch(text) else Decimal(0)
    if amount <= 0:
        raise argparse.ArgumentTypeError(
            f"„{text}“ ist kein Betrag über null. Schreiben Sie ihn in Euro und ohne Tausenderzeichen, "
            "zum Beispiel 58000000."
        )
    return amount
