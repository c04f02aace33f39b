"""The keys of organisations: who seals and opens asks here; rotation and re-wrapping of all of them.

The hierarchy: master keys (settings, never in the database) wrap the data keys of the organisations, those seal the
fields. A model with a sealed field joins by one line: ``register(SealedField(Model, "field"))``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from pik.accounts.acting import acting_for
from pik.accounts.models import OrganisationKey
from pik.core.sealing import SealBroken, new_key, open_sealed, seal, unwrap_key, wrap_key

BATCH = 200
# Any number will do; it only must differ from those of other advisory locks.
_FIRST_KEY = 5_012_027


@dataclass(frozen=True)
class SealedField:
    """A sealed field of a model with ``organisation``, ``key_number`` and ``place`` (what else binds the row)."""

    model: type[models.Model]
    name: str

    def bound_to(self, row: Any, key_number: int) -> list[str]:
        """The place of the value: table, field, organisation, key, and what the row itself names."""
        return [self.model._meta.db_table, self.name, str(row.organisation_id), str(key_number), *row.place]

    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.all()


_fields: list[SealedField] = []


def register(field: SealedField) -> SealedField:
    """Make a sealed field known, so that a new key seals it anew; called once when the module loads."""
    if field not in _fields:
        _fields.append(field)
    return field


def sealed_fields() -> Sequence[SealedField]:
    """All registered fields."""
    return tuple(_fields)


# --- Sealing and opening --------------------------------------------------------------------------


def seal_field(field: SealedField, row: Any, text: str) -> None:
    """Seal ``text`` into ``row`` (not saved yet) with its organisation's key of today, made when it is the first.

    The key stays locked until the transaction ends: a rotation waits, and finds the row.
    """
    key = _active_key(row.organisation_id)
    row.key_number = key.number
    setattr(row, field.name, seal(_unwrapped(key), text, field.bound_to(row, key.number)))


def open_field(field: SealedField, row: Any, key: OrganisationKey | None = None) -> str:
    """The text sealed in ``row``; raises ``SealBroken`` when it was altered, moved, or its key is missing.

    ``key``: the row's own, where the caller has read it already.
    """
    key = key or OrganisationKey.objects.filter(organisation=row.organisation_id, number=row.key_number).first()
    if key is None:
        raise SealBroken(f"The data key {row.key_number} of organisation {row.organisation_id} is missing.")
    return open_sealed(_unwrapped(key), bytes(getattr(row, field.name)), field.bound_to(row, row.key_number))


def _active_key(organisation_id: int) -> OrganisationKey:
    key = _locked_active_key(organisation_id)
    if key is None:
        # Of two at once the second waits here, and then finds the key of the first.
        # No lock on the organisation's row: the key's own reference to it would want a second one there.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_FIRST_KEY, organisation_id])
        key = _locked_active_key(organisation_id) or _make_key(organisation_id)
    return key


def _locked_active_key(organisation_id: int) -> OrganisationKey | None:
    active = OrganisationKey.objects.filter(organisation=organisation_id, retired_at__isnull=True)
    return active.select_for_update().first()


def _make_key(organisation_id: int) -> OrganisationKey:
    last = OrganisationKey.objects.filter(organisation=organisation_id).aggregate(n=Max("number"))["n"] or 0
    key = OrganisationKey(organisation_id=organisation_id, number=last + 1)
    _wrap(key, new_key())
    key.save()
    return key


# --- Wrapping -------------------------------------------------------------------------------------


def _first_master_key() -> tuple[int, bytes]:
    number: int = next(iter(settings.MASTER_KEYS))
    return number, settings.MASTER_KEYS[number]


def _bound(key: OrganisationKey) -> list[str]:
    return [str(key.organisation_id), str(key.number)]


def _wrap(key: OrganisationKey, plain: bytes) -> None:
    key.master_key_number, master = _first_master_key()
    key.wrapped = wrap_key(master, plain, _bound(key))


def _unwrapped(key: OrganisationKey) -> bytes:
    master = settings.MASTER_KEYS.get(key.master_key_number)
    if master is None:
        raise SealBroken(f"The master key {key.master_key_number} is missing in MASTER_KEYS.")
    return unwrap_key(master, bytes(key.wrapped), _bound(key))


# --- Changing keys --------------------------------------------------------------------------------


def rotate(organisation_id: int, batch: int = BATCH) -> int:
    """Give an organisation a new data key and seal all its fields anew; returns how many rows that were.

    Runs beside people at work. Interrupted, it is run again and first finishes, without yet another key.
    Raises ``SealBroken`` for a row that does not open; what was sealed before it stays so.
    """
    with acting_for(organisation_id):
        key = _locked_active_key(organisation_id)
        if key is None:
            return 0
        if not _has_outdated(organisation_id, key.number):
            key.retired_at = timezone.now()
            key.save(update_fields=["retired_at"])
            key = _make_key(organisation_id)
    return sum(_reseal(field, organisation_id, key.number, batch) for field in sealed_fields())


def _has_outdated(organisation_id: int, number: int) -> bool:
    return any(
        field.rows().filter(organisation=organisation_id, key_number__lt=number).exists() for field in sealed_fields()
    )


def _reseal(field: SealedField, organisation_id: int, number: int, batch: int) -> int:
    count = 0
    while done := _reseal_batch(field, organisation_id, number, batch):
        count += done
    return count


def _reseal_batch(field: SealedField, organisation_id: int, number: int, batch: int) -> int:
    with acting_for(organisation_id):
        outdated = field.rows().filter(organisation=organisation_id, key_number__lt=number)
        rows = list(outdated.select_for_update(of=("self",)).order_by("pk")[:batch])
        for row in rows:
            text = _opened(field, row)
            seal_field(field, row, text)
            field.rows().filter(pk=row.pk).update(
                **{field.name: getattr(row, field.name), "key_number": row.key_number}
            )
        return len(rows)


def _opened(field: SealedField, row: Any) -> str:
    try:
        return open_field(field, row)
    except SealBroken as error:
        raise SealBroken(f"{field.model._meta.label} {row.pk}: {error}") from None


def rewrap() -> int:
    """Wrap all data keys with the first master key, one by one; returns how many were wrapped by another.

    No field is touched. Afterwards the other master keys can go.
    """
    newest, _ = _first_master_key()
    ids = list(OrganisationKey.objects.exclude(master_key_number=newest).order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        with transaction.atomic():
            key = OrganisationKey.objects.select_for_update().get(pk=pk)
            _wrap(key, _unwrapped(key))
            key.save(update_fields=["wrapped", "master_key_number"])
    return len(ids)
