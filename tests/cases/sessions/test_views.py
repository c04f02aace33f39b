"""The pages of sessions, as forms are sent to them."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.enums import LifeArea, SessionStatus
from cases.models import Appointment, Case, Referral, Session, Step, TextBlock
from cases.sessions.actions import moved_meanwhile
from pik.accounts.enums import Role
from pik.accounts.models import User
from tests import figures
from tests.cases.sessions.sent import correction, minutes_of, typed, url
from tests.counting import costs_exactly, counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, SessionFactory, StepFactory, plan_with_step
from tests.factories.lifecycle import DeputyFactory
from tests.factories.offers import OfferFactory
from tests.factories.sessions import (
    AppointmentFactory,
    SessionParticipantFactory,
    TextBlockFactory,
)

MOST_QUERIES = 12
FRAME = 4  # who is signed in, in which roles, and the two counts of the navigation

pytestmark = [pytest.mark.web, pytest.mark.django_db]


# --- Logging one ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "minutes"),
    [
        ({}, {"language": 23, "family": 22}),
        ({"minutes_family": "30"}, {"language": 15, "family": 30}),
        ({"minutes_family": "45", "minutes_language": "0"}, {"language": 0, "family": 45}),
    ],
)
def test_minutes_are_split_evenly_unless_somebody_says_so(
    web: Client, case: Case, values: dict[str, str], minutes: dict[str, int]
) -> None:
    answer = web.post(url("session_log", case), typed(**values))

    assert answer.status_code == 302
    assert minutes_of(Session.objects.get()) == minutes


def test_minutes_that_do_not_add_up_are_refused_with_both_sums(web: Client, case: Case) -> None:
    answer = web.post(url("session_log", case), typed(minutes_family="30", minutes_language="30"))

    assert (answer.status_code, Session.objects.count()) == (422, 0)
    assert "Die Minuten je Thema ergeben 60, die Beratung dauerte 45 Minuten." in answer.content.decode()


@pytest.mark.parametrize("status", [SessionStatus.NO_SHOW, SessionStatus.EXCUSED, SessionStatus.CANCELLED])
def test_session_to_which_nobody_came_needs_neither_time_nor_topic(web: Client, case: Case, status: str) -> None:
    answer = web.post(url("session_log", case), typed(status=status, duration="", topics=[]))

    session = Session.objects.get()
    assert (answer.status_code, session.status, session.duration_minutes, session.topics) == (302, status, 0, [])


def test_next_appointment_postponed_step_and_referral_come_of_one_form(web: Client, case: Case, manager: User) -> None:
    step = plan_with_step(case)
    offer = OfferFactory(organisation=case.organisation)
    day = timezone.localdate() + timedelta(days=9)

    answer = web.post(
        url("session_log", case),
        typed(**{f"due_{step.pk}": day.isoformat()}, next_on=day.isoformat(), next_at="10:30", offer=offer.pk),
    )

    step.refresh_from_db()
    session, appointment = Session.objects.get(), Appointment.objects.get()
    begin = timezone.localtime(appointment.starts_at)
    assert (answer.status_code, step.due_on, begin.date(), f"{begin:%H:%M}") == (302, day, day, "10:30")
    assert (appointment.agreed_in, appointment.assigned_to, appointment.duration_minutes) == (session, manager, 60)
    assert Referral.objects.get().session == session


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"next_on": "2099-01-01"}, "Bitte nennen Sie die Uhrzeit des Termins."),
        ({"next_at": "10:30"}, "Bitte nennen Sie den Tag des Termins."),
        ({"next_on": "2020-01-01", "next_at": "10:30"}, "Der Termin liegt in der Vergangenheit."),
        ({"next_on": "2099-01-01", "next_at": "halb elf"}, "Bitte geben Sie eine Uhrzeit ein"),
    ],
)
def test_next_appointment_with_bad_input_says_why(
    web: Client, case: Case, values: dict[str, str], sentence: str
) -> None:
    answer = web.post(url("session_log", case), typed(**values))

    assert (answer.status_code, Session.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_appointment_leads_to_a_prefilled_session_and_is_settled_by_it(web: Client, case: Case) -> None:
    appointment = AppointmentFactory(case=case, kind="outreach", duration_minutes=50, place="in der Wohnung")

    opened = web.get(url("case_plan", case), {"termin": appointment.pk, "ausgang": "no_show"})
    form = opened.context["session_form"]
    web.post(url("session_log", case), typed(status="no_show", appointment=appointment.pk))

    values = {name: form[name].value() for name in ("status", "kind", "duration", "other_minutes", "place")}
    assert values == {
        "status": "no_show",
        "kind": "outreach",
        "duration": "other",
        "other_minutes": 50,
        "place": "in der Wohnung",
    }
    appointment.refresh_from_db()
    assert (appointment.session, appointment.is_open) == (Session.objects.get(), False)


def test_step_that_a_colleague_postponed_keeps_her_day_unless_this_page_moves_it_too(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    shown, hers = timezone.localdate() - timedelta(days=5), timezone.localdate() + timedelta(days=30)
    mine = timezone.localdate() + timedelta(days=9)
    Step.objects.filter(pk=step.pk).update(due_on=hers)
    page = {f"due_{step.pk}": shown.isoformat(), f"shown_{step.pk}": shown.isoformat()}

    untouched = web.post(url("session_log", case), typed(**page))
    step.refresh_from_db()
    kept = step.due_on
    moved = {**page, f"due_{step.pk}": mine.isoformat()}
    refused = web.post(url("session_log", case), typed(**moved))
    form = refused.context["session_form"]
    again = web.post(url("session_log", case), typed(**{**moved, f"shown_{step.pk}": form[f"shown_{step.pk}"].value()}))

    step.refresh_from_db()
    assert (untouched.status_code, kept) == (302, hers)
    assert (refused.status_code, form.has_moved) == (422, True)
    assert form.errors[f"due_{step.pk}"] == [moved_meanwhile(hers)]
    assert (again.status_code, step.due_on) == (302, mine)


# --- Text blocks ----------------------------------------------------------------------------------


def test_block_is_put_behind_the_note_without_javascript(web: Client, case: Case) -> None:
    block = TextBlockFactory(organisation=case.organisation, text="{Vorname} war am {Datum} da.")

    answer = web.post(url("session_block", case), typed(block=block.pk, kind=""))

    form = answer.context["session_form"]
    expected = f"Kursplatz zugesagt.\n{case.person.given_name} war am 15.09.2026 da."
    assert (answer.status_code, form["note"].value(), form["topics"].value()) == (200, expected, ["language", "family"])
    assert "data-error-summary" not in answer.content.decode()


def test_block_of_a_colleague_is_offered_to_nobody_else(web: Client, case: Case) -> None:
    colleague = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)
    TextBlockFactory(organisation=case.organisation, owner=colleague, title="Ganz eigener")

    assert "Ganz eigener" not in web.get(url("case_plan", case)).content.decode()
    assert "Ganz eigener" not in web.get(reverse("cases:text_block_list")).content.decode()


def test_own_block_is_written_changed_and_thrown_away(web: Client, case: Case, manager: User) -> None:
    values = {"submission_key": str(uuid.uuid4()), "title": "Gruß", "life_area": "", "text": "Gruß an {Vorname}"}
    web.post(reverse("cases:text_block_add", kwargs={"whose": "eigener"}), values)
    block = TextBlock.objects.get()
    opened = web.get(reverse("cases:text_block_edit", kwargs={"pk": block.pk}))
    token = opened.context["form"]["seen_token"].value()

    saved = web.post(
        reverse("cases:text_block_save", kwargs={"pk": block.pk}),
        {"title": "Gruß", "life_area": "work", "text": "Neu", "seen_token": token},
    )

    block.refresh_from_db()
    assert (saved.status_code, block.owner, block.text, block.life_area) == (302, manager, "Neu", "work")
    web.post(reverse("cases:text_block_delete", kwargs={"pk": block.pk}))
    assert TextBlock.objects.count() == 0


def test_block_with_an_unknown_placeholder_says_which_there_are(web: Client, case: Case) -> None:
    values = {"submission_key": str(uuid.uuid4()), "title": "Gruß", "text": "Hallo {Name}"}

    answer = web.post(reverse("cases:text_block_add", kwargs={"whose": "eigener"}), values)

    assert answer.status_code == 422
    assert "Den Platzhalter {Name} gibt es nicht." in answer.content.decode()


# --- Correcting -----------------------------------------------------------------------------------


def test_correction_keeps_the_history_and_splits_the_minutes_anew(web: Client, case: Case) -> None:
    web.post(url("session_log", case), typed())
    session = Session.objects.get()

    answer = web.post(
        url("session_correct", case, pk=session.pk), {**correction(web, session), "duration_minutes": "60"}
    )

    session.refresh_from_db()
    history = Session.pgh_event_model.objects.filter(pgh_obj=session.pk)  # type: ignore[attr-defined]
    assert (answer.status_code, minutes_of(session)) == (302, {"language": 30, "family": 30})
    assert list(history.order_by("pgh_id").values_list("duration_minutes", flat=True)) == [45, 60]
    assert "Beratung vom 15.09.2026 berichtigt" in web.get(url("case_history", case)).content.decode()


def test_second_window_is_told_what_the_first_one_stored_and_chooses(web: Client, case: Case) -> None:
    session = SessionFactory(case=case, note="Alt")
    first = correction(web, session)
    second = correction(web, session)
    web.post(url("session_correct", case, pk=session.pk), {**first, "note": "Aus dem ersten Fenster"})

    refused = web.post(url("session_correct", case, pk=session.pk), {**second, "note": "Aus dem zweiten"})
    form = refused.context["form"]
    again = {**second, "note": "Aus dem zweiten", "seen_token": form["seen_token"].value(), "stand_note": "meine"}
    chosen = web.post(url("session_correct", case, pk=session.pk), again)

    difference = form.differences[0]
    session.refresh_from_db()
    assert refused.status_code == 422
    assert (difference.was, difference.now, difference.mine) == ("Alt", "Aus dem ersten Fenster", "Aus dem zweiten")
    assert difference.by == case.lead_name
    assert (chosen.status_code, session.note) == (302, "Aus dem zweiten")


def test_session_of_somebody_else_is_corrected_by_who_acts_for_the_case_alone(web: Client, case: Case) -> None:
    own = SessionFactory(case=case, author=user_with_role(Role.INTEGRATIONSMANAGER, case.organisation))
    other = CaseFactory(organisation=case.organisation)
    foreign = SessionFactory(case=other)

    assert web.get(url("session_edit", case, pk=own.pk)).status_code == 200
    assert web.get(url("session_edit", other, pk=foreign.pk)).status_code == 403


def test_correction_is_offered_to_whom_it_is_allowed(web: Client, case: Case, manager: User) -> None:
    colleague = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)
    other = CaseFactory(organisation=case.organisation, lead=colleague)
    session = SessionFactory(case=other)
    edit = url("session_edit", other, pk=session.pk)

    before = edit in web.get(url("case_sessions", other)).content.decode()
    DeputyFactory(case=other, user=manager)
    after = edit in web.get(url("case_sessions", other)).content.decode()

    assert (before, after, web.get(edit).status_code) == (False, True, 200)


def test_relative_ticked_by_mistake_is_taken_out_and_her_file_forgets_the_session(web: Client, case: Case) -> None:
    relative = CaseFactory(organisation=case.organisation)
    session = SessionFactory(case=case)
    mistaken = SessionParticipantFactory(session=session, person=relative.person, case=relative, name="", role="")

    answer = web.post(
        url("session_correct", case, pk=session.pk), {**correction(web, session), "not_there": [mistaken.pk]}
    )

    assert (answer.status_code, session.participants.count()) == (302, 0)
    assert not Session.objects.of(relative).exists()


# --- The same cost for one row and for many -------------------------------------------------------


def test_plan_with_the_session_form_costs_the_same_for_one_step_and_for_many(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    TextBlockFactory(organisation=case.organisation)
    with counted() as few:
        web.get(url("case_plan", case))
    StepFactory.create_batch(3, goal=step.goal)
    TextBlockFactory.create_batch(3, organisation=case.organisation)

    with costs_exactly(len(few)):
        web.get(url("case_plan", case))

    assert Step.objects.count() == 4
    assert len(few) - FRAME <= MOST_QUERIES, "\n".join(few)
    figures.tell("Abfragen der Seite Integrationsplan mit Beratung", f"{len(few) - FRAME}, ohne Rahmen")


@pytest.mark.parametrize("name", ["case_sessions", "case_history", "appointment_list"])
def test_page_of_a_case_costs_the_same_for_one_row_and_for_many(web: Client, case: Case, name: str) -> None:
    SessionFactory(case=case, topics=[LifeArea.WORK])
    AppointmentFactory(case=case)
    with counted() as few:
        web.get(url(name, case))
    SessionFactory.create_batch(3, case=case)
    AppointmentFactory.create_batch(3, case=case)

    with costs_exactly(len(few)):
        page = web.get(url(name, case)).content.decode()

    assert len(re.findall(r"15\.09\.2026|26\.11\.2026", page)) >= 4
