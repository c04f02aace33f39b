"""Ages and birth dates as exactly as they are known; pure."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from cases.enums import BirthPrecision
from pik.core.formats import german_date


def birth_text(birth_date: date | None, precision: str) -> str:
    """„14.03.1991“, „1991“ or „etwa 1991, geschätzt“; empty when nothing is known.

    An estimated 01.01. must never be read as the day.
    """
    if birth_date is None:
        return ""
    if precision == BirthPrecision.DAY:
        return german_date(birth_date)
    return f"{birth_date.year}" if precision == BirthPrecision.YEAR else f"etwa {birth_date.year}, geschätzt"


def age_on(day: date, birth_date: date | None, precision: str) -> int | None:
    """Whole years on ``day``; where only the year is known, those that are reached within the year of ``day``."""
    if birth_date is None:
        return None
    if precision == BirthPrecision.DAY:
        return relativedelta(day, birth_date).years
    return day.year - birth_date.year


def age_text(day: date, birth_date: date | None, precision: str) -> str:
    """„35“; „34 oder 35“ where only the year is known, „etwa 35“ where that is estimated; empty when unknown."""
    age = age_on(day, birth_date, precision)
    if age is None:
        return ""
    if precision == BirthPrecision.DAY:
        return f"{age}"
    if precision == BirthPrecision.ESTIMATED:
        return f"etwa {age}"
    return f"{age - 1} oder {age}" if age > 0 else "unter 1"


def age_in_years(age: str) -> str:
    """The words of ``age_text`` with their unit: „35 Jahre“, „unter 1 Jahr“; empty when unknown."""
    if not age:
        return ""
    return f"{age} Jahr" if age.rsplit(maxsplit=1)[-1] == "1" else f"{age} Jahre"
