"""How numbers, money and dates read in German text: on the page, in a PDF, in an e-mail.

Only strings come out of here; nothing is rounded for a calculation. What is missing reads ``–``.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta
from django.utils import timezone

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MISSING = "\N{EN DASH}"

CENT = Decimal("0.01")
DAYS_COUNTED_SINGLY = 62  # below two months a remaining time is told in days


def number(value: Decimal | int | str | None, places: int | None = None) -> str:
    """Read ``1101`` as ``1.101`` and ``Decimal("0.5")`` with ``places=2`` as ``0,50``.

    Without ``places`` a number keeps the decimals it has. Raises ``TypeError`` for a float: a share
    or an amount that came through one is already wrong.
    """
    if value is None or value == "":
        return MISSING
    if isinstance(value, float):
        raise TypeError("Numbers are Decimal or int, never float.")
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(exact):,f}".partition(".")
    text = whole.replace(",", ".") + (f",{fraction}" if fraction else "")
    return f"{MINUS}{text}" if exact < 0 else text


def euro(value: Decimal | int | str | None) -> str:
    """Read an amount in euros as ``67.667 €``; cents only where there are some (``796,08 €``)."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, float):
        raise TypeError("Money is Decimal or int, never float.")
    exact = Decimal(value).quantize(CENT, ROUND_HALF_UP)
    is_whole = exact == exact.to_integral_value()
    return f"{number(exact, 0 if is_whole else 2)}{NBSP}€"


def _local(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def german_date(value: dt.date | None) -> str:
    """Read a date, or a moment in local time, as ``18.11.2026``."""
    return f"{_local(value):%d.%m.%Y}" if value else MISSING


def german_datetime(value: dt.datetime | None) -> str:
    """Read a moment in local time as ``18.11.2026, 14:05 Uhr``."""
    return f"{_local(value):%d.%m.%Y, %H:%M} Uhr" if value else MISSING


def period(starts_on: dt.date | None, ends_on: dt.date | None) -> str:
    """Read a period, both days included, as ``01.07.2025 – 30.06.2027``; an open end as ``ab …``."""
    if starts_on and ends_on:
        return f"{german_date(starts_on)}{NBSP}– {german_date(ends_on)}"
    if starts_on:
        return f"ab {german_date(starts_on)}"
    if ends_on:
        return f"bis {german_date(ends_on)}"
    return MISSING


def counted(count: int, one: str, many: str) -> str:
    """Read ``1, "Tag", "Tage"`` as ``1 Tag`` and 2 as ``2 Tage``, kept on one line."""
    return f"{number(count)}{NBSP}{one if count == 1 else many}"


def remaining(starts_on: dt.date, ends_on: dt.date, today: dt.date) -> str:
    """Say what is left of a period on ``today``: ``noch 7 Monate``, ``noch 12 Tage``, ``endet heute``."""
    if today < starts_on:
        return f"beginnt am {german_date(starts_on)}"
    if today > ends_on:
        return f"beendet am {german_date(ends_on)}"
    days = (ends_on - today).days
    if days == 0:
        return "endet heute"
    if days < DAYS_COUNTED_SINGLY:
        return f"noch {counted(days, 'Tag', 'Tage')}"
    # The last day counts in full, so a term from today to the day before its anniversary is whole.
    left = relativedelta(ends_on + dt.timedelta(days=1), today)
    return f"noch {counted(left.years * 12 + left.months, 'Monat', 'Monate')}"
