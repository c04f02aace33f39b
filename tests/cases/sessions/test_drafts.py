"""Drafts of sessions: one thing is stored under each; and what a closed case in after-care still takes."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.enums import SealedKind
from cases.models import Case, SealedNote, Session
from cases.sessions.actions import ONLY_TALKS
from pik.accounts import drafts
from pik.accounts.models import Draft, User
from tests.cases.sessions.sent import correction, typed, url
from tests.factories.cases import CaseFactory, plan_with_step
from tests.factories.offers import OfferFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]


# --- Drafts ---------------------------------------------------------------------------------------


def test_stored_session_takes_its_draft_away_and_keeps_the_private_note_sealed(
    web: Client, case: Case, manager: User
) -> None:
    form = typed(own_note="Zwetschgendatschi")
    key = uuid.UUID(form["submission_key"])
    drafts.save_draft(manager, form="session", about=case.public_id, key=key, values={"note": ["halb"]})

    web.post(url("session_log", case), form)

    note = SealedNote.objects.get()
    assert (Draft.objects.count(), note.kind, note.session) == (0, SealedKind.PRIVATE, Session.objects.get())


def test_plan_opened_again_shows_the_draft_and_how_to_throw_it_away(web: Client, case: Case, manager: User) -> None:
    values = {"note": ["Halb getippt"], "topics": ["work"], "kind": ["phone"]}
    drafts.save_draft(manager, form="session", about=case.public_id, key=uuid.uuid4(), values=values)

    answer = web.get(url("case_plan", case))

    form = answer.context["session_form"]
    assert (form["note"].value(), form["topics"].value(), form["kind"].value()) == ("Halb getippt", ["work"], "phone")
    assert "ist wieder da." in answer.content.decode()


def test_second_window_of_one_draft_stores_no_second_session_unless_somebody_wants_one(web: Client, case: Case) -> None:
    first = typed()
    web.post(url("session_log", case), first)

    told = web.post(url("session_log", case), {**first, "note": "Kursplatz zugesagt. Beginn Montag."})
    count = Session.objects.count()
    form = told.context["session_form"]
    again = {**first, "note": form["note"].value(), "submission_key": form["submission_key"].value()}
    other = web.post(url("session_log", case), again)

    page = told.content.decode()
    assert (told.status_code, count, form["note"].value()) == (422, 1, "Kursplatz zugesagt. Beginn Montag.")
    assert "Diese Beratung ist schon gespeichert." in page
    assert "Als weitere Beratung speichern" in page
    assert url("session_edit", case, pk=Session.objects.order_by("pk")[0].pk) in page
    assert (other.status_code, Session.objects.count()) == (302, 2)


def test_same_session_sent_again_is_stored_once_and_told_as_stored(web: Client, case: Case) -> None:
    form = typed()

    answers = [web.post(url("session_log", case), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Session.objects.count() == 1


def test_draft_older_than_a_colleagues_postponement_knows_what_it_showed(
    web: Client, case: Case, manager: User
) -> None:
    step = plan_with_step(case)
    values = {f"due_{step.pk}": ["2026-09-01"], f"shown_{step.pk}": ["2026-09-01"]}
    drafts.save_draft(manager, form="session", about=case.public_id, key=uuid.uuid4(), values=values)

    form = web.get(url("case_plan", case)).context["session_form"]

    assert (form[f"due_{step.pk}"].value(), form[f"shown_{step.pk}"].value()) == ("2026-09-01", "2026-09-01")
    assert form.has_moved is False


def test_day_shows_the_drafts_of_every_form_and_where_they_go_on(web: Client, case: Case, manager: User) -> None:
    closed = CaseFactory(organisation=case.organisation, lead=manager, closed=True)
    drafted = [("session", case), ("assessment", case), ("group", None), ("session", closed)]
    for form, about in drafted:
        place = about.public_id if about else "gruppe"
        drafts.save_draft(manager, form=form, about=place, key=uuid.uuid4(), values={"note": ["x"]})

    day = web.get(reverse("cases:my_day")).context["day"]

    assert {(draft.label, draft.case, draft.url) for draft in day.drafts} == {
        ("Beratung", case, url("case_plan", case) + "?erfassen=1"),
        ("Einschätzung", case, url("assessment_edit", case)),
        ("Gruppenberatung", None, reverse("cases:group_new")),
    }


# --- After-care -----------------------------------------------------------------------------------


@pytest.fixture
def cared_for(manager: User) -> Case:
    """A closed case of hers that still takes sessions."""
    until = timezone.localdate() + timedelta(days=30)
    case: Case = CaseFactory(
        organisation=manager.membership.organisation, lead=manager, closed=True, aftercare_until=until
    )
    return case


def test_aftercare_session_is_stored_with_its_private_note_and_corrected(web: Client, cared_for: Case) -> None:
    saved = web.post(url("session_log", cared_for), typed(own_note="Zwetschgendatschi"))
    session = Session.objects.get()
    offered = url("session_edit", cared_for, pk=session.pk) in web.get(url("case_sessions", cared_for)).content.decode()
    corrected = web.post(url("session_correct", cared_for, pk=session.pk), {**correction(web, session), "note": "Neu"})

    session.refresh_from_db()
    assert (saved.status_code, SealedNote.objects.get().session) == (302, session)
    assert (offered, corrected.status_code, session.note) == (True, 302, "Neu")


def test_aftercare_form_comes_back_with_its_draft_and_without_what_leads_on(
    web: Client, cared_for: Case, manager: User
) -> None:
    OfferFactory(organisation=cared_for.organisation)
    values = {"note": ["Halb getippt"], "kind": ["phone"]}
    drafts.save_draft(manager, form="session", about=cared_for.public_id, key=uuid.uuid4(), values=values)

    answer = web.get(url("case_plan", cared_for))

    page = answer.content.decode()
    names = ("note", "own_note", "step_text", "offer", "next_on", "follow_up_on")
    shown = [name for name in names if f'name="{name}"' in page]
    assert (answer.context["session_form"]["note"].value(), shown) == ("Halb getippt", ["note", "own_note"])


def test_aftercare_session_that_leads_on_is_refused_with_all_that_was_typed(web: Client, cared_for: Case) -> None:
    answer = web.post(url("session_log", cared_for), typed(follow_up_on="2099-01-01", follow_up_reason="Kurs"))

    page = answer.content.decode()
    assert (answer.status_code, Session.objects.count()) == (422, 0)
    assert ONLY_TALKS in page
    assert 'value="2099-01-01"' in page
