"""Sealed notes: who reads them, who doesn't, and that their text stands nowhere."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases import sealed
from cases.enums import ReadThrough, SealedKind
from cases.lifecycle.actions import close_case
from cases.models import Case, EmergencyAccess, SealedNote, SealedReading, Session
from cases.rules import Duty, reads_by_duty
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.accounts.signing_in.sessions import PROVIDER_KEY
from pik.core.sealing import SealBroken
from tests.factories.accounts import MembershipFactory, user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.sealed import SECRET, EmergencyAccessFactory, SealedNoteFactory, SealedReadingFactory

pytestmark = pytest.mark.django_db
OTHERS = [role for role in Role if role not in {Role.INTEGRATIONSMANAGER, Role.TEAMLEITUNG}]
LEADERSHIP = (SealedKind.REFERRAL, SealedKind.HEALTH)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, note: SealedNote) -> str:
    return reverse(f"cases:{name}", kwargs={"public_id": note.case.public_id, "note_id": note.public_id})


def read(user: User, note: SealedNote) -> Any:
    return client_of(user).post(address("sealed_read", note))


def as_owner(sql: str, *values: Any) -> None:
    """What the owner of the database could do: past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = DEFAULT")


# --- Who reads ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "who", "reads"),
    [
        (SealedKind.PRIVATE, "author", True),
        (SealedKind.PRIVATE, "lead", False),
        (SealedKind.PRIVATE, "colleague", False),
        (SealedKind.REFERRAL, "author", True),
        (SealedKind.REFERRAL, "lead", True),
        (SealedKind.REFERRAL, "colleague", False),
        (SealedKind.HEALTH, "author", True),
        (SealedKind.HEALTH, "lead", True),
        (SealedKind.HEALTH, "colleague", False),
    ],
)
@pytest.mark.parametrize("role", [Role.INTEGRATIONSMANAGER, Role.TEAMLEITUNG])
def test_reader_of_each_kind_by_her_part_in_the_case(
    case: Case, role: Role, kind: SealedKind, who: str, reads: bool
) -> None:
    user = user_with_role(role, case.organisation)
    if who == "lead":
        Case.objects.filter(pk=case.pk).update(lead=user)
        case.refresh_from_db()
    note = SealedNoteFactory(
        case=case, kind=kind, author=user if who == "author" else user_with_role(role, case.organisation)
    )

    answer = read(user, note)

    assert (answer.status_code, SECRET in answer.content.decode()) == ((200, True) if reads else (404, False))
    assert SealedReading.objects.filter(reader=user).count() == int(reads)
    assert reads_by_duty(user.pk, kind=kind, author_id=note.author_id, duty=Duty(case.lead_id)) == reads


@pytest.mark.parametrize("kind", SealedKind)
@pytest.mark.parametrize("role", OTHERS)
def test_role_that_does_not_counsel_reads_nothing(case: Case, role: Role, kind: SealedKind) -> None:
    note = SealedNoteFactory(case=case, kind=kind)
    here = case.organisation.kind in role.organisation_kinds
    user = user_with_role(role, case.organisation if here else None)

    answers = [read(user, note), *(client_of(user).get(a) for a in (address("sealed_note", note), case_page(case)))]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not any(word in answer.content.decode() for answer in answers for word in (SECRET, "Vermittlung"))


def case_page(case: Case) -> str:
    return reverse("cases:case_sealed", kwargs={"public_id": case.public_id})


def test_author_who_no_longer_counsels_reads_nothing(case: Case) -> None:
    author = user_with_role(Role.DATENSCHUTZ, case.organisation)
    note = SealedNoteFactory(case=case, author=author)

    assert read(author, note).status_code == 404
    with pytest.raises(PermissionDenied):
        sealed.read_note(note, author)


def test_author_acting_in_another_organisation_reads_nothing(case: Case) -> None:
    note = SealedNoteFactory(case=case)
    elsewhere = MembershipFactory(user=case.lead)
    case.lead.act_as(elsewhere)

    with pytest.raises(PermissionDenied):
        sealed.read_note(note, case.lead)


def test_others_learn_the_number_of_notes_and_nothing_else(case: Case) -> None:
    notes = [SealedNoteFactory(case=case, kind=kind, author=case.lead) for kind in LEADERSHIP]
    colleague = user_with_role(Role.TEAMLEITUNG, case.organisation)

    answer = client_of(colleague).get(case_page(case))
    html = answer.content.decode()

    # That there is one on a protected referral is not told either.
    assert "Eine versiegelte Notiz lesen Sie nicht." in html
    assert answer.context["notes"] == []
    assert not any(note.public_id in html for note in notes)
    assert "no-store" in answer["Cache-Control"]


# --- Writing and reading --------------------------------------------------------------------------


def test_note_is_written_once_and_read_with_a_trace(case: Case, web: Client) -> None:
    form = {"submission_key": str(uuid.uuid4()), "kind": "referral", "text": f" {SECRET} "}
    for _ in range(2):
        web.post(reverse("cases:sealed_add", kwargs={"public_id": case.public_id}), form)
    note = SealedNote.objects.get()

    answer = web.post(address("sealed_read", note))

    reading = SealedReading.objects.get()
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert SECRET in answer.content.decode()
    assert (reading.note, reading.reader, reading.through, reading.kind) == (
        note,
        case.lead,
        ReadThrough.DUTY,
        "referral",
    )
    assert "Wer gelesen hat" in web.get(case_page(case)).content.decode()


def test_note_asked_for_by_get_is_not_opened(case: Case, web: Client) -> None:
    note = SealedNoteFactory(case=case)

    reloaded, shown = web.get(address("sealed_read", note)), web.get(address("sealed_note", note))

    assert (reloaded.status_code, reloaded["Location"]) == (302, address("sealed_note", note))
    assert SECRET not in shown.content.decode()
    assert SealedReading.objects.count() == 0


def test_correction_is_a_new_note_of_the_same_kind(case: Case) -> None:
    old = SealedNoteFactory(case=case, kind=SealedKind.HEALTH)

    new = sealed.write_note(case, actor=case.lead, kind=SealedKind.HEALTH, text="Anders", corrects=old)

    assert (new.corrects, sealed.read_note(old, case.lead), sealed.read_note(new, case.lead)) == (old, SECRET, "Anders")
    with pytest.raises(ValidationError):
        sealed.write_note(case, actor=case.lead, kind=SealedKind.PRIVATE, text="Anders", corrects=old)
    colleague = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)
    with pytest.raises(PermissionDenied):
        sealed.write_note(case, actor=colleague, kind=SealedKind.HEALTH, text="Anders", corrects=old)


def test_closed_case_is_read_and_gets_no_new_note(case: Case) -> None:
    note = SealedNoteFactory(case=case)
    close_case(case, actor=case.lead, reason="moved")

    assert sealed.read_note(note, case.lead) == SECRET
    with pytest.raises(ValidationError, match="abgeschlossen"):
        sealed.write_note(case, actor=case.lead, kind=SealedKind.PRIVATE, text="x")


def test_session_form_seals_the_own_note_with_the_session(case: Case, web: Client) -> None:
    form = {
        "submission_key": str(uuid.uuid4()),
        "held_on": "2026-09-15",
        "kind": "in_person",
        "duration": "45",
        "topics": ["language"],
        "own_note": SECRET,
    }
    answer = web.post(reverse("cases:session_log", kwargs={"public_id": case.public_id}), form)

    note = SealedNote.objects.get()
    assert answer.status_code == 302
    assert (note.kind, note.session, note.author) == (SealedKind.PRIVATE, Session.objects.get(), case.lead)
    assert sealed.read_note(note, case.lead) == SECRET


# --- The text stands nowhere ----------------------------------------------------------------------


def columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        return cursor.fetchall()


def places_of(word: str) -> list[str]:
    """Every column of the database that holds ``word``, as the owner sees it, bytes included."""
    found = []
    with connection.cursor() as cursor:
        for table, column in columns():
            cursor.execute(
                f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s OR "{column}"::text LIKE %s)',  # noqa: S608
                [f"%{word}%", f"%{word.encode().hex()}%"],
            )
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def test_word_of_a_note_stands_nowhere_in_the_database(case: Case, web: Client) -> None:
    web.post(
        reverse("cases:session_log", kwargs={"public_id": case.public_id}),
        {
            "submission_key": str(uuid.uuid4()),
            "held_on": "2026-09-15",
            "kind": "in_person",
            "duration": "45",
            "topics": ["language"],
            "note": "Marillenknoedel",
            "own_note": SECRET,
        },
    )
    web.post(address("sealed_read", SealedNote.objects.get()))

    assert places_of(SECRET) == []
    assert sorted(places_of("Marillenknoedel")) == ["cases_session.note", "cases_sessionevent.note"]


@pytest.mark.parametrize("change", ["bytes", "case", "kind", "author", "public_id"])
def test_note_that_was_moved_does_not_open_and_the_page_says_so(case: Case, change: str) -> None:
    note, other = SealedNoteFactory(case=case, kind=SealedKind.HEALTH), SealedNoteFactory(case=case)
    colleague = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)
    elsewhere = CaseFactory(organisation=case.organisation, lead=case.lead)
    statement, value = {
        "bytes": ("UPDATE cases_sealednote SET sealed = %s WHERE id = %s", bytes(other.sealed)),
        "case": ("UPDATE cases_sealednote SET case_id = %s WHERE id = %s", elsewhere.pk),
        "kind": ("UPDATE cases_sealednote SET kind = %s WHERE id = %s", SealedKind.REFERRAL),
        "author": ("UPDATE cases_sealednote SET author_id = %s WHERE id = %s", colleague.pk),
        "public_id": ("UPDATE cases_sealednote SET public_id = %s WHERE id = %s", "23456789bcdf"),
    }[change]
    as_owner(statement, value, note.pk)
    note = SealedNote.objects.get(pk=note.pk)
    reader = colleague if change == "author" else case.lead

    answer = read(reader, note)

    assert answer.status_code == 200
    assert "Diese Notiz lässt sich nicht öffnen" in answer.content.decode()
    assert SECRET not in answer.content.decode()
    assert SealedReading.objects.count() == 0
    with pytest.raises(SealBroken):
        sealed.read_note(note, reader)


# --- What the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize("factory", [SealedNoteFactory, EmergencyAccessFactory, SealedReadingFactory])
def test_factory_makes_a_valid_object(factory: Any) -> None:
    factory().full_clean()


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (SealedNoteFactory, {"kind": "x"}, "sealed_note_kind_known"),
        (SealedReadingFactory, {"kind": "x"}, "sealed_reading_kind_known"),
        (SealedReadingFactory, {"through": ReadThrough.EMERGENCY}, "sealed_reading_through_known"),
        (EmergencyAccessFactory, {"reason": "Notfall jetzt"}, "emergency_access_reasoned"),
    ],
)
def test_row_beyond_the_edge_is_refused(factory: Any, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**values)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (SealedNote, {"kind": SealedKind.HEALTH}),
        (SealedNote, {"sealed": b"anders"}),
        (SealedNote, {"key_number": 0}),
        (SealedReading, {"kind": SealedKind.HEALTH}),
        (EmergencyAccess, {"reason": "Ein ganz anderer Grund"}),
    ],
)
def test_row_is_append_only(model: Any, values: dict[str, Any]) -> None:
    note = SealedNoteFactory()
    SealedReadingFactory(note=note)
    EmergencyAccessFactory(case=note.case)

    with pytest.raises(ProgrammingError), transaction.atomic():
        model.objects.update(**values)
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608


@pytest.mark.web
@pytest.mark.parametrize("name", ["sealed_read", "emergency_take"])
def test_session_for_which_only_the_service_vouches_opens_nothing(case: Case, web: Client, name: str) -> None:
    note = SealedNoteFactory(case=case, author=case.lead)
    session = web.session
    session[PROVIDER_KEY] = case.organisation_id
    session.save()
    kwargs = {"public_id": case.public_id} | ({"note_id": note.public_id} if name == "sealed_read" else {})

    answer = web.post(reverse(f"cases:{name}", kwargs=kwargs), {"reason": "Es geht um das Leben eines Kindes."})

    assert answer["Location"] == reverse("cases:case_sealed", kwargs={"public_id": case.public_id})
    assert (SealedReading.objects.count(), EmergencyAccess.objects.count()) == (0, 0)
