"""What a file costs, in seconds and memory; told with the run. The whole size by hand: PIK_IMPORT_ROWS=5000."""

from __future__ import annotations

import os
import resource
import time
from typing import Any

import pytest

from cases.imports import actions, work
from cases.imports.columns import COLUMNS
from cases.models import Case, ImportRun
from pik.accounts.enums import Role
from pik.accounts.models import User
from tests import figures
from tests.cases.imports.tables import row, xlsx
from tests.factories.accounts import user_with_role

ROWS = int(os.environ.get("PIK_IMPORT_ROWS", "300"))
#: What one row may cost at most, in milliseconds of our own work; what else the machine does is not counted.
MOST_MS = 12


@pytest.mark.django_db
def test_whole_file_is_checked_and_taken_over_in_bulk(manager: User) -> None:
    leader = user_with_role(Role.TEAMLEITUNG, manager.membership.organisation)
    table = xlsx([column.header for column in COLUMNS], *(cells_of(number) for number in range(ROWS)))

    handed_in, begun = time.perf_counter(), time.process_time()
    run = actions.hand_in(actor=leader, filename="Fälle.xlsx", content=table)
    work.work(run.pk, run.organisation_id)
    checked = time.perf_counter()
    actions.order_import(ImportRun.objects.get(), actor=leader)
    work.work(run.pk, run.organisation_id)
    done, worked = time.perf_counter(), time.process_time() - begun

    figures.tell(
        f"Fälle aus Excel, {ROWS} Zeilen",
        f"geprüft in {checked - handed_in:.1f} s, übernommen in {done - checked:.1f} s, "
        f"höchstens {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB",
    )
    assert Case.objects.count() == ROWS
    assert worked * 1000 / ROWS < MOST_MS


def cells_of(number: int) -> list[Any]:
    """A family of three after the other, each with most of what can be known."""
    cells = row(
        reference=f"33/{number}",
        family_name=f"Familie{number // 3:04}",
        given_name=f"Vorname{number}",
        birth_date=f"{number % 28 + 1:02}.{number % 12 + 1:02}.{1960 + number % 45}",
        nationalities="Syrien",
        languages="Arabisch, Kurdisch",
        german_level="A2",
        title_group="Aufenthaltserlaubnis",
        title_ends_on="14.03.2027",
        home_kind="Anschlussunterbringung",
        street=f"Hauptstraße {number}",
        place="Ladenburg",
        phone="0151 0000000",
        household=str(number // 3),
        starts_on=f"01.{number % 12 + 1:02}.2025",
    )
    return [cells.get(column.name, "") for column in COLUMNS]
