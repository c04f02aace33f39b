"""What the Landesplanung does: take in a count, confirm it, divide the pot by it, publish the result."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from pik.accounts.models import Organisation
from pik.core.workflow import TransitionRefused, fire, reasons_against
from pik.regulations.enums import Key
from pik.regulations.queries import NoRuleInForce, number_on, rule_on
from planning.calculations import Allocation, AllocationError, Count, allocate
from planning.counts import Counts
from planning.models import HeadCount, HeadCountLine, HeadCountUpload, Planungsrahmen, PlanungsrahmenLine
from planning.queries import pot_rule, published_planungsrahmen

if TYPE_CHECKING:
    from pik.accounts.models import User

# Any number, as long as nothing else in the database locks under it: „PLAN“ in ASCII.
_PLANNING_LOCK = 0x504C414E


def store_upload(*, key_date: date, filename: str, sha256: str, counts: Counts, actor: User) -> HeadCountUpload:
    """Keep a file that was read, with what is wrong with it, until it is confirmed. Raises ``PermissionDenied``."""
    _demand(actor, "planning.upload_head_count")
    upload = HeadCountUpload(
        key_date=key_date,
        filename=filename,
        sha256=sha256,
        rows=[{"line": row.line, "ags": row.ags, "persons": row.persons} for row in counts.rows],
        problems=[asdict(problem) for problem in counts.problems],
        uploaded_by=actor,
    )
    upload.full_clean()
    upload.save()
    return upload


@transaction.atomic
def confirm_upload(upload: HeadCountUpload, *, actor: User) -> HeadCount:
    """Make the upload the head count of its key date, with a line for each municipality.

    Confirmed before, it gives the count made then: a double click makes one. Raises ``PermissionDenied``,
    or ``ValidationError`` when a row is in error or a municipality is missing.
    """
    _demand(actor, "planning.upload_head_count")
    locked = HeadCountUpload.objects.select_for_update().get(pk=upload.pk)
    confirmed = HeadCount.objects.filter(upload=locked).first()
    if confirmed:
        return confirmed
    if not locked.is_valid:
        raise ValidationError("Die Datei enthält Fehler. Berichtigen Sie sie und laden Sie die Datei noch einmal hoch.")
    return _store_head_count(locked, {row["ags"]: int(row["persons"]) for row in locked.rows}, actor)


def _store_head_count(upload: HeadCountUpload, persons: dict[str, int], actor: User) -> HeadCount:
    gemeinden = dict(Organisation.objects.gemeinden().values_list("ags", "pk"))
    if persons.keys() != gemeinden.keys():
        raise ValidationError(
            "Die Datei passt nicht zum Verzeichnis der Gemeinden. Laden Sie sie noch einmal hoch; "
            "die Vorlage enthält alle Gemeinden."
        )
    head_count = HeadCount(
        upload=upload,
        key_date=upload.key_date,
        total_persons=sum(persons.values()),
        confirmed_by=actor,
        confirmed_at=timezone.now(),
    )
    head_count.full_clean()
    head_count.save()
    HeadCountLine.objects.bulk_create(
        HeadCountLine(head_count=head_count, gemeinde_id=gemeinden[ags], persons=number)
        for ags, number in persons.items()
    )
    return head_count


@transaction.atomic
def compute_planungsrahmen(head_count: HeadCount, *, title: str, pot: Decimal, actor: User) -> Planungsrahmen:
    """Divide ``pot`` (euros a year) over ``head_count`` and store the result as a draft.

    The threshold is the rule in force on the key date. Raises ``PermissionDenied``, or ``ValidationError``
    where no threshold is in force or the pot can't be divided.
    """
    _demand(actor, "planning.compute_planungsrahmen")
    # The next version number is the highest plus one: two drafts at once must not get the same.
    _one_at_a_time()
    lines = list(head_count.lines.select_related("gemeinde"))
    try:
        number = number_on(Key.THRESHOLD, head_count.key_date)
        basis = rule_on(Key.THRESHOLD, head_count.key_date).as_basis()
        allocation = allocate(pot, (Count(str(line.gemeinde.ags), line.persons) for line in lines))
    except (NoRuleInForce, AllocationError) as error:
        raise ValidationError(str(error)) from error
    frame = _store_frame(
        head_count, allocation, title=title, threshold=number, threshold_basis=basis, computed_by=actor
    )
    _store_lines(frame, allocation, lines)
    return frame


def _store_lines(frame: Planungsrahmen, allocation: Allocation, counted: list[HeadCountLine]) -> None:
    amounts = {share.ags: share.amount for share in allocation.lines}
    PlanungsrahmenLine.objects.bulk_create(
        PlanungsrahmenLine(
            planungsrahmen=frame,
            gemeinde=line.gemeinde,
            persons=line.persons,
            amount=amounts[str(line.gemeinde.ags)],
            is_invented=line.is_invented,
        )
        for line in counted
    )


def _store_frame(head_count: HeadCount, allocation: Allocation, **facts: Any) -> Planungsrahmen:
    rule = pot_rule(head_count.key_date)
    frame = Planungsrahmen(
        version=(Planungsrahmen.objects.aggregate(highest=Max("version"))["highest"] or 0) + 1,
        head_count=head_count,
        pot=allocation.pot,
        pot_basis=rule.as_basis() if rule and rule.number == allocation.pot else {},
        total_persons=allocation.total_persons,
        distributed=allocation.distributed,
        computed_at=timezone.now(),
        **facts,
    )
    frame.full_clean()
    frame.save()
    return frame


@transaction.atomic
def publish_planungsrahmen(frame: Planungsrahmen, *, supersedes: str, actor: User) -> None:
    """Put ``frame`` in force and end the one in force until now, both or neither.

    ``supersedes`` is the public id of the one that the actor was told would end (empty: none); when it is
    another by now, nothing happens. Raises ``PermissionDenied``, or ``ValidationError`` with the reason.
    """
    _demand(actor, "planning.publish_planungsrahmen")
    # Two officials at once: the second waits here, sees what the first has done, and is told.
    _one_at_a_time()
    frame.refresh_from_db()
    if reasons := reasons_against(frame, "publish", actor):
        raise TransitionRefused(reasons)
    current = published_planungsrahmen()
    if (current.public_id if current else "") != supersedes:
        raise ValidationError(_overtaken_by(current))
    if current:
        fire(current, "supersede", actor=None, comment=f"Ersetzt durch „{frame}“ (Fassung {frame.version}).")
    fire(frame, "publish", actor=actor, published_at=timezone.now())


def _overtaken_by(current: Planungsrahmen | None) -> str:
    if current is None:
        return (
            "Der Planungsrahmen, der ersetzt werden sollte, gilt nicht mehr. Bitte prüfen Sie die Folgen noch einmal."
        )
    return (
        f"Inzwischen wurde „{current}“ (Fassung {current.version}) veröffentlicht und würde ersetzt. "
        "Bitte prüfen Sie, ob Sie das möchten."
    )


def _one_at_a_time() -> None:
    """Let only one transaction at a time past here; the lock ends with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PLANNING_LOCK])


def _demand(actor: Any, permission: str) -> None:
    if not actor.has_perm(permission):
        raise PermissionDenied(permission)
