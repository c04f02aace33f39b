"""What can be wrong with a file of head counts, and the sentence that says so.

One function for each fault: all German texts of the import stand here, and each names its mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pik.accounts.reference import Gemeinde

HEADER = ("ags", "persons")
LONGEST_VALUE_SHOWN = 40


class Code(StrEnum):
    """Faults as the program tells them apart."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    WRONG_HEADER = "wrong_header"
    WRONG_COLUMNS = "wrong_columns"
    BAD_QUOTES = "bad_quotes"
    BAD_AGS = "bad_ags"
    UNKNOWN_AGS = "unknown_ags"
    UNINCORPORATED = "unincorporated"
    DOUBLED_AGS = "doubled_ags"
    MISSING_GEMEINDE = "missing_gemeinde"
    MISSING_NUMBER = "missing_number"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    TOO_MANY_PERSONS = "too_many_persons"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. ``line`` is the line of the file, from 1, or None where the fault is of the whole file.

    ``column`` is „ags“, „persons“ or empty, ``value`` what stands there (shortened), ``ags`` the
    municipality the fault is about where that is known; ``message`` says what is wrong, ``mend`` what
    to do.
    """

    code: Code
    message: str
    mend: str
    line: int | None = None
    column: str = ""
    value: str = ""
    ags: str = ""

    @property
    def place(self) -> str:
        """„Zeile 17, Spalte persons“, as far as known."""
        line = f"Zeile {self.line}" if self.line else ""
        return ", ".join(part for part in (line, f"Spalte {self.column}" if self.column else "") if part)

    @property
    def sentence(self) -> str:
        """Place, fault and mend in one line of text."""
        return f"{self.place}: {self.message} {self.mend}" if self.place else f"{self.message} {self.mend}"


# --- The file -----------------------------------------------------------------------------------


def unreadable(what: str, mend: str) -> Problem:
    return Problem(Code.UNREADABLE, what, mend)


def too_large(what: str) -> Problem:
    return Problem(
        Code.TOO_LARGE,
        what,
        "Laden Sie eine Datei hoch, die nur die Kopfzeile und eine Zeile für jede Gemeinde enthält.",
    )


def empty() -> Problem:
    return Problem(
        Code.EMPTY,
        "Die Datei enthält keine Personenzahlen.",
        "Erwartet werden die Kopfzeile „ags,persons“ und darunter eine Zeile für jede Gemeinde.",
        line=1,
    )


def wrong_header(line: int, found: str) -> Problem:
    return Problem(
        Code.WRONG_HEADER,
        f"Die Kopfzeile lautet „{shown(found)}“ statt „ags,persons“.",
        "Schreiben Sie in die erste Zeile genau die zwei Spalten „ags“ und „persons“, "
        "durch Komma oder Semikolon getrennt.",
        line=line,
        value=shown(found),
    )


def nobody() -> Problem:
    return Problem(
        Code.NOBODY,
        "Alle Personenzahlen sind null; es gibt nichts, wonach sich verteilen ließe.",
        "Tragen Sie die gezählten Personen ein.",
        column="persons",
    )


def missing_gemeinde(gemeinde: Gemeinde, last_line: int) -> Problem:
    return Problem(
        Code.MISSING_GEMEINDE,
        f"Die Gemeinde {_named(gemeinde)} fehlt.",
        f"Ergänzen Sie nach Zeile {last_line} eine Zeile mit der AGS {gemeinde.ags} und der Personenzahl; "
        "schreiben Sie 0, wenn dort niemand gezählt wurde.",
        column="ags",
        value=gemeinde.ags,
        ags=gemeinde.ags,
    )


# --- The row ------------------------------------------------------------------------------------


def wrong_columns(line: int, cells: list[str]) -> Problem:
    return Problem(
        Code.WRONG_COLUMNS,
        f"Die Zeile hat {_columns(len(cells))} statt zwei.",
        "Schreiben Sie in jede Zeile nur AGS und Personenzahl, mit demselben Trennzeichen wie in der "
        "Kopfzeile und ohne Tausenderzeichen.",
        line=line,
        value=shown(" | ".join(cells)),
    )


def bad_quotes(line: int, text: str) -> Problem:
    return Problem(
        Code.BAD_QUOTES,
        "Ein Anführungszeichen steht falsch oder wird nicht geschlossen.",
        "Entfernen Sie die Anführungszeichen aus dieser Zeile.",
        line=line,
        value=shown(text),
    )


def bad_ags(line: int, value: str) -> Problem:
    return Problem(
        Code.BAD_AGS,
        f"„{shown(value)}“ ist keine AGS." if value else "Die AGS fehlt.",
        "Eine AGS hat acht Ziffern, zum Beispiel 08111000 für Stuttgart.",
        line=line,
        column="ags",
        value=shown(value),
    )


def unknown_ags(line: int, ags: str) -> Problem:
    return Problem(
        Code.UNKNOWN_AGS,
        f"Eine Gemeinde mit der AGS {ags} gibt es in Baden-Württemberg nicht.",
        "Berichtigen Sie die AGS oder löschen Sie die Zeile.",
        line=line,
        column="ags",
        value=ags,
        ags=ags,
    )


def unincorporated(line: int, area: Gemeinde) -> Problem:
    return Problem(
        Code.UNINCORPORATED,
        f"{area.name} ({area.ags}) ist ein gemeindefreies Gebiet und nimmt an der Verteilung nicht teil.",
        "Löschen Sie die Zeile; Personen, die dort wohnen, zählen bei der Gemeinde, die sie betreut.",
        line=line,
        column="ags",
        value=area.ags,
        ags=area.ags,
    )


def doubled_ags(line: int, gemeinde: Gemeinde, first_line: int) -> Problem:
    return Problem(
        Code.DOUBLED_AGS,
        f"Die Gemeinde {_named(gemeinde)} steht zweimal in der Datei: in Zeile {first_line} und in Zeile {line}.",
        "Löschen Sie eine der beiden Zeilen.",
        line=line,
        column="ags",
        value=gemeinde.ags,
        ags=gemeinde.ags,
    )


def missing_number(line: int, ags: str) -> Problem:
    return Problem(
        Code.MISSING_NUMBER,
        "Die Personenzahl fehlt.",
        "Tragen Sie die Zahl ein; schreiben Sie 0, wenn niemand gezählt wurde.",
        line=line,
        column="persons",
        ags=ags,
    )


def not_a_number(line: int, value: str, ags: str) -> Problem:
    return Problem(
        Code.NOT_A_NUMBER,
        f"„{shown(value)}“ ist keine ganze Zahl.",
        "Schreiben Sie die Personenzahl nur mit Ziffern, ohne Punkt, Komma oder Leerzeichen, zum Beispiel 1234.",
        line=line,
        column="persons",
        value=shown(value),
        ags=ags,
    )


def negative(line: int, value: str, ags: str) -> Problem:
    return Problem(
        Code.NEGATIVE,
        f"Die Personenzahl {shown(value)} ist kleiner als null.",
        "Tragen Sie eine Zahl von mindestens 0 ein.",
        line=line,
        column="persons",
        value=shown(value),
        ags=ags,
    )


def too_many_persons(line: int, value: str, ags: str) -> Problem:
    return Problem(
        Code.TOO_MANY_PERSONS,
        f"Die Personenzahl {shown(value)} ist größer, als eine Gemeinde sein kann.",
        "Prüfen Sie, ob eine andere Zahl in die Spalte geraten ist.",
        line=line,
        column="persons",
        value=shown(value),
        ags=ags,
    )


def shown(value: str) -> str:
    """A value from a foreign file, safe and short enough for a message."""
    printable = "".join(char if char.isprintable() else "\ufffd" for char in value)
    return printable if len(printable) <= LONGEST_VALUE_SHOWN else printable[: LONGEST_VALUE_SHOWN - 1] + "…"


def _named(gemeinde: Gemeinde) -> str:
    """Municipalities share names, so the Kreis and the AGS stand beside it."""
    return f"{gemeinde.name} ({gemeinde.kreis_typ} {gemeinde.kreis_name}, AGS {gemeinde.ags})"


def _columns(count: int) -> str:
    return "nur eine Spalte" if count == 1 else f"{count} Spalten"
