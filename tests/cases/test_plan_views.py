"""The pages of plan, sessions and person, as forms are sent to them."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.enums import ClosingReason
from cases.lifecycle.actions import close_case
from cases.models import Case, FollowUp, Goal, HouseholdMember, Session, Step
from cases.people.queries import household_members
from pik.accounts.enums import Role
from pik.accounts.models import User
from tests.cases.people.pages import opened
from tests.cases.sessions.sent import typed as typed_session
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, StepFactory, plan_with_step
from tests.factories.offers import OfferFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HTMX = {"HX-Request": "true"}


# --- Plan and sessions --------------------------------------------------------------------------


def test_goal_and_step_are_added_with_and_without_javascript(web: Client, case: Case) -> None:
    goal = {
        "submission_key": str(uuid.uuid4()),
        "life_area": "language",
        "title": "B1",
        "criterion": "das Zertifikat vorliegt",
        "due_on": "2027-03-31",
        "priority": "2",
    }
    plain = web.post(reverse("cases:goal_add", kwargs={"public_id": case.public_id}), goal)
    where = {"public_id": case.public_id, "pk": Goal.objects.get().pk}
    step = {"submission_key": str(uuid.uuid4()), "text": "Anmelden", "owner": "client"}
    partial = web.post(reverse("cases:step_add", kwargs=where), step, headers=HTMX)
    again = web.post(reverse("cases:step_add", kwargs=where), step, headers=HTMX)

    reloaded = web.get(reverse("cases:case_plan", kwargs={"public_id": case.public_id}), headers=HTMX).content.decode()
    assert (plain.status_code, partial.status_code, again.status_code) == (302, 200, 200)
    assert list(Step.objects.values_list("text", flat=True)) == ["Anmelden"]
    board = again.content.decode().split('<div id="session-steps"')[0]
    assert _without_tokens(board) == _without_tokens(reloaded)


def _without_tokens(html: str) -> list[str]:
    return [line.strip() for line in html.splitlines() if line.strip() and "csrfmiddlewaretoken" not in line]


def test_board_refreshes_the_choices_of_the_session_and_keeps_the_ticks(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    where = {"public_id": case.public_id, "pk": step.goal_id}
    typed = {"submission_key": str(uuid.uuid4()), "text": "Zweiter Schritt", "owner": "client", "steps_done": step.pk}

    answer = web.post(reverse("cases:step_add", kwargs=where), typed, headers=HTMX)

    form = answer.context["session_form"]
    assert [str(step.pk)] == form["steps_done"].value()
    assert 'id="session-steps" hx-swap-oob="true"' in answer.content.decode()


def test_ticking_on_the_board_keeps_the_days_that_were_typed_into_the_session(web: Client, case: Case) -> None:
    step, other = plan_with_step(case), StepFactory(goal__plan=case.plan, due_on=date(2027, 1, 10))
    where = {"public_id": case.public_id, "pk": step.pk}
    page = web.get(reverse("cases:case_plan", kwargs={"public_id": case.public_id})).content.decode()

    shown = {f"shown_{other.pk}": "2027-01-10"}
    typed = {"is_done": "1", f"due_{step.pk}": "", f"due_{other.pk}": "2027-02-20", **shown}
    answer = web.post(reverse("cases:step_tick", kwargs=where), typed, headers=HTMX)
    untouched = {f"due_{other.pk}": "2027-01-10", **shown}
    still = web.post(reverse("cases:step_tick", kwargs=where), untouched, headers=HTMX)

    # Two steps, each with its tick: both days go along, the one typed and the one that the page showed.
    assert [page.count(f"#session-steps [name^='{name}_']") for name in ("due", "shown")] == [2, 2]
    assert answer.context["session_form"][f"due_{other.pk}"].value() == "2027-02-20"
    assert '<details class="more" open>' in answer.content.decode()
    assert '<details class="more" open>' not in still.content.decode()


def test_ticking_on_the_board_moves_no_step_back_that_a_colleague_postponed(web: Client, case: Case) -> None:
    step, other = plan_with_step(case), StepFactory(goal__plan=case.plan, due_on=date(2027, 1, 10))
    read = {f"due_{other.pk}": "2027-01-10", f"shown_{other.pk}": "2027-01-10"}
    Step.objects.filter(pk=other.pk).update(due_on=date(2027, 3, 1))

    where = {"public_id": case.public_id, "pk": step.pk}
    board = web.post(reverse("cases:step_tick", kwargs=where), {"is_done": "1", **read}, headers=HTMX)
    choices = board.context["session_form"]
    kept = {name: choices[name].value() for name in read}
    web.post(reverse("cases:session_log", kwargs={"public_id": case.public_id}), typed_session(**kept))

    other.refresh_from_db()
    assert (Session.objects.count(), other.due_on) == (1, date(2027, 3, 1))


def test_step_and_session_tell_what_was_agreed(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    typed = typed_session(step_text="Betreuung klären", step_goal=step.goal_id, step_owner="client")
    web.post(reverse("cases:session_log", kwargs={"public_id": case.public_id}), typed)

    board = web.get(reverse("cases:case_plan", kwargs={"public_id": case.public_id})).content.decode()
    sessions = web.get(reverse("cases:case_sessions", kwargs={"public_id": case.public_id})).content.decode()

    assert board.count("vereinbart am 15.09.2026") == 1
    assert "Vereinbart: Betreuung klären" in sessions


def test_step_with_an_offer_leads_to_a_referral_that_has_both_chosen(web: Client, case: Case) -> None:
    offer = OfferFactory(organisation=case.organisation)
    step = plan_with_step(case, offer=offer, pk=1_234_567)  # a key that reads with dots where it is told to people
    done = StepFactory(goal=step.goal, offer=offer, done_on="2026-09-01")
    url = reverse("cases:referral_new", kwargs={"public_id": case.public_id})

    board = web.get(reverse("cases:case_plan", kwargs={"public_id": case.public_id})).content.decode()
    link = f"{url}?angebot={offer.public_id}&schritt={step.pk}"
    form = web.get(link).context["form"]

    assert link.replace("&", "&amp;") in board
    assert f"schritt={done.pk}" not in board
    assert (str(form["offer"].value()), str(form["step"].value())) == (str(offer.public_id), str(step.pk))


def test_goal_of_another_case_does_not_exist_here(web: Client, case: Case) -> None:
    other = plan_with_step(CaseFactory(organisation=case.organisation))

    answer = web.get(reverse("cases:goal_edit", kwargs={"public_id": case.public_id, "pk": other.goal_id}))

    assert answer.status_code == 404


def test_step_for_somebody_else_without_a_name_is_refused_in_the_board(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    where = {"public_id": case.public_id, "pk": step.pk}

    answer = web.post(reverse("cases:step_save", kwargs=where), {"text": "Neu getippt", "owner": "third"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Bitte nennen Sie die andere Stelle." in answer.content.decode()
    assert 'value="Neu getippt"' in answer.content.decode()


def test_session_stores_all_at_once_and_only_once(web: Client, case: Case) -> None:
    step = plan_with_step(case)
    typed = typed_session(
        steps_done=[step.pk],
        step_text="Betreuung klären",
        step_goal=step.goal_id,
        step_owner="third",
        step_owner_name="Kita Regenbogen",
        follow_up_on=(timezone.localdate() + timedelta(days=9)).isoformat(),
        follow_up_reason="Betreuung geklärt?",
    )
    url = reverse("cases:session_log", kwargs={"public_id": case.public_id})

    first = web.post(url, typed)
    second = web.post(url, typed)

    step.refresh_from_db()
    assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    assert (Session.objects.count(), FollowUp.objects.count(), Step.objects.count()) == (1, 1, 2)
    assert step.done_in == Session.objects.get()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"held_on": "2099-01-01"}, "Die Beratung liegt in der Zukunft."),
        ({"held_on": "1026-09-15"}, "Bitte prüfen Sie das Jahr."),
        ({"kind": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"duration": "other"}, "Bitte geben Sie an, wie viele Minuten die Beratung gedauert hat."),
        ({"duration": "", "other_minutes": "601"}, "kleiner oder gleich 600"),
        ({"duration": "", "other_minutes": "viel"}, "Bitte eine ganze Zahl eingeben."),
        ({"topics": []}, "Dieses Feld ist zwingend erforderlich."),
        ({"step_text": "Etwas"}, "Bitte wählen Sie, zu welchem Ziel der neue Schritt gehört."),
        (
            {"follow_up_on": "2020-01-01", "follow_up_reason": "x"},
            "Der Tag der Wiedervorlage liegt in der Vergangenheit.",
        ),
        ({"follow_up_on": "2099-01-01"}, "Bitte nennen Sie den Grund der Wiedervorlage."),
        ({"follow_up_reason": "Anrufen"}, "Bitte nennen Sie den Tag der Wiedervorlage."),
        ({"steps_done": ["999999"]}, "999999"),
        ({"steps_done": ["²"]}, "²"),
        ({"duration": "30", "other_minutes": "77"}, "Es ist schon eine andere Dauer gewählt."),
    ],
)
def test_session_with_bad_input_says_why_and_keeps_the_note(
    web: Client, case: Case, values: dict[str, Any], sentence: str
) -> None:
    answer = web.post(reverse("cases:session_log", kwargs={"public_id": case.public_id}), typed_session(**values))

    assert (answer.status_code, Session.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()
    assert "Kursplatz zugesagt." in answer.content.decode()


def test_session_for_a_case_closed_meanwhile_says_so_and_keeps_the_note(web: Client, case: Case, manager: User) -> None:
    close_case(case, actor=manager, reason=ClosingReason.TERM_ENDED)

    answer = web.post(reverse("cases:session_log", kwargs={"public_id": case.public_id}), typed_session())

    assert (answer.status_code, Session.objects.count()) == (422, 0)
    assert "Kursplatz zugesagt." in answer.content.decode()


def test_session_of_minutes_typed_needs_no_chip(web: Client, case: Case) -> None:
    url = reverse("cases:session_log", kwargs={"public_id": case.public_id})

    answer = web.post(url, typed_session(duration="", other_minutes="75"))

    assert (answer.status_code, Session.objects.get().duration_minutes) == (302, 75)


# --- Person, closing ----------------------------------------------------------------------------


def test_person_is_changed_and_a_wrong_name_never_shows_in_the_head(web: Client, case: Case) -> None:
    url = reverse("cases:person_save", kwargs={"public_id": case.public_id})
    shown = opened(web, reverse("cases:person_edit", kwargs={"public_id": case.public_id}))
    typed = {**shown, "family_name": "Neu", "nationality": "SY", "birth_date": "2099-01-01"}

    refused = web.post(url, typed)
    stored = web.post(url, {**typed, "birth_date": ""})

    case.person.refresh_from_db()
    assert (refused.status_code, stored.status_code) == (422, 302)
    assert "<h1>Neu" not in refused.content.decode()
    assert (case.person.family_name, case.person.nationalities) == ("Neu", ["SY"])


def test_household_is_joined_by_case_number_and_left(web: Client, case: Case) -> None:
    mother = CaseFactory(organisation=case.organisation)
    at = {"public_id": case.public_id}

    web.post(
        reverse("cases:household_join", kwargs=at),
        {"family_case": mother.number.lower(), "household_relation": "child", "since": "01.03.2026"},
    )
    member = HouseholdMember.objects.get(person=case.person)
    left = web.post(reverse("cases:member_leave", kwargs={**at, "pk": member.pk}), {"ends_on": "30.06.2026"})

    member.refresh_from_db()
    assert (left.status_code, member.relation) == (302, "child")
    assert (member.starts_on, member.ends_on) == (date(2026, 3, 1), date(2026, 6, 30))
    assert HouseholdMember.objects.get(person=mother.person).household == member.household
    assert not household_members(case.person).exists()


def test_case_is_closed_and_reopened_by_the_lead(web: Client, case: Case) -> None:
    at = {"public_id": case.public_id}
    lead, teamleitung = Client(), user_with_role(Role.TEAMLEITUNG, case.organisation)
    lead.force_login(teamleitung)

    closed = web.post(reverse("cases:case_close_save", kwargs=at), {"reason": "moved", "comment": "nach Wehr"})
    shown = web.get(case.get_absolute_url()).content.decode()
    reopened = lead.post(reverse("cases:case_reopen_save", kwargs=at), {"comment": "Kam zurück."})

    case.refresh_from_db()
    assert (closed.status_code, reopened.status_code, case.is_open) == (302, 302, True)
    assert f"Das darf: Teamleitung, Ladenburg ({teamleitung})." in shown


def test_session_form_does_not_call_the_other_duration_voluntary(web: Client, case: Case) -> None:
    text = web.get(reverse("cases:case_plan", kwargs={"public_id": case.public_id})).content.decode()

    labels = dict(re.findall(r'<label[^>]*for="id_(other_minutes|note)">(.*?)</label>', text, re.DOTALL))
    assert "(freiwillig)" not in labels["other_minutes"]
    assert "andere Dauer in Minuten" in labels["other_minutes"]
