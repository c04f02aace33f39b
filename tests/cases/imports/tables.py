"""Tables as an office would hand them in."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook

from cases.imports.columns import BY_NAME

#: The least that makes a case.
ROW = {
    "family_name": "Rahimi",
    "given_name": "Zahra",
    "birth_date": "14.03.1991",
    "nationalities": "Afghanistan",
    "starts_on": "01.02.2025",
}


def row(**cells: str) -> dict[str, str]:
    """The least row with these cells changed or added; an empty one takes a cell away."""
    return {name: cell for name, cell in {**ROW, **cells}.items() if cell}


def csv(*rows: Mapping[str, str], encoding: str = "utf-8-sig", delimiter: str = ";") -> bytes:
    """The rows as a German Excel writes „CSV“."""
    names = list(dict.fromkeys(name for each in rows for name in each))
    lines = [delimiter.join(BY_NAME[name].header for name in names)]
    lines += [delimiter.join(each.get(name, "") for name in names) for each in rows]
    return "\r\n".join(lines).encode(encoding)


def xlsx(header: Iterable[Any], *rows: Iterable[Any]) -> bytes:
    """A sheet with exactly these cells."""
    workbook = Workbook()
    sheet: Any = workbook.active
    for cells in (header, *rows):
        sheet.append(list(cells))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
