"""What the sender keeps of a file that moved: what its statistics count, and nothing that leads to the person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, models, transaction

from cases.models import Case, Person
from cases.transfer.files import File
from cases.transfer.parts import AS_IT_IS, LOOSE, Model, references, remains_at_sender, table
from pik.accounts.acting import acting_for
from pik.core.declarations import Category, Erasure, declaration_of

#: Marks, references and times of a row that stays: they tell nothing of the person once the row itself does not.
_TELLS_NOTHING = {Category.TECHNICAL, Category.LOG}


def reduce_file(file: File, *, organisation_id: int) -> None:
    """Delete or empty every row of ``file`` at the sender, with its history and what names it elsewhere.

    To be called in the transaction in which the receiver got its copy.
    """
    with acting_for(organisation_id), _unprotected():
        rows = {model: list(file.rows(model).values_list("pk", flat=True)) for model in table()}
        _forget_history(rows)  # as long as the rows are there: some histories exist only for whom their rows do
        for model in reversed(table()):
            _reduce(model, rows[model], file)
        _forget_history(rows)  # what emptying has just written
        for public_id in Case.objects.filter(pk__in=file.case_ids).values_list("public_id", flat=True):
            for label, naming in LOOSE.items():
                apps.get_model(label)._base_manager.filter(naming(public_id)).delete()


def _reduce(model: Model, keys: list[Any], file: File) -> None:
    stay = _staying(model, keys, file)
    if stay:
        model._base_manager.filter(pk__in=stay).update(**emptied(model))
    # Straight from the table: rows of one kind may point at each other, and the database checks when all are gone.
    model._base_manager.filter(pk__in=set(keys) - set(stay))._raw_delete(DEFAULT_DB_ALIAS)


def _staying(model: Model, keys: list[Any], file: File) -> list[Any]:
    """The rows that are emptied; the others are deleted."""
    if model is Person:
        # She whose cases are counted stays as a row without a name, and so does a relative whom another file names.
        return [key for key in keys if key == file.case.person_id or _is_named_elsewhere(key)]
    if not remains_at_sender(model):
        return []
    return list(model._base_manager.filter(table()[model].remains_only, pk__in=keys).values_list("pk", flat=True))


def _is_named_elsewhere(person: Any) -> bool:
    """Whether a row that is left still points at ``person``; those of the file are gone by then."""
    return any(
        model._base_manager.filter(**{f.name: person}).exists()
        for model in table()
        for f in references(model)
        if f.related_model is Person
    )


def emptied(model: Model) -> dict[str, Any]:
    """The values with which a row of ``model`` stays; raises ``ValueError`` for a column nobody said anything about."""
    said = dict(table()[model].remains_as)
    values = {name: value for name, value in said.items() if value is not AS_IT_IS}
    for f in model._meta.concrete_fields:
        if f.name in said or f.generated or not _has_to_go(model, f):
            continue
        values[f.name] = _nothing(f)
    return values


def _has_to_go(model: Model, f: Any) -> bool:
    if f.is_relation and f.related_model in table():
        # What the row hung on is deleted, unless that stays as well.
        return f.null and not _stays(f.related_model)
    declared = declaration_of(model, f.name)
    return declared is not None and declared.fate.erasure == Erasure.DELETE and declared.category not in _TELLS_NOTHING


def _stays(model: Model) -> bool:
    return model is Person or remains_at_sender(model)


def _nothing(f: models.Field[Any, Any]) -> Any:
    if f.null:
        return None
    if isinstance(f, ArrayField):
        return []
    if isinstance(f, models.JSONField):
        return {}
    if isinstance(f, models.CharField | models.TextField):
        return ""
    raise ValueError(f"{f.model._meta.label}.{f.name}: say in remains_as what is left of it.")


def _forget_history(rows: Mapping[Model, list[Any]]) -> None:
    """The sender's field history of the file goes as well; the receiver's begins with what arrived."""
    for model, keys in rows.items():
        for event in histories(model):
            event._base_manager.filter(pgh_obj__in=keys).delete()


def histories(model: Model) -> list[Model]:
    """The tables in which pghistory keeps former rows of ``model``."""
    return [found for found in apps.get_models() if getattr(found, "pgh_tracked_model", None) is model]


@contextmanager
def _unprotected() -> Iterator[None]:
    """Let the rows of a file be changed and deleted that are append-only otherwise (ADR 14).

    Only here, only the triggers that protect tables of the table in ``parts.py`` and their histories, and only until
    the block ends; the walls stand, so that nobody else's rows are reached.
    """
    # The savepoint inside: after an error it is rolled back before the triggers are switched on again.
    with pgtrigger.ignore(*protecting_triggers()), transaction.atomic():
        yield


def protecting_triggers() -> list[str]:
    """The names of the triggers that keep rows of a file as they are."""
    tables = [m for model in table() for m in (model, *histories(model))]
    return [
        f"{model._meta.label}:{trigger.name}"
        for model in tables
        for trigger in getattr(model._meta, "triggers", ())
        if isinstance(trigger, pgtrigger.Protect | pgtrigger.ReadOnly)
    ]
