"""From the text of a cell to a value; a ``ValueError`` says in German what is wrong with it and what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from cases.countries import COUNTRIES
from cases.enums import BirthPrecision
from pik.core.names import search_key

#: How offices write nationalities; the names of the countries themselves are known anyway.
_ADJECTIVES: Mapping[str, str] = {
    "afghanisch": "AF", "albanisch": "AL", "algerisch": "DZ", "armenisch": "AM", "aserbaidschanisch": "AZ",
    "äthiopisch": "ET", "eritreisch": "ER", "gambisch": "GM", "georgisch": "GE", "ghanaisch": "GH", "guineisch": "GN",
    "indisch": "IN", "irakisch": "IQ", "iranisch": "IR", "jemenitisch": "YE", "kamerunisch": "CM", "kosovarisch": "XK",
    "libanesisch": "LB", "libysch": "LY", "marokkanisch": "MA", "moldauisch": "MD", "nigerianisch": "NG",
    "pakistanisch": "PK", "russisch": "RU", "serbisch": "RS", "somalisch": "SO", "sri-lankisch": "LK",
    "sudanesisch": "SD", "syrisch": "SY", "togoisch": "TG", "tunesisch": "TN", "türkisch": "TR", "ukrainisch": "UA",
    "vietnamesisch": "VN", "mazedonisch": "MK", "nordmazedonisch": "MK",
}  # fmt: skip
_COUNTRIES: dict[str, str] = {
    **{search_key(word): code for word, code in _ADJECTIVES.items()},
    **{search_key(name): code for code, name in COUNTRIES.items()},
    **{code.casefold(): code for code in COUNTRIES},
}
_GERMAN_DAY = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{2}|\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_YEAR = re.compile(r"(?P<about>etwa|ca\.?|circa|um|~)?\s*(?P<year>(?:19|20)\d{2})(?P<guess>\s*\(?geschätzt\)?)?", re.I)
_SERIAL = re.compile(r"\d{5}")  # a day as Excel counts it, when the column was formatted as a number
_EXCEL_BEGAN = date(1899, 12, 30)
_YEAR_DIGITS = 4
EARLIEST = date(1900, 1, 1)

Parser = Callable[[str], Any]


def text(longest: int) -> Parser:
    """A text of at most so many characters."""

    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise ValueError(f"hat mehr als {longest} Zeichen")
        return cell

    return parse


def day(cell: str) -> date:
    """A day: 18.11.2026, 2026-11-18, or as Excel counts days."""
    if found := _GERMAN_DAY.fullmatch(cell):
        parts = (int(found[3]), int(found[2]), int(found[1]))
        if len(found[3]) < _YEAR_DIGITS:
            raise ValueError(f"„{cell}“: Bitte schreiben Sie das Jahr mit vier Ziffern")
    elif found := _ISO_DAY.fullmatch(cell):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    elif _SERIAL.fullmatch(cell):
        return _EXCEL_BEGAN + timedelta(days=int(cell))
    else:
        raise ValueError(f"„{cell}“ ist kein Datum. Richtig ist zum Beispiel 14.03.1991")
    try:
        return date(*parts)
    except ValueError:
        raise ValueError(f"„{cell}“ gibt es nicht") from None


def birth_date(cell: str) -> tuple[date, str]:
    """A birth date with how well it is known: the day, „1991“ or „etwa 1991“."""
    if found := _YEAR.fullmatch(cell):
        is_guess = bool(found["about"] or found["guess"])
        return date(int(found["year"]), 1, 1), BirthPrecision.ESTIMATED if is_guess else BirthPrecision.YEAR
    born = day(cell)
    if born < EARLIEST:
        raise ValueError(f"„{cell}“ liegt zu weit zurück")
    return born, BirthPrecision.DAY


def choice(words: type[models.TextChoices], **also: str) -> Parser:
    """One of ``words`` by its label or value, whatever the case; ``also`` are further spellings of a value."""
    known = {search_key(str(label)): value for value, label in words.choices}
    known |= {search_key(value): value for value in words.values}
    known |= {search_key(spelling): value for spelling, value in also.items()}

    def parse(cell: str) -> str:
        try:
            return str(known[search_key(cell)])
        except KeyError:
            listed = ", ".join(str(label) for label in words.labels)
            raise ValueError(f"„{cell}“ steht nicht zur Auswahl. Erlaubt sind: {listed}") from None

    return parse


def several(cell: str) -> list[str]:
    """The parts of a list; commas, semicolons and slashes part."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[,;/]", cell) if part.strip()))


def nationalities(cell: str) -> list[str]:
    """Codes of countries, from their names, codes or adjectives. „Kongo, Republik“ is one country."""
    if code := _COUNTRIES.get(search_key(cell)):
        return [code]
    codes = []
    for part in several(cell):
        code = _COUNTRIES.get(search_key(part))
        if code is None:
            raise ValueError(f"„{part}“ ist kein bekanntes Land. Richtig ist zum Beispiel „Syrien“ oder „SY“")
        codes.append(code)
    return list(dict.fromkeys(codes))


def languages(cell: str) -> list[str]:
    """Names of languages; German is no language one brings along."""
    names = [name for name in several(cell) if search_key(name) != "deutsch"]
    if any(len(name) > 60 for name in names):  # noqa: PLR2004  as long as the field
        raise ValueError("Bitte trennen Sie die Sprachen durch Kommas")
    return [name[0].upper() + name[1:] for name in names]


def email(cell: str) -> str:
    """An address, in small letters."""
    try:
        validate_email(cell)
    except ValidationError:
        raise ValueError(f"„{cell}“ ist keine E-Mail-Adresse") from None
    return cell.lower()
