"""The access in an emergency: with a reason, for an hour, and lead and Datenschutz know at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend as LocMemBackend
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import sealed
from cases.announcements import EMERGENCY, recipients_for
from cases.enums import ReadThrough, SealedKind
from cases.models import Case, EmergencyAccess, SealedNote, SealedReading
from cases.models.sealed import EMERGENCY_LASTS
from pik.accounts.enums import Role
from pik.accounts.models import Membership, User
from pik.reminders.actions import create_due
from pik.reminders.models import Reminder
from tests.counting import counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.sealed import SECRET, EmergencyAccessFactory, SealedNoteFactory

pytestmark = pytest.mark.django_db
REASON = "Das Kind ist seit gestern verschwunden."
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def colleague(case: Case) -> User:
    return user_with_role(Role.INTEGRATIONSMANAGER, case.organisation, first_name="Emre", last_name="Yıldız")


@pytest.fixture
def watcher(case: Case) -> User:
    return user_with_role(Role.DATENSCHUTZ, case.organisation, first_name="Peter", last_name="Haas")


@pytest.fixture
def notes(case: Case) -> list[SealedNote]:
    return [SealedNoteFactory(case=case, kind=kind) for kind in SealedKind]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, case: Case) -> str:
    return reverse(f"cases:{name}", kwargs={"public_id": case.public_id})


def read(user: User, note: SealedNote) -> Any:
    where = {"public_id": note.case.public_id, "note_id": note.public_id}
    return client_of(user).post(reverse("cases:sealed_read", kwargs=where))


def test_page_says_before_who_will_know(case: Case, colleague: User, watcher: User) -> None:
    html = client_of(colleague).get(url("emergency_new", case)).content.decode()

    assert f"{case.lead.get_full_name()} (zuständig), Peter Haas (Datenschutz)." in html
    assert EmergencyAccess.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "Notfall", "Notfall jetzt", "a b c d e f", "..... ..... ....."])
def test_access_without_a_real_reason_is_refused(case: Case, colleague: User, reason: str) -> None:
    answer = client_of(colleague).post(url("emergency_take", case), {"reason": reason})

    assert answer.status_code == 422
    assert EmergencyAccess.objects.count() == 0
    with pytest.raises(ValidationError):
        sealed.take_emergency_access(case, actor=colleague, reason=reason)


def test_lead_who_has_left_is_stood_in_for_by_the_teamleitung(case: Case) -> None:
    leader = user_with_role(Role.TEAMLEITUNG, case.organisation)
    Membership.objects.filter(user=case.lead).update(ends_on=timezone.localdate() - timedelta(days=1))

    recipients = recipients_for(case)

    assert (recipients.responsible, recipients.watchers) == ([leader], [])


def test_access_is_announced_to_lead_and_datenschutz_at_once(
    case: Case, colleague: User, watcher: User, django_capture_on_commit_callbacks: Any
) -> None:
    user_with_role(Role.DATENSCHUTZ)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(colleague).post(url("emergency_take", case), {"reason": REASON})

    access = EmergencyAccess.objects.get()
    told = {reminder.recipient: reminder for reminder in Reminder.objects.all()}
    assert answer.status_code == 302
    assert (access.user, access.case_number, access.reason) == (colleague, case.number, REASON)
    assert access.ends_at - access.starts_at == EMERGENCY_LASTS == timedelta(hours=1)
    assert set(told) == {case.lead, watcher}
    assert {reminder.title for reminder in told.values()} == {f"Notfallzugriff auf {case.number} durch Emre Yıldız"}
    assert told[watcher].url == reverse("cases:emergency_list")
    assert sorted(message.to[0] for message in mail.outbox) == sorted([case.lead.email, watcher.email])
    assert not any(case.person.family_name in f"{message.subject} {message.body}" for message in mail.outbox)
    inbox = client_of(watcher).get(reverse("reminders:inbox")).content.decode()
    assert f"Notfallzugriff auf {case.number}" in inbox
    assert case.person.family_name not in inbox


class RefusingBackend(LocMemBackend):
    """A mail server that knows one of the addresses no more."""

    def send_messages(self, messages: Any) -> int:
        if any("weg@example.org" in message.to for message in messages):
            raise SMTPRecipientsRefused({"weg@example.org": (550, b"unknown")})
        return int(super().send_messages(messages))


def test_refused_address_keeps_nobody_else_from_being_told(
    case: Case, colleague: User, watcher: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    User.objects.filter(pk=watcher.pk).update(email="weg@example.org")
    second = user_with_role(Role.DATENSCHUTZ, case.organisation)

    with django_capture_on_commit_callbacks(execute=True):
        sealed.take_emergency_access(case, actor=colleague, reason=REASON)

    assert sorted(message.to[0] for message in mail.outbox) == sorted([case.lead.email, second.email])


def test_hourly_run_of_reminders_announces_nothing_twice(case: Case, colleague: User, watcher: User) -> None:
    sealed.take_emergency_access(case, actor=colleague, reason=REASON)

    create_due(timezone.localdate())

    assert Reminder.objects.filter(kind=EMERGENCY).count() == 2


def test_refused_access_is_announced_to_nobody(case: Case, colleague: User, watcher: User) -> None:
    EmergencyAccessFactory(case=case, user=colleague)

    with pytest.raises(ValidationError, match="läuft schon"):
        sealed.take_emergency_access(case, actor=colleague, reason=REASON)

    assert Reminder.objects.count() == 0


def test_access_opens_all_kinds_and_each_reading_is_kept(case: Case, colleague: User, notes: list[SealedNote]) -> None:
    before = [read(colleague, note).status_code for note in notes]
    access = sealed.take_emergency_access(case, actor=colleague, reason=REASON)

    answers = [read(colleague, note) for note in notes]

    assert before == [404, 404, 404]
    assert [SECRET in answer.content.decode() for answer in answers] == [True, True, True]
    kept = SealedReading.objects.order_by("pk").values_list("kind", "reader", "through", "emergency")
    assert list(kept) == [(kind, colleague.pk, ReadThrough.EMERGENCY, access.pk) for kind in SealedKind]


def test_access_holds_for_this_case_and_this_person_alone(case: Case, colleague: User) -> None:
    sealed.take_emergency_access(case, actor=colleague, reason=REASON)
    elsewhere = SealedNoteFactory(case=CaseFactory(organisation=case.organisation))
    here = SealedNoteFactory(case=case)
    other = user_with_role(Role.TEAMLEITUNG, case.organisation)

    assert [read(colleague, elsewhere).status_code, read(other, here).status_code] == [404, 404]


@pytest.mark.parametrize(
    ("passed", "status"), [(timedelta(minutes=59, seconds=59), 200), (timedelta(hours=1), 404)], ids=["59:59", "60:00"]
)
def test_access_ends_after_an_hour_to_the_second(
    case: Case, colleague: User, clock: time_machine.Coordinates, passed: timedelta, status: int
) -> None:
    note = SealedNoteFactory(case=case)
    sealed.take_emergency_access(case, actor=colleague, reason=REASON)

    clock.move_to(START + passed)

    page = client_of(colleague).get(url("case_sealed", case)).content.decode()
    assert read(colleague, note).status_code == status
    assert ("Ihr Notfallzugriff läuft" in page) == (status == 200)
    assert ("Noch 1 Minute, bis 11:00 Uhr." in page) == (status == 200)


def test_after_the_hour_a_new_access_can_be_taken(case: Case, colleague: User, clock: time_machine.Coordinates) -> None:
    sealed.take_emergency_access(case, actor=colleague, reason=REASON)
    clock.move_to(START + EMERGENCY_LASTS)

    sealed.take_emergency_access(case, actor=colleague, reason=REASON)

    assert EmergencyAccess.objects.count() == 2


def test_access_is_ended_by_its_button(case: Case, colleague: User) -> None:
    note = SealedNoteFactory(case=case)
    sealed.take_emergency_access(case, actor=colleague, reason=REASON)

    answer = client_of(colleague).post(url("emergency_end", case))

    assert answer.status_code == 302
    assert read(colleague, note).status_code == 404
    assert not EmergencyAccess.objects.get().is_running


@pytest.mark.parametrize("role", [Role.DATENSCHUTZ, Role.ORGANISATIONSVERWALTUNG, Role.AUSWERTUNG])
def test_role_that_does_not_counsel_takes_no_access(case: Case, role: Role) -> None:
    user = user_with_role(role, case.organisation)

    assert client_of(user).post(url("emergency_take", case), {"reason": REASON}).status_code == 404
    with pytest.raises(PermissionDenied):
        sealed.take_emergency_access(case, actor=user, reason=REASON)


def test_datenschutz_sees_who_when_why_and_what_kind_but_no_name_and_no_text(
    case: Case, colleague: User, watcher: User, notes: list[SealedNote]
) -> None:
    access = sealed.take_emergency_access(case, actor=colleague, reason=REASON)
    read(colleague, notes[1])
    read(case.lead, notes[2])
    elsewhere = EmergencyAccessFactory()

    html = client_of(watcher).get(reverse("cases:emergency_list")).content.decode()

    assert all(word in html for word in (access.case_number, "Emre Yıldız", REASON, "Geschützte Vermittlung um"))
    assert not any(word in html for word in (case.person.family_name, SECRET, "Gesundheit um", elsewhere.case_number))


def test_datenschutz_takes_note_once(case: Case, colleague: User, watcher: User) -> None:
    access = sealed.take_emergency_access(case, actor=colleague, reason=REASON)
    where = reverse("cases:emergency_acknowledge", kwargs={"public_id": access.public_id})

    answers = [client_of(watcher).post(where).status_code for _ in range(2)]

    access.refresh_from_db()
    assert answers == [302, 302]
    assert access.acknowledged_by == watcher
    html = client_of(watcher).get(reverse("cases:emergency_list")).content.decode()
    assert "Peter Haas, " in html
    with pytest.raises(PermissionDenied):
        sealed.acknowledge(access, actor=colleague)


def test_list_of_datenschutz_costs_the_same_for_one_and_three(case: Case, watcher: User) -> None:
    costs = []
    for count in (1, 2):
        for _ in range(count):
            EmergencyAccessFactory(case=CaseFactory(organisation=case.organisation))
        with counted() as queries:
            client_of(watcher).get(reverse("cases:emergency_list"))
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"ends_at": START + EMERGENCY_LASTS + timedelta(seconds=1)}, "emergency_access_lasts_an_hour"),
        ({"ends_at": START - timedelta(seconds=1)}, "emergency_access_lasts_an_hour"),
        ({"acknowledged_at": START}, "emergency_access_acknowledged_by_someone"),
    ],
)
def test_row_beyond_the_edge_is_refused(values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EmergencyAccessFactory(starts_at=START, **values)


def test_two_accesses_of_one_person_to_one_case_never_overlap() -> None:
    access = EmergencyAccessFactory()

    with pytest.raises(IntegrityError, match="emergency_access_one_at_a_time"), transaction.atomic():
        EmergencyAccessFactory(case=access.case, user=access.user)
    EmergencyAccessFactory(case=access.case, user=user_with_role(Role.TEAMLEITUNG, access.organisation))


def test_access_is_never_prolonged() -> None:
    access = EmergencyAccessFactory(starts_at=timezone.now() - timedelta(minutes=10))
    EmergencyAccess.objects.filter(pk=access.pk).update(ends_at=timezone.now())

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        EmergencyAccess.objects.filter(pk=access.pk).update(ends_at=access.starts_at + EMERGENCY_LASTS)


@pytest.mark.django_db(transaction=True)
def test_access_taken_twice_at_once_is_one() -> None:
    case = CaseFactory()
    begin, refused = threading.Barrier(2), []

    def take() -> None:
        try:
            begin.wait(10)
            sealed.take_emergency_access(case, actor=User.objects.get(pk=case.lead_id), reason=REASON)
        except ValidationError as error:
            refused.append(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert EmergencyAccess.objects.count() == 1
    assert refused == [[sealed.IS_RUNNING]]
