"""Files of head counts for tests: complete and right, until a test spoils them."""

import io
from collections.abc import Iterable

from openpyxl import Workbook

from pik.accounts.reference import gemeinden

Cell = str | int | float | bool | None


def complete_rows(**persons: int | str) -> list[tuple[str, str]]:
    """All 1,101 municipalities with 10 persons each; ``ags_08111000=5`` sets one of them."""
    chosen = {ags.removeprefix("ags_"): str(number) for ags, number in persons.items()}
    return [(ags, chosen.get(ags, "10")) for ags in gemeinden()]


def as_csv(rows: Iterable[Iterable[str]], header: str = "ags,persons", delimiter: str = ",", end: str = "\n") -> str:
    return end.join([header, *(delimiter.join(row) for row in rows), ""])


def as_xlsx(rows: Iterable[Iterable[Cell]], header: Iterable[Cell] = ("ags", "persons")) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    for row in (header, *rows):
        sheet.append(list(row))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()
