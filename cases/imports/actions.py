"""What a Teamleitung does with a table of cases: hand it in, choose rows, take over, take back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_permission
from cases.enums import ImportState, Verdict
from cases.imports import undoing, work
from cases.models import ImportRow, ImportRun
from pik.accounts.models import User

#: A row may change its mind until the import begins.
TOO_LATE = "Diese Übernahme ist schon weiter. Laden Sie die Seite neu."
NOTHING = "Es gibt keine Zeile, die übernommen werden kann."


@transaction.atomic
def hand_in(*, actor: User, filename: str, content: bytes) -> ImportRun:
    """Store a file to be checked in the background. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.import_cases")
    if actor.membership is None:
        raise PermissionDenied("cases.import_cases")
    run = ImportRun(
        organisation=actor.membership.organisation,
        uploaded_by=actor,
        actor_label=actor.acting_label,
        filename=filename[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    run.full_clean()
    run.save()
    work.send(run)
    return run


def _locked(run: ImportRun, actor: User, *states: str) -> ImportRun:
    demand_permission(actor, "cases.import_cases", run)  # type: ignore[arg-type]
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in states or run.erased_at:
        raise ValidationError(TOO_LATE)
    return run


@transaction.atomic
def choose_rows(run: ImportRun, *, actor: User, shown: Collection[int], wanted: Collection[int]) -> None:
    """Of the rows shown, take over those wanted although somebody there is alike, and leave the others out.

    Raises ``PermissionDenied``, or ``ValidationError`` once the import has begun.
    """
    run = _locked(run, actor, ImportState.CHECKED, ImportState.IMPORTED)
    rows = ImportRow.objects.filter(run=run, verdict__in=[Verdict.SIMILAR, Verdict.GOOD], pk__in=shown, case=None)
    rows.filter(pk__in=wanted).update(is_wanted=True)
    rows.exclude(pk__in=wanted).update(is_wanted=False)


@transaction.atomic
def order_import(run: ImportRun, *, actor: User) -> ImportRun:
    """Have the wanted rows taken over in the background.

    Raises ``PermissionDenied``, or ``ValidationError`` when there is none, or it has begun.
    """
    run = _locked(run, actor, ImportState.CHECKED, ImportState.IMPORTED)
    if not run.rows.to_import().exists():
        raise ValidationError(NOTHING)
    run.state, run.progress, run.tries, run.finished_at = ImportState.ORDERED, 0, 0, None
    run.uploaded_by, run.actor_label, run.sent_at, run.error = actor, actor.acting_label, timezone.now(), ""
    run.full_clean()
    run.save()
    work.send(run)
    return run


@transaction.atomic
def undo_import(run: ImportRun, *, actor: User) -> ImportRun:
    """Have every case that came of this file removed in the background, with its person, as if it had never been.

    Raises ``PermissionDenied``, or ``ValidationError`` that names what was changed since.
    """
    run = _locked(run, actor, ImportState.IMPORTED)
    undoing.demand_untouched(run)
    run.state, run.progress, run.tries, run.finished_at = ImportState.UNDOING, 0, 0, None
    run.error, run.sent_at = "", timezone.now()
    run.full_clean()
    run.save()
    work.send(run)
    return run
