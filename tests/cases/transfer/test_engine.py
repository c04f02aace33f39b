"""Every row of the chosen parts arrives as it was, and nothing of the person is left where she was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import Sum
from django.utils import timezone

from cases.enums import TransferPart, TransferStatus
from cases.models import Case, Person, SealedNote, Session, Transfer
from cases.queries import active_case_count
from cases.sealed import read_note
from cases.transfer.copying import TransferBroken, compared_fields
from cases.transfer.files import File, whole_file
from cases.transfer.parts import Model, table
from cases.transfer.queries import counted_here
from cases.transfer.reducing import histories
from pik.accounts.acting import acting_as, acting_for
from pik.accounts.models import Organisation
from tests.attacks import state
from tests.cases.transfer.conftest import ALL_PARTS, Sides
from tests.cases.transfer.rows import built_file, everywhere_but, texts_of
from tests.factories.cases import CaseFactory, SessionFactory
from tests.factories.sealed import SECRET

pytestmark = pytest.mark.django_db


def contents(file: File) -> dict[str, list[list[Any]]]:
    """What has to arrive, by model: the compared columns of the rows that travel."""
    found: dict[str, list[list[Any]]] = {}
    for model, entry in table().items():
        if entry.part:
            rows = file.rows(model).filter(entry.only)
            found[model._meta.label] = [[plain(row, f) for f in compared_fields(model)] for row in rows]
    return found


def plain(row: Any, f: Any) -> Any:
    value = getattr(row, f.attname)
    return bytes(value) if isinstance(value, memoryview) else value


def statistics(organisation: Organisation) -> dict[str, Any]:
    """What an office counts of a period: cases, sessions and minutes by kind and topic."""
    sessions = Session.objects.filter(organisation=organisation)
    days = [case.starts_on for case in Case.objects.filter(organisation=organisation)]
    return {
        "cases": Case.objects.filter(organisation=organisation).count(),
        "active": [active_case_count(organisation, day) for day in sorted(days)],
        "kinds": sorted(sessions.order_by().values_list("kind").annotate(m=Sum("duration_minutes"))),
        "topics": sorted(sessions.values_list("held_on", "topics", "duration_minutes")),
    }


def left_of(model: Model, organisation: Organisation) -> int:
    return model._base_manager.filter(organisation=organisation).count()


# --- All parts --------------------------------------------------------------------------------------


def test_every_row_arrives_field_by_field(sides: Sides) -> None:
    file = built_file(sides.case)
    sent = contents(file)

    new = sides.accept(sides.send(*ALL_PARTS), lead=sides.taker)

    arrived = contents(whole_file(new))
    assert arrived == sent
    assert all(rows for rows in sent.values())


def test_rows_point_at_each_other_as_before(sides: Sides) -> None:
    built_file(sides.case)

    new = sides.accept(sides.send(*ALL_PARTS), lead=sides.taker)

    file = whole_file(new)
    foreign = [
        f"{model._meta.label}.{f.name}"
        for model in table()
        for row in file.rows(model)
        for f in model._meta.concrete_fields
        if f.is_relation
        and f.related_model in table()
        and getattr(row, f.attname) is not None
        and getattr(row, f.name).organisation_id not in {sides.mauer.pk, None}
        and model is not Transfer
    ]
    assert foreign == []


def test_new_case_goes_on_where_the_old_one_was(sides: Sides) -> None:
    before = Case.objects.get(pk=sides.case.pk)

    new = sides.accept(sides.send(), lead=sides.taker)

    kept = ("starts_on", "ends_on", "term_basis", "status")
    assert [getattr(new, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (new.organisation, new.lead) == (sides.mauer, sides.taker)
    assert new.number != before.number
    assert new.arrival.case_number == before.number


def test_sealed_notes_open_with_the_receivers_key(sides: Sides) -> None:
    built_file(sides.case)

    new = sides.accept(sides.send(*ALL_PARTS), lead=sides.taker)

    with acting_as(sides.taker):
        notes = list(SealedNote.objects.filter(case=new))
        texts = [read_note(note, sides.taker) for note in notes]
    assert texts == [SECRET] * 3
    assert sorted(note.kind for note in notes) == ["health", "health", "referral"]


def test_nothing_of_the_person_is_left_at_the_sender(sides: Sides) -> None:
    file = built_file(sides.case)
    texts = texts_of(file)
    assert len(texts) > 15

    sides.accept(sides.send(*ALL_PARTS), lead=sides.taker)

    rest = everywhere_but(sides.mauer.pk)
    assert sorted(text for text in texts if text in rest) == []


def test_statistics_of_the_sender_stay_the_same(sides: Sides) -> None:
    built_file(sides.case)
    SessionFactory(case=CaseFactory(organisation=sides.ladenburg))
    before = statistics(sides.ladenburg)

    sides.accept(sides.send(*ALL_PARTS), lead=sides.taker)

    assert statistics(sides.ladenburg) == before


def test_receiver_counts_from_the_day_it_took_over(sides: Sides) -> None:
    today = timezone.localdate()
    SessionFactory(case=sides.case, held_on=today - timedelta(days=3))

    new = sides.accept(sides.send("sessions"), lead=sides.taker)

    SessionFactory(case=new, held_on=today)
    counted = Session.objects.filter(counted_here(), organisation=sides.mauer)
    assert [session.held_on for session in counted] == [today]
    assert [active_case_count(sides.mauer, today - timedelta(days=days)) for days in (1, 0)] == [0, 1]
    assert [active_case_count(sides.ladenburg, today - timedelta(days=days)) for days in (1, 0)] == [1, 0]


def test_case_of_the_sender_is_handed_over(sides: Sides) -> None:
    sides.accept(sides.send(), lead=sides.taker)

    case = Case.objects.get(pk=sides.case.pk)
    assert case.status == "transferred"
    assert str(Person.objects.get(pk=case.person_id)) == "übergeleitet, –"


def test_history_begins_with_what_arrived(sides: Sides) -> None:
    built_file(sides.case)
    old = sides.case.person_id

    new = sides.accept(sides.send(*ALL_PARTS), lead=sides.taker)

    (events,) = histories(Person)
    assert events.objects.filter(pgh_obj=old).count() == 0
    assert events.objects.filter(pgh_obj=new.person_id).count() == 1


def test_receipt_counts_the_rows(sides: Sides) -> None:
    built_file(sides.case)
    transfer = sides.send(*ALL_PARTS)

    sides.accept(transfer)

    receipt = Transfer.objects.get(pk=transfer.pk).receipt
    assert receipt["rows"]["cases.Case"] == 1
    assert receipt["rows"]["cases.Person"] == 2
    assert receipt["rows"]["cases.SealedNote"] == 3
    assert len(receipt["checksum"]) == 64


# --- A choice ---------------------------------------------------------------------------------------


def test_what_was_not_chosen_exists_nowhere(sides: Sides) -> None:
    built_file(sides.case)

    sides.accept(sides.send(), lead=sides.taker)

    optional = [m for m, entry in table().items() if entry.part not in {None, TransferPart.PERSON}]
    assert {m._meta.label: left_of(m, sides.mauer) for m in optional if left_of(m, sides.mauer)} == {}


@pytest.mark.parametrize("part", ["household", "sealed", "referrals", "documents"])
def test_one_part_brings_its_rows_and_no_others(part: str, sides: Sides) -> None:
    built_file(sides.case)

    sides.accept(sides.send(part), lead=sides.taker)

    there = {m for m, entry in table().items() if entry.part and left_of(m, sides.mauer)}
    allowed = {m for m, entry in table().items() if entry.part in {part, TransferPart.PERSON}}
    assert there <= allowed


def test_step_without_its_session_arrives_without_the_reference(sides: Sides) -> None:
    built_file(sides.case)

    new = sides.accept(sides.send("plan"))

    (goal,) = new.plan.goals.all()
    (step,) = goal.steps.all()
    assert (step.done_on is not None, step.done_in) == (True, None)


def test_relative_with_a_case_of_her_own_stays(sides: Sides) -> None:
    built_file(sides.case)
    child = Person.objects.get(given_name="Maultaschenkind")
    CaseFactory(organisation=sides.ladenburg, person=child)

    new = sides.accept(sides.send("household"))

    assert Person.objects.filter(organisation=sides.mauer).count() == 1
    assert new.person.memberships.get().household.name == "Haushalt Zwiebelkuchen"
    assert child.memberships.get().household.name == "Haushalt Zwiebelkuchen"


def test_earlier_case_goes_along_when_chosen_and_is_reduced_in_any_case(sides: Sides) -> None:
    earlier = CaseFactory(organisation=sides.ladenburg, person=sides.case.person, closed=True)
    session = SessionFactory(case=earlier, note="Damals ging es um die Wohnung.")

    new = sides.accept(sides.send("sessions", "earlier"))

    numbers = Case.objects.filter(person=new.person).count()
    assert (numbers, Session.objects.get(organisation=sides.mauer).note) == (2, "Damals ging es um die Wohnung.")
    session.refresh_from_db()
    assert (session.note, session.duration_minutes) == ("", 45)


def test_without_a_lead_the_case_waits_for_one_and_work_falls_to_who_accepted(sides: Sides) -> None:
    built_file(sides.case)

    new = sides.accept(sides.send("sessions"))

    assert new.lead is None
    assert {row.assigned_to for row in new.follow_ups.all()} == {sides.taker}


# --- When something goes wrong ----------------------------------------------------------------------


def test_crash_in_the_middle_leaves_everything_as_it_was(sides: Sides) -> None:
    built_file(sides.case)
    transfer = sides.send(*ALL_PARTS)
    before = state.rows()

    def lose_connection(execute: Callable[..., Any], sql: Any, *args: Any) -> Any:
        # The receiver has its copy by then, the sender has lost its first rows.
        if "DELETE FROM" in str(sql) and "cases_goal" in str(sql):
            raise OperationalError("the connection is gone")
        return execute(sql, *args)

    with pytest.raises(OperationalError, match="gone"), connection.execute_wrapper(lose_connection):
        sides.accept(transfer)

    after = state.rows()
    assert {name for name in before if before[name] != after[name]} == set()
    assert Transfer.objects.get(pk=transfer.pk).status == TransferStatus.SENT


def test_what_arrives_otherwise_is_refused(sides: Sides) -> None:
    built_file(sides.case)
    transfer = sides.send(*ALL_PARTS)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION garbled() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.note := 'etwas anderes'; RETURN NEW; END $$;"
            "CREATE TRIGGER garbled BEFORE INSERT ON cases_session FOR EACH ROW EXECUTE FUNCTION garbled()"
        )

    with pytest.raises(TransferBroken):
        sides.accept(transfer)

    assert Transfer.objects.get(pk=transfer.pk).status == TransferStatus.SENT


def test_engine_reads_and_writes_behind_the_walls(sides: Sides) -> None:
    """As anybody else: acting for the receiver nothing of the sender's file exists."""
    file = built_file(sides.case)

    with acting_for(sides.mauer.pk):
        seen = {m._meta.label: file.rows(m).count() for m in table()}

    assert {label for label, count in seen.items() if count} == set()
