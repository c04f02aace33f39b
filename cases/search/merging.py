"""Two records of one person become one, and for thirty days two again.

One short transaction each way. What undoing needs is kept with the ``Merge``: the row of the person who went, what of
the other one was replaced, the keys of the rows that moved, and the rows that could not (both had the same one).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core import serializers
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from cases.actions import line_of
from cases.enums import NameKind
from cases.models import (
    Case,
    CaseTransition,
    ContactWay,
    DuplicateCandidate,
    Merge,
    Person,
    PersonName,
    SearchKey,
)
from cases.search.fields import choices_of, put_back, replace
from cases.search.keys import refresh_all, with_names
from cases.search.references import Reference, reference, references
from pik.accounts.models import User
from pik.core.formats import german_date

_FROM_MERGE = "aus einer zusammengeführten Akte"
PERMISSION = "cases.merge_persons"
TWO_OPEN_CASES = (
    "Beide haben einen Fall, der läuft ({numbers}). Zwei laufende Fälle einer Person darf es nicht geben: Schließen "
    "Sie zuerst einen davon ab. Als Grund passt „doppelt angelegt“. Beratungen und Plan bleiben erhalten und gehen "
    "mit über."
)
#: What a row gives up so that it may move where the survivor has one like it: her way to be reached stays preferred.
SOFTENED: Mapping[Any, dict[str, Any]] = {ContactWay: {"is_preferred": False}}
STUCK = "Die Angabe „{name}“ lässt sich nicht übernehmen. Bitte gleichen Sie sie zuerst in beiden Akten an."


@transaction.atomic
def merge_persons(survivor: Person, merged: Person, *, actor: User, taken: Iterable[str] = ()) -> Merge:
    """Let ``merged`` go up in ``survivor``: all that points at her moves, and her record is no more.

    ``taken``: the names of the choices (``choices_of``) in which her values replace the survivor's. Raises
    ``PermissionDenied``, or ``ValidationError`` when both have a case that is worked on, or a row fits nowhere.
    """
    for person in (survivor, merged):
        if not actor.has_perm(PERMISSION, person):
            raise PermissionDenied(PERMISSION)
    survivor, merged = _locked(survivor.pk, merged.pk)
    choices = [choice for choice in choices_of(survivor, merged) if choice.name in set(taken)]
    merge = Merge(
        organisation_id=survivor.organisation_id,
        survivor=survivor,
        merged_key=merged.pk,
        merged_name=str(merged),
        actor=actor,
        actor_label=actor.acting_label,
    )
    merge.full_clean()
    pairs = DuplicateCandidate.objects.filter(Q(one=merged) | Q(other=merged))
    merge.kept = {"person": _written([merged]), "pairs": _written(pairs)}
    pairs.delete()
    merge.kept["moved"], merge.kept["doubles"] = _move_all(merged, survivor)
    former = _names_of(survivor)
    merge.kept["replaced"] = replace(survivor, merged, choices)
    merge.kept["names"] = _keep_names(survivor, [former, _names_of(merged)])
    SearchKey.objects.filter(person=merged).delete()
    Person.objects.filter(pk=merged.pk).delete()
    merge.save()
    _refresh(survivor.pk)
    _tell(merge, "merge", f"{merge.merged_name} ist in {survivor} aufgegangen", actor)
    return merge


@transaction.atomic
def undo_merge(merge: Merge, *, actor: User, reason: str) -> list[str]:
    """Part the persons again as they were; returns the labels of what was changed since and therefore stays.

    What came after the merge stays with the survivor. Raises ``PermissionDenied``, or ``ValidationError`` when it is
    too late, done already, or a later merge has to be undone first.
    """
    if not actor.has_perm(PERMISSION, merge):
        raise PermissionDenied(PERMISSION)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    refuse_late(merge)
    (survivor,) = _locked(merge.survivor_id)
    kept, merge.kept = merge.kept, {}
    merge.undone_at, merge.undone_by, merge.undo_reason = timezone.now(), actor, reason.strip()
    merge.full_clean()
    _restore(kept["person"])
    for label, keys in kept["moved"].items():
        found = reference(label)
        found.rows_of(survivor.pk).filter(pk__in=keys).update(**{found.field: merge.merged_key})
    PersonName.objects.filter(pk__in=kept["names"]).delete()
    for written in (kept["doubles"], kept["pairs"]):
        _restore(written)
    changed_since = put_back(survivor, kept["replaced"])
    merge.save()
    _refresh(survivor.pk, merge.merged_key)
    _tell(merge, "part", f"{merge.merged_name} wieder getrennt: {merge.undo_reason}", actor)
    return changed_since


def refuse_late(merge: Merge) -> None:
    """Raise ``ValidationError`` unless ``merge`` can be undone now."""
    if merge.undone_at is not None:
        raise ValidationError("Die beiden sind schon wieder getrennt.")
    if not merge.can_be_undone:
        raise ValidationError(f"Bis {german_date(merge.until)} ließ sich das rückgängig machen. Nun ist es endgültig.")
    later = Merge.objects.standing().filter(survivor=merge.survivor_id, happened_at__gt=merge.happened_at).last()
    if later:
        raise ValidationError(
            f"Später ist auch {later.merged_name} in dieser Person aufgegangen. Machen Sie zuerst das rückgängig."
        )


def forget_what_was_kept(organisation_id: int) -> int:
    """Empty what undoing would need, where its time is over; returns how many merges are final now."""
    over = Merge.objects.filter(organisation=organisation_id, until__lt=timezone.now()).exclude(kept={})
    return over.update(kept={})


# --- Locking and moving ---------------------------------------------------------------------------


def _locked(*ids: int) -> list[Person]:
    """The persons, locked after their cases, in the order asked for; refuses two cases that are worked on."""
    cases = list(Case.objects.select_for_update().filter(person__in=ids).order_by("pk"))
    worked_on = [case for case in cases if case.is_open]
    if len({case.person_id for case in worked_on}) > 1:
        raise ValidationError(TWO_OPEN_CASES.format(numbers=", ".join(case.number for case in worked_on)))
    persons = Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").in_bulk()
    if len(persons) < len(ids):
        raise ValidationError("Eine der beiden Akten gibt es nicht mehr.")
    return [persons[key] for key in ids]


def _move_all(merged: Person, survivor: Person) -> tuple[dict[str, list[int]], str]:
    """Point every row at the survivor; those she has already are taken away, and returned as text."""
    moved: dict[str, list[int]] = {}
    doubles: list[Any] = []
    for found in references():
        keys = list(found.rows_of(merged.pk).values_list("pk", flat=True))
        if keys:
            moved[found.label], double = _move(found, keys, survivor)
            doubles += double
    return moved, _written(doubles)


def _move(found: Reference, keys: list[int], survivor: Person) -> tuple[list[int], list[Any]]:
    rows = found.model._base_manager.filter(pk__in=keys)
    if _fits(rows, found, survivor):
        return keys, []
    moved, doubles = [], []
    for key in keys:
        row = found.model._base_manager.filter(pk=key)
        if _fits(row, found, survivor):
            moved.append(key)
        else:
            doubles += list(row)
            if not _fits(row, found, survivor, **SOFTENED.get(found.model, {})):
                _take_away(row, found)
    return moved, doubles


def _fits(rows: Any, found: Reference, survivor: Person, **softened: Any) -> bool:
    """Move ``rows``; False when a constraint says that the survivor has one of them already."""
    try:
        with transaction.atomic():
            rows.update(**{found.field: survivor.pk}, **softened)
    except IntegrityError:
        return False
    except DatabaseError as error:
        raise ValidationError(STUCK.format(name=found.name)) from error
    return True


def _take_away(row: Any, found: Reference) -> None:
    try:
        with transaction.atomic():
            row.delete()
    except DatabaseError as error:
        raise ValidationError(STUCK.format(name=found.name)) from error


def _names_of(person: Person) -> tuple[str, str]:
    return person.family_name, person.given_name


def _keep_names(survivor: Person, former: Iterable[tuple[str, str]]) -> list[int]:
    """Let the survivor be found by every name either had; returns the keys of the rows that were made for it."""
    has = {_names_of(survivor), *survivor.names.values_list("family_name", "given_name")}
    made = [
        PersonName.objects.create(
            person=survivor, kind=NameKind.SPELLING, family_name=family, given_name=given, note=_FROM_MERGE
        )
        for family, given in dict.fromkeys(former)
        if (family, given) not in has
    ]
    return [name.pk for name in made]


def _written(rows: Iterable[Any]) -> str:
    return str(serializers.serialize("json", rows, cls=_Exact))


class _Exact(DjangoJSONEncoder):
    """Moments to the microsecond: Django's own keeps milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _restore(written: str) -> None:
    for row in serializers.deserialize("json", written):
        row.save()


def _refresh(*ids: int) -> None:
    refresh_all(with_names(Person.objects.filter(pk__in=ids)))


def _tell(merge: Merge, name: str, comment: str, actor: User) -> None:
    """A line in the Verlauf of every case that either person has."""
    cases = Case.objects.filter(person__in=[merge.survivor_id, merge.merged_key]).order_by("pk")
    CaseTransition.objects.bulk_create(line_of(case, name, comment, actor=actor) for case in cases)
