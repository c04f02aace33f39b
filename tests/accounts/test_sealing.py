"""The keys of organisations: made once, changed by command, and none of them readable in the database."""

from __future__ import annotations

import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction

from cases.models import SealedNote
from cases.models.sealed import SEALED_NOTE
from pik.accounts.models import Draft, Organisation, OrganisationKey
from pik.accounts.sealing import open_field, rotate, seal_field, sealed_fields
from pik.core.sealing import SealBroken, new_key
from tests.factories.accounts import OrganisationFactory
from tests.factories.sealed import SECRET, SealedNoteFactory

pytestmark = pytest.mark.django_db


def opened() -> list[str]:
    return [open_field(SEALED_NOTE, note) for note in SealedNote.objects.order_by("pk")]


def key_numbers() -> list[int]:
    return list(SealedNote.objects.order_by("pk").values_list("key_number", flat=True))


def run(command: str, **options: Any) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue().strip()


def overwrite(note: SealedNote, blob: bytes) -> None:
    """Change the sealed bytes as the owner of the database could: past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        cursor.execute("UPDATE cases_sealednote SET sealed = %s WHERE id = %s", [blob, note.pk])
        cursor.execute("SET session_replication_role = DEFAULT")


def test_first_note_makes_the_key_and_the_second_uses_it() -> None:
    note = SealedNoteFactory()
    SealedNoteFactory(case=note.case)

    key = OrganisationKey.objects.get()
    assert (key.organisation, key.number, key.master_key_number, key.retired_at) == (note.organisation, 1, 1, None)
    assert opened() == [SECRET, SECRET]


def test_rotation_seals_all_anew_and_retires_the_old_key() -> None:
    case = SealedNoteFactory().case
    SealedNoteFactory.create_batch(4, case=case)
    elsewhere = SealedNoteFactory()
    before = bytes(SealedNote.objects.earliest("pk").sealed)

    told = run("rotate_keys", organisation=case.organisation.ags, batch=2)

    keys = OrganisationKey.objects.filter(organisation=case.organisation).order_by("number")
    assert told == f"{case.organisation}: 5 Felder sind neu versiegelt."
    assert [(key.number, key.retired_at is None) for key in keys] == [(1, False), (2, True)]
    assert key_numbers() == [2, 2, 2, 2, 2, 1]
    assert opened() == [SECRET] * 6
    assert bytes(SealedNote.objects.earliest("pk").sealed) != before
    assert elsewhere.organisation.keys.count() == 1


def test_rotation_of_all_goes_through_each_organisation() -> None:
    SealedNoteFactory(), SealedNoteFactory()

    run("rotate_keys")

    assert key_numbers() == [2, 2]


def test_interrupted_rotation_is_finished_by_the_next_call_with_the_same_key() -> None:
    first = SealedNoteFactory()
    middle, _last = SealedNoteFactory.create_batch(2, case=first.case)
    whole = bytes(middle.sealed)
    overwrite(middle, b"\x01broken")

    with pytest.raises(CommandError, match=f"cases.SealedNote {middle.pk}"):
        run("rotate_keys", batch=1)
    interrupted = key_numbers()
    overwrite(middle, whole)
    readable = opened()
    run("rotate_keys", batch=1)

    assert interrupted == [2, 1, 1]
    assert readable == [SECRET] * 3
    assert key_numbers() == [2, 2, 2]
    assert OrganisationKey.objects.count() == 2
    assert opened() == [SECRET] * 3


def test_after_rewrapping_the_old_master_key_can_go(settings: Any) -> None:
    SealedNoteFactory(), SealedNoteFactory()
    sealed = list(SealedNote.objects.order_by("pk").values_list("sealed", flat=True))
    old, new = settings.MASTER_KEYS[1], new_key()

    settings.MASTER_KEYS = {2: new, 1: old}
    both = opened()
    told = run("rewrap_keys")
    settings.MASTER_KEYS = {2: new}

    assert both == opened() == [SECRET, SECRET]
    assert told.startswith("2 Datenschlüssel sind neu verpackt.")
    assert run("rewrap_keys").startswith("0 Datenschlüssel")
    assert list(SealedNote.objects.order_by("pk").values_list("sealed", flat=True)) == sealed


def test_interrupted_rewrapping_keeps_what_is_done_and_goes_on(settings: Any) -> None:
    SealedNoteFactory(), SealedNoteFactory()
    last = OrganisationKey.objects.latest("pk")
    whole = bytes(last.wrapped)
    OrganisationKey.objects.filter(pk=last.pk).update(wrapped=b"\x01broken")
    settings.MASTER_KEYS = {2: new_key(), 1: settings.MASTER_KEYS[1]}

    with pytest.raises(CommandError):
        run("rewrap_keys")
    interrupted = list(OrganisationKey.objects.order_by("pk").values_list("master_key_number", flat=True))
    OrganisationKey.objects.filter(pk=last.pk).update(wrapped=whole)
    run("rewrap_keys")

    assert interrupted == [2, 1]
    assert opened() == [SECRET, SECRET]


def test_without_its_master_key_nothing_opens(settings: Any) -> None:
    SealedNoteFactory()
    settings.MASTER_KEYS = {2: new_key()}

    with pytest.raises(SealBroken, match="master key 1 is missing"):
        opened()


def test_key_put_under_another_organisation_does_not_open() -> None:
    note, other = SealedNoteFactory(), SealedNoteFactory()
    key, foreign = note.organisation.keys.get(), other.organisation.keys.get()
    OrganisationKey.objects.filter(pk=key.pk).update(wrapped=foreign.wrapped)

    with pytest.raises(SealBroken):
        open_field(SEALED_NOTE, note)


def test_organisation_has_one_active_key() -> None:
    key = SealedNoteFactory().organisation.keys.get()

    with pytest.raises(IntegrityError, match="organisation_key_one_active"), transaction.atomic():
        OrganisationKey.objects.create(
            organisation=key.organisation, number=2, wrapped=key.wrapped, master_key_number=1
        )


def test_keys_are_never_deleted() -> None:
    SealedNoteFactory()

    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        OrganisationKey.objects.all().delete()


def test_every_sealed_field_is_registered() -> None:
    assert {(field.model, field.name) for field in sealed_fields()} == {(SealedNote, "sealed"), (Draft, "sealed")}


@pytest.mark.django_db(transaction=True)
def test_two_first_notes_at_once_make_one_key() -> None:
    organisation: Organisation = OrganisationFactory()
    begin, failures = threading.Barrier(4), []

    def first_note() -> None:
        try:
            begin.wait(10)
            with transaction.atomic():
                note = SealedNote(organisation=organisation, author_id=1, case_id=1)
                seal_field(SEALED_NOTE, note, SECRET)
        except IntegrityError as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=first_note) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failures == []
    assert OrganisationKey.objects.filter(organisation=organisation).count() == 1


@pytest.mark.django_db(transaction=True)
def test_note_under_way_is_found_by_the_rotation() -> None:
    with transaction.atomic():
        case = SealedNoteFactory().case
    counts: list[int] = []

    def change() -> None:
        try:
            counts.append(rotate(case.organisation_id))
        finally:
            connection.close()

    rotation = threading.Thread(target=change)
    with transaction.atomic():
        SealedNoteFactory(case=case)
        rotation.start()
        rotation.join(0.5)
        waited = rotation.is_alive()
    rotation.join(30)

    assert waited
    assert counts == [2]
    assert key_numbers() == [2, 2]
