"""What the pages of an import show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from cases.enums import Verdict
from cases.imports.columns import BY_NAME
from cases.models import ImportRow, ImportRun

#: The cells by which somebody finds a row in her table.
SHOWN = ("reference", "family_name", "given_name", "birth_date", "nationalities", "starts_on")


@dataclass(frozen=True)
class Summary:
    """How the rows of a file stand: by verdict, wanted ones, and those that have become a case."""

    by_verdict: Mapping[str, int]
    to_import: int
    imported: int

    @property
    def faulty(self) -> int:
        return self.by_verdict.get(Verdict.FAULTY, 0)

    @property
    def similar(self) -> int:
        return self.by_verdict.get(Verdict.SIMILAR, 0)

    @property
    def known(self) -> int:
        return self.by_verdict.get(Verdict.KNOWN, 0)


def summary_of(run: ImportRun) -> Summary:
    """The numbers of a run; one query."""
    wanted = Q(verdict__in=[Verdict.GOOD, Verdict.SIMILAR], is_wanted=True, case__isnull=True)
    rows = (
        run.rows.order_by()
        .values("verdict")
        .annotate(n=Count("pk"), wanted=Count("pk", filter=wanted), done=Count("case"))
    )
    found = list(rows)
    return Summary(
        by_verdict={row["verdict"]: row["n"] for row in found},
        to_import=sum(row["wanted"] for row in found),
        imported=sum(row["done"] for row in found),
    )


def rows_of(run: ImportRun, verdict: str) -> QuerySet[ImportRow]:
    """The rows of a run, faulty and doubtful ones first unless one verdict is asked for."""
    rows = run.rows.select_related("case")
    return rows.filter(verdict=verdict).order_by("line") if verdict else rows.order_by("line")


@dataclass(frozen=True)
class ShownRow:
    """A row as the page shows it: what identifies it, and each fault with the heading of its column."""

    row: ImportRow
    cells: list[str]
    problems: list[tuple[str, str]]
    alike: list[dict[str, Any]]


def shown(rows: Iterable[ImportRow]) -> list[ShownRow]:
    """The rows of a page, ready to be drawn."""
    return [
        ShownRow(
            row,
            [row.cells.get(name, "") for name in SHOWN],
            [(BY_NAME[p["column"]].header if p["column"] else "", p["message"]) for p in row.problems],
            row.alike,
        )
        for row in rows
    ]


def headings() -> list[str]:
    """The headings of the cells that are shown."""
    return [BY_NAME[name].header for name in SHOWN]
