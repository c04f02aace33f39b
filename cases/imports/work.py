"""Checking, taking over and taking back in the background, batch by batch.

A killed worker loses one batch, which is done again.

The row of the run is locked while a batch is worked on, so two workers never do the same; ``sent_at`` is the last sign
of life. Nothing else writes a run's ``state``.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import TracebackType

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from cases.enums import AT_WORK, ImportState, Verdict
from cases.imports import undoing
from cases.imports.checks import Checked, Problem, check_row, keys_of, twice_in
from cases.imports.columns import Recognised, recognise
from cases.imports.compare import Terms, compared_with, leads_by_email, problems_beyond_the_file
from cases.imports.files import Table, UnusableFile, read_table
from cases.imports.storing import Entry, store
from cases.models import ImportRow, ImportRun
from pik.accounts.acting import acting_for, organisations_at_work
from pik.core.tasks import after_commit

logger = logging.getLogger(__name__)

WORK = "cases.work_import"
BATCH = 500
MAX_TRIES = 3
#: After so long without a sign of life a worker is taken for dead; a batch takes a few seconds.
LOST_AFTER = timedelta(seconds=60)
READ_PERCENT = 20
GIVEN_UP = (
    "Die Übernahme ist auch nach mehreren Versuchen nicht weitergekommen. Was übernommen ist, bleibt übernommen und "
    "wird wiedererkannt. Laden Sie die Datei noch einmal hoch; gelingt es wieder nicht, hilft die Systemverwaltung."
)
NOT_UNDONE = (
    "Das Zurücknehmen ist auch nach mehreren Versuchen nicht gelungen; gelöscht ist nichts. Gelingt es wieder nicht, "
    "hilft die Systemverwaltung."
)
REFUSED = "Die Datenbank nimmt diese Angaben nicht an; bitte prüfen Sie die Zeile als Ganzes"


def send(run: ImportRun) -> None:
    """Hand the run to a worker once the transaction has committed."""
    after_commit(WORK, run_id=run.pk, organisation_id=run.organisation_id)


def work(run_id: int, organisation_id: int) -> None:
    """Do all that is to be done for a run now; nothing, when somebody else is at it."""
    if not _begin(run_id, organisation_id):
        return
    with _NoteError(run_id, organisation_id):
        while _step(run_id, organisation_id):
            pass


class _NoteError:
    """Keeps the traceback of an unexpected error at the run for operators, and lets the error pass on.

    The sweeper tries again, and gives up in the end.
    """

    def __init__(self, run_id: int, organisation_id: int) -> None:
        self.run_id, self.organisation_id = run_id, organisation_id

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Only an error of the programme: a process that is asked to end must not stop to write.
        if isinstance(error, Exception):
            detail = "".join(traceback.format_exception(kind, error, trace))
            with acting_for(self.organisation_id):
                ImportRun.objects.filter(pk=self.run_id).update(error_detail=detail)


def _begin(run_id: int, organisation_id: int) -> bool:
    """Count the attempt in a transaction of its own: a run that kills its worker is given up."""
    with acting_for(organisation_id):
        run = _locked(run_id)
        if run is None:
            return False
        if run.tries >= MAX_TRIES:
            if run.state == ImportState.UNDOING:
                _end(run, ImportState.IMPORTED, error=NOT_UNDONE)
            else:
                _end(run, ImportState.FAILED, error=GIVEN_UP)
            return False
        run.tries += 1
        run.sent_at = timezone.now()
        run.save(update_fields=["tries", "sent_at"])
        return True


def _locked(run_id: int) -> ImportRun | None:
    return ImportRun.objects.select_for_update(skip_locked=True).filter(pk=run_id, state__in=AT_WORK).first()


def _step(run_id: int, organisation_id: int) -> bool:
    """One batch in one transaction; returns whether there is more to do."""
    with acting_for(organisation_id):
        run = _locked(run_id)
        if run is None:
            return False
        steps: dict[str, Callable[[ImportRun], None]] = {
            ImportState.WAITING: _read,
            ImportState.CHECKING: _check,
            ImportState.ORDERED: _take_over,
            ImportState.IMPORTING: _take_over,
            ImportState.UNDOING: _take_back,
        }
        steps[run.state](run)
        return run.state in AT_WORK


def _go_on(run: ImportRun, state: str, progress: int) -> None:
    """A batch is done: note how far it is; the next one starts with all its tries."""
    run.state, run.progress, run.tries, run.sent_at = state, min(progress, 99), 1, timezone.now()
    run.save(update_fields=["state", "progress", "tries", "sent_at"])


def _end(run: ImportRun, state: str, *, error: str = "") -> None:
    if error:
        logger.error("Übernahme %s gescheitert: %s", run.public_id, error)
    run.state, run.error, run.tries, run.finished_at = state, error, 0, timezone.now()
    run.progress = run.progress if error else 100
    run.save(update_fields=["state", "error", "tries", "finished_at", "progress"])


# --- Reading and checking -------------------------------------------------------------------------


def _read(run: ImportRun) -> None:
    """Turn the file into rows with what is wrong in themselves; the file itself is not kept after that."""
    try:
        table = read_table(bytes(run.content))
        known = recognise(table.header)
        _demand_columns(known.missing, known.twice)
    except UnusableFile as error:
        run.content = b""
        run.save(update_fields=["content"])
        _end(run, ImportState.FAILED, error=str(error))
        return
    rows = _rows_of(run, table, known)
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    run.content, run.unknown_columns, run.row_count = b"", known.unknown, len(rows)
    run.save(update_fields=["content", "unknown_columns", "row_count"])
    _go_on(run, ImportState.CHECKING, READ_PERCENT)


def _rows_of(run: ImportRun, table: Table, known: Recognised) -> list[ImportRow]:
    """The lines as rows, each cell checked in itself, repeated persons and file numbers noted."""
    cells = [
        {column.name: line.cells[place] for place, column in known.places.items() if place < len(line.cells)}
        for line in table.lines
    ]
    today = timezone.localdate()
    checked = [check_row(row, today) for row in cells]
    twice = _note_twice(checked, [line.number for line in table.lines])
    return [
        ImportRow(
            run=run,
            organisation_id=run.organisation_id,
            line=line.number,
            cells=row,
            key=key,
            problems=[problem.as_json() for problem in found.problems],
            alike=[{"line": twice[place]}] if place in twice else [],
        )
        for place, (line, row, key, found) in enumerate(zip(table.lines, cells, keys_of(checked), checked, strict=True))
    ]


def _demand_columns(missing: Sequence[str], twice: Sequence[str]) -> None:
    if missing:
        raise UnusableFile(
            f"In der ersten Zeile fehlt die Überschrift {' und '.join(f'„{name}“' for name in missing)}. "
            "Nehmen Sie die Vorlage, oder benennen Sie Ihre Spalten so wie dort; die Reihenfolge ist gleich."
        )
    if twice:
        raise UnusableFile(f"Zwei Spalten meinen dasselbe: „{twice[0]}“ steht doppelt. Lassen Sie eine davon weg.")


def _note_twice(rows: Sequence[Checked], lines: Sequence[int]) -> Mapping[int, int]:
    """A file number that repeats is a fault; the same name and birth date may be two people. Returns the latter."""
    twice = twice_in(rows, lines)
    for place, line in twice.references.items():
        rows[place].problems.append(Problem("reference", f"steht schon in Zeile {line}"))
    return twice.persons


def _check(run: ImportRun) -> None:
    """Compare the next rows with what is there."""
    rows = list(run.rows.filter(verdict=Verdict.UNCHECKED).order_by("line")[:BATCH])
    today = timezone.localdate()
    checked = [check_row(row.cells, today) for row in rows]
    known = compared_with(run.organisation, checked, [row.key for row in rows])
    for row, found, alike in zip(rows, checked, known.alike, strict=True):
        row.problems += [problem.as_json() for problem in problems_beyond_the_file(found, known)]
        row.alike = [*row.alike, *alike]
        row.verdict = _verdict(row, known.keys)
        # What may be somebody already there is taken over only when somebody says so.
        row.is_wanted = row.verdict == Verdict.GOOD
    ImportRow.objects.bulk_update(rows, ["problems", "alike", "verdict", "is_wanted"])
    left = run.rows.filter(verdict=Verdict.UNCHECKED).count()
    if left:
        done = run.row_count - left
        _go_on(run, ImportState.CHECKING, READ_PERCENT + done * (100 - READ_PERCENT) // run.row_count)
    else:
        _end(run, ImportState.CHECKED)


def _verdict(row: ImportRow, keys: set[str]) -> str:
    if row.key in keys:
        return Verdict.KNOWN
    if row.problems:
        return Verdict.FAULTY
    return Verdict.SIMILAR if row.alike else Verdict.GOOD


# --- Taking over ----------------------------------------------------------------------------------


def _take_over(run: ImportRun) -> None:
    """Make cases of the next rows; what came in meanwhile by another file is known again."""
    rows = list(run.rows.to_import().order_by("line")[:BATCH])
    entries = _entries(run, rows)
    if entries:
        try:
            with transaction.atomic():
                store(run, entries, leads=leads_by_email(run.organisation), terms=Terms())
        except IntegrityError:
            _one_by_one(run, entries)
    run.case_count = run.imported.count()
    run.save(update_fields=["case_count"])
    left = run.rows.to_import().count()
    if left:
        _go_on(run, ImportState.IMPORTING, run.case_count * 100 // (run.case_count + left))
    else:
        _end(run, ImportState.IMPORTED)


def _entries(run: ImportRun, rows: Sequence[ImportRow]) -> list[Entry]:
    """The rows as values, checked once more: rules, people and other imports may have changed since."""
    today = timezone.localdate()
    checked = [check_row(row.cells, today) for row in rows]
    known = compared_with(run.organisation, checked, [row.key for row in rows])
    good, bad = [], []
    for row, found in zip(rows, checked, strict=True):
        found.problems += problems_beyond_the_file(found, known)
        if row.key in known.keys or found.problems:
            row.problems = [problem.as_json() for problem in found.problems]
            row.verdict = Verdict.KNOWN if row.key in known.keys else Verdict.FAULTY
            bad.append(row)
        else:
            good.append(Entry(row, found))
    ImportRow.objects.bulk_update(bad, ["problems", "verdict"])
    return good


def _one_by_one(run: ImportRun, entries: Sequence[Entry]) -> None:
    """The database refused one of them: each alone, and the refused ones are told."""
    for entry in entries:
        try:
            with transaction.atomic():
                store(run, [entry], leads=leads_by_email(run.organisation), terms=Terms())
        except IntegrityError as error:
            logger.warning("Übernahme %s, Zeile %s: %s", run.public_id, entry.row.line, error.__class__.__name__)
            entry.row.case = None
            entry.row.problems, entry.row.verdict = [Problem("", REFUSED).as_json()], Verdict.FAULTY
            entry.row.save(update_fields=["problems", "verdict"])


# --- Taking back ----------------------------------------------------------------------------------


def _take_back(run: ImportRun) -> None:
    """All in one transaction: as if it had never been, or everything as it was and the reason why."""
    try:
        with transaction.atomic():
            undoing.remove(run)
    except ValidationError as error:
        _end(run, ImportState.IMPORTED, error=" ".join(error.messages)[:500])
        return
    run.case_count = 0
    run.save(update_fields=["case_count"])
    _end(run, ImportState.UNDONE)


# --- Every minute ---------------------------------------------------------------------------------


def sweep() -> int:
    """Send again what lost its worker, and erase what has been kept long enough; returns how many runs that were.

    One organisation after the other, so that nobody ever sees the rows of two.
    """
    count = 0
    for organisation_id in organisations_at_work():
        with acting_for(organisation_id):
            count += _send_lost() + _erase_old()
    return count


def _send_lost() -> int:
    lost = ImportRun.objects.at_work().filter(sent_at__lt=timezone.now() - LOST_AFTER)
    found = list(lost.select_for_update(skip_locked=True).order_by("pk"))
    for run in found:
        run.sent_at = timezone.now()
        run.save(update_fields=["sent_at"])
        send(run)
    return len(found)


def _erase_old() -> int:
    """The rows and the name of the file go; that there was an import, and by what its cases are known, stays."""
    due = Q(erase_on__lte=timezone.localdate(), erased_at__isnull=True) & ~Q(state__in=AT_WORK)
    runs = list(ImportRun.objects.select_for_update(skip_locked=True).filter(due).order_by("pk"))
    ids = [run.pk for run in runs]
    ImportRow.objects.filter(run__in=ids).delete()
    ImportRun.objects.filter(pk__in=ids).update(
        content=b"", filename="gelöschte Datei", unknown_columns=[], error_detail="", erased_at=timezone.now()
    )
    return len(runs)
