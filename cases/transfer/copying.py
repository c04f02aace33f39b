"""Copying a file: read as the sender, written as the receiver, compared row by row.

Each half works under the wall of its own organisation (``acting_for``); no statement ever sees the rows of two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models
from django.views.decorators.debug import sensitive_variables

from cases.models import Case
from cases.transfer.files import File, travelling
from cases.transfer.parts import Entry, Model, table
from pik.accounts.acting import acting_for
from pik.accounts.models import Organisation, User
from pik.accounts.sealing import SealedField, open_field, seal_field, sealed_fields
from pik.core.public_ids import PublicIdField, new_public_id

BATCH = 500


class TransferBroken(Exception):
    """What arrived is not what was sent; nothing of it is kept."""


@dataclass
class Copy:
    """What went over: for each model the old keys with the new ones, and a checksum over the contents."""

    keys: dict[Model, dict[Any, Any]] = field(default_factory=dict)
    checksum: str = ""

    def new_case(self, case: Case) -> int:
        """The key of the case that ``case`` has become."""
        key: int = self.keys[Case][case.pk]
        return key

    @property
    def receipt(self) -> dict[str, Any]:
        """Counts and checksum; no content."""
        rows = {model._meta.label: len(keys) for model, keys in self.keys.items() if keys}
        return {"rows": dict(sorted(rows.items())), "checksum": self.checksum}


@dataclass(frozen=True)
class _Goal:
    """Where the rows go, and who works on them there."""

    organisation: Organisation
    lead: User | None
    actor: User


@sensitive_variables()
def copy_file(
    file: File, parts: Collection[str], *, sender_id: int, receiver: Organisation, lead: User | None, actor: User
) -> Copy:
    """Copy the rows of ``file`` that travel with ``parts`` to ``receiver``; the sender's rows stay as they are.

    ``lead`` is responsible there; without one what has to be done falls to ``actor``. To be called in a
    transaction. Raises ``TransferBroken`` when what arrived differs from what was sent.
    """
    goal = _Goal(receiver, lead, actor)
    with acting_for(sender_id):
        sent = {model: _read(file, model, entry, parts) for model, entry in table().items()}
        texts = {model: _opened(model, rows) for model, rows in sent.items()}
        before = {
            model: [_content(model, row, texts[model].get(row.pk)) for row in rows] for model, rows in sent.items()
        }
    copy, arrived = Copy(), {}
    with acting_for(receiver.pk):
        for model, entry in table().items():
            arrived[model] = _write(model, entry, sent[model], texts[model], copy, goal)
        after = {model: _arrived(model, arrived[model]) for model in arrived}
    kept = {model: [before[model][place] for place, _ in arrived[model]] for model in arrived}
    copy.checksum = _checksum(kept)
    if copy.checksum != _checksum(after):
        raise TransferBroken(f"Case {file.case.pk}: what arrived is not what was sent.")
    return copy


# --- Reading, as the sender -------------------------------------------------------------------------


def _read(file: File, model: Model, entry: Entry, parts: Collection[str]) -> list[Any]:
    return list(travelling(file, model, entry, parts))


def _sealed(model: Model) -> list[SealedField]:
    return [sealed for sealed in sealed_fields() if sealed.model is model]


@sensitive_variables()
def _opened(model: Model, rows: list[Any]) -> dict[Any, dict[str, str]]:
    """The sealed texts by row; only the sender's key opens them."""
    fields = _sealed(model)
    return {row.pk: {sealed.name: open_field(sealed, row) for sealed in fields} for row in rows} if fields else {}


# --- Writing, as the receiver -----------------------------------------------------------------------


@sensitive_variables()
def _write(
    model: Model, entry: Entry, rows: list[Any], texts: dict[Any, dict[str, str]], copy: Copy, goal: _Goal
) -> list[tuple[int, Any]]:
    """Insert copies of ``rows``; returns for each its place among them and its new key.

    A reference to what did not go along becomes empty; where it may not be, the row stays as well.
    """
    keys = copy.keys.setdefault(model, {})
    waiting, arrived = list(enumerate(rows)), []
    own = [f for f in _references(model) if f.related_model is model]
    while waiting:
        # Rows that point at others of their kind come after those.
        left = {row.pk for _, row in waiting}
        ready = [(place, row) for place, row in waiting if not any(getattr(row, f.attname) in left for f in own)]
        if not ready:
            raise TransferBroken(f"{model._meta.label}: rows point at each other in a circle.")
        waiting = [item for item in waiting if item not in ready]
        made = [(place, row, new) for place, row in ready if (new := _renewed(model, entry, row, copy, goal))]
        for _, row, new in made:
            for sealed in _sealed(model):
                seal_field(sealed, new, texts[row.pk][sealed.name])
        with _settled(model, entry):
            model._base_manager.bulk_create([new for *_, new in made], batch_size=BATCH)
        keys.update((row.pk, new.pk) for _, row, new in made)
        arrived += [(place, new.pk) for place, _, new in made]
    return sorted(arrived)


def _settled(model: Model, entry: Entry) -> AbstractContextManager[None]:
    """Let no trigger work out anew what the copy brings along; which ones, the table says."""
    if not entry.settled:
        return nullcontext()
    return pgtrigger.ignore(*(f"{model._meta.label}:{name}" for name in entry.settled))


def _references(model: Model) -> list[Any]:
    return [f for f in model._meta.concrete_fields if f.is_relation]


def _renewed(model: Model, entry: Entry, row: Any, copy: Copy, goal: _Goal) -> Any | None:
    """A new row like ``row``, of the receiver; None where it points at what did not go along."""
    values: dict[str, Any] = {}
    for f in _carried(model):
        value = _value(f, entry, row, copy, goal)
        is_lost = value is None and getattr(row, f.attname) is not None
        if is_lost and (not f.null or f.name in entry.needs):
            return None
        values[f.attname] = value
    return model(**values)


def _carried(model: Model) -> list[Any]:
    """The columns that are written: all but the key and what the database makes itself."""
    return [f for f in model._meta.concrete_fields if not f.primary_key and not f.generated]


def _value(f: Any, entry: Entry, row: Any, copy: Copy, goal: _Goal) -> Any:
    old = getattr(row, f.attname)
    if f.name == "organisation":
        return goal.organisation.pk
    if isinstance(f, PublicIdField):
        return new_public_id()
    if f.name in entry.anew:
        return entry.anew[f.name](goal.organisation)
    if f.name in entry.to_lead:
        return old and _responsible(f, goal)
    return None if f.name in entry.without else _remapped(f, entry, row, copy)


def _remapped(f: Any, entry: Entry, row: Any, copy: Copy) -> Any:
    """The key of the copy for a reference into the file; any other value as it is."""
    old = getattr(row, f.attname)
    if f.name in entry.subjects:
        return copy.keys[apps.get_model(entry.subjects[f.name][row.kind])][old]
    if f.is_relation and f.related_model in table():
        return copy.keys.get(f.related_model, {}).get(old)
    return old


def _responsible(f: Any, goal: _Goal) -> int | None:
    """Who works on the row there: the lead; without one nobody, or who accepted where there must be somebody."""
    if goal.lead is not None:
        return goal.lead.pk
    return None if f.null else goal.actor.pk


# --- Comparing --------------------------------------------------------------------------------------


def _content(model: Model, row: Any, texts: dict[str, str] | None) -> list[Any]:
    """What has to be the same on both sides: every column that is not made anew, and the sealed texts."""
    plain = [_plain(getattr(row, f.attname)) for f in compared_fields(model)]
    return [*plain, *sorted((texts or {}).items())]


def compared_fields(model: Model) -> list[models.Field]:  # type: ignore[type-arg]
    """The columns that arrive as they were."""
    entry = table()[model]
    renewed = {*entry.anew, *entry.to_lead, *entry.without, *entry.subjects, "organisation"}
    for sealed in _sealed(model):
        renewed |= {sealed.name, "key_number"}
    return [
        f
        for f in _carried(model)
        if f.name not in renewed
        and not isinstance(f, PublicIdField)
        and not (f.is_relation and f.related_model in table())
    ]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


@sensitive_variables()
def _arrived(model: Model, arrived: list[tuple[int, Any]]) -> list[list[Any]]:
    """What stands at the receiver now, read anew and opened with its own key, in the order of what was sent."""
    rows = model._base_manager.defer(None).in_bulk([key for _, key in arrived])
    texts = _opened(model, list(rows.values()))
    return [_content(model, rows[key], texts.get(key)) for _, key in arrived if key in rows]


def _checksum(contents: dict[Model, list[list[Any]]]) -> str:
    total = hashlib.sha256()
    for model, rows in contents.items():
        total.update(f"{model._meta.label}:{len(rows)}\n".encode())
        for content in rows:
            total.update(repr(content).encode())
    return total.hexdigest()
