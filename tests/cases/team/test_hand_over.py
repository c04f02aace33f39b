"""Handing over: everything that somebody leads moves at once, and nothing else does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, HandOver
from cases.sessions.timeline import entries, scope_of
from cases.team.hand_over import hand_over_all
from cases.team.leaving import in_words, open_obligations
from pik.accounts.actions import end_membership
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.reminders.actions import create_due
from pik.reminders.models import Reminder
from tests.factories.accounts import MembershipFactory, OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, FollowUpFactory
from tests.factories.sessions import AppointmentFactory

TODAY = date(2026, 11, 20)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def on_the_day(time_machine: object) -> None:
    time_machine.move_to("2026-11-20 10:00+01:00")  # type: ignore[attr-defined]


@pytest.fixture
def lead(case: Case) -> User:
    return user_with_role(Role.TEAMLEITUNG, case.organisation)


@pytest.fixture
def taker(case: Case) -> User:
    return user_with_role(Role.INTEGRATIONSMANAGER, case.organisation, first_name="Emre", last_name="Yıldız")


def test_hand_over_moves_active_cases_and_open_follow_ups(case: Case, lead: User, taker: User) -> None:
    giver = case.lead
    in_her_case = FollowUpFactory(case=case)
    in_a_colleagues = FollowUpFactory(case=CaseFactory(organisation=case.organisation, lead=lead), assigned_to=giver)

    handed = hand_over_all(giver, taker, actor=lead)

    case.refresh_from_db()
    in_her_case.refresh_from_db()
    in_a_colleagues.refresh_from_db()
    assert case.lead == taker
    assert (in_her_case.assigned_to, in_a_colleagues.assigned_to) == (taker, taker)
    assert in_a_colleagues.case.lead == lead
    assert (handed.case_count, handed.follow_up_count) == (1, 2)
    assert in_words(giver.pk, case.organisation_id) == []


def test_hand_over_leaves_closed_cases_done_follow_ups_and_other_organisations(
    case: Case, lead: User, taker: User
) -> None:
    giver = case.lead
    closed = CaseFactory(organisation=case.organisation, lead=giver, closed=True)
    elsewhere = CaseFactory(lead=giver)
    untouched = [
        FollowUpFactory(case=closed),
        FollowUpFactory(case=elsewhere),
        FollowUpFactory(case=case, done=True),
    ]

    hand_over_all(giver, taker, actor=lead)

    for row in (closed, elsewhere, *untouched):
        row.refresh_from_db()
    assert [closed.lead, elsewhere.lead] == [giver, giver]
    assert {follow_up.assigned_to for follow_up in untouched} == {giver}


def test_hand_over_stands_in_the_verlauf_of_each_case(case: Case, lead: User, taker: User) -> None:
    other = FollowUpFactory(case=CaseFactory(organisation=case.organisation, lead=lead), assigned_to=case.lead).case
    giver = case.lead

    hand_over_all(giver, taker, actor=lead)

    told = [
        (entry.title, entry.text, entry.actor) for entry in entries(scope_of(case, giver)) if entry.title == "Übergeben"
    ]
    assert told == [("Übergeben", f"Zuständigkeit von {giver} an Emre Yıldız", lead.acting_label)]
    assert [entry.text for entry in entries(scope_of(other, giver), names=["stand"])] == [
        f"Wiedervorlagen von {giver} an Emre Yıldız"
    ]


def test_history_of_the_lead_says_who_gave_the_case_and_to_whom(case: Case, lead: User, taker: User) -> None:
    giver = case.lead

    hand_over_all(giver, taker, actor=lead)

    periods = case.lead_periods.order_by("starts_at").values_list("lead", "given_by", "ended_by")
    assert list(periods) == [(giver.pk, None, lead.pk), (taker.pk, lead.pk, None)]


def test_reminders_of_the_giver_end_and_those_of_the_taker_begin(case: Case, lead: User, taker: User) -> None:
    Case.objects.filter(pk=case.pk).update(ends_on=TODAY + timedelta(days=20))
    FollowUpFactory(case=case, due_on=TODAY)
    create_due(TODAY)
    giver = case.lead

    hand_over_all(giver, taker, actor=lead)
    new_on_the_next_run = create_due(TODAY)

    told = Reminder.objects.get(recipient=giver, done_at__isnull=True)
    assert (told.kind, told.title) == ("cases.handed_over", f"Ihre Fälle (1) führt jetzt {taker}")
    assert sorted(Reminder.objects.filter(recipient=taker, done_at__isnull=True).values_list("kind", flat=True)) == [
        "cases.follow_up",
        "cases.hand_over",
        "cases.term_ends",
    ]
    assert new_on_the_next_run == 0
    notice = Reminder.objects.get(kind="cases.hand_over")
    assert (notice.title, notice.url, notice.due_on) == (
        f"Übergabe von {giver} an Sie: Fälle 1, Wiedervorlagen 1",
        "/faelle/?wer=meine",
        TODAY,
    )


def test_hand_over_back_and_forth_rings_each_time(case: Case, lead: User, taker: User) -> None:
    FollowUpFactory(case=case, due_on=TODAY)
    giver = case.lead
    create_due(TODAY)

    hand_over_all(giver, taker, actor=lead)
    hand_over_all(taker, giver, actor=lead)

    ringing = Reminder.objects.filter(kind="cases.follow_up", done_at__isnull=True)
    assert [reminder.recipient for reminder in ringing] == [giver]


def test_who_has_appointments_alone_hands_them_over(case: Case, lead: User, taker: User, client: Client) -> None:
    giver = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)
    ahead = AppointmentFactory(case=case, assigned_to=giver, starts_at=timezone.now() + timedelta(days=60))
    over = AppointmentFactory(case=case, assigned_to=giver, starts_at=timezone.now() - timedelta(days=2))
    client.force_login(lead)
    page = client.get(reverse("cases:hand_over_list")).content.decode()

    handed = hand_over_all(giver, taker, actor=lead)

    ahead.refresh_from_db()
    over.refresh_from_db()
    assert reverse("cases:hand_over", args=[giver.pk]) in page
    assert (handed.case_count, handed.follow_up_count, handed.appointment_count) == (0, 0, 1)
    assert (ahead.assigned_to, over.assigned_to, case.transitions.get().comment) == (
        taker,
        giver,
        f"Termine von {giver} an {taker}",
    )
    assert Reminder.objects.get(recipient=taker).title.endswith("Fälle 0, Wiedervorlagen 0, Termine 1")
    assert Reminder.objects.get(recipient=giver).title == f"Ihre Wiedervorlagen und Termine hat jetzt {taker}"
    assert open_obligations(giver.pk, case.organisation_id)["appointment"] == 0


def test_hand_over_of_nothing_is_refused(case: Case, lead: User, taker: User) -> None:
    with pytest.raises(ValidationError, match="Es gibt nichts zu übergeben"):
        hand_over_all(taker, lead, actor=lead)


@pytest.mark.parametrize("who", ["the giver herself", "somebody of another organisation", "no counsellor"])
def test_hand_over_to_somebody_who_does_not_counsel_here_is_refused(case: Case, lead: User, who: str) -> None:
    takers = {
        "the giver herself": case.lead,
        "somebody of another organisation": user_with_role(Role.INTEGRATIONSMANAGER),
        "no counsellor": user_with_role(Role.ORGANISATIONSVERWALTUNG, case.organisation),
    }

    with pytest.raises(ValidationError) as caught:
        hand_over_all(case.lead, takers[who], actor=lead)

    assert list(caught.value.message_dict) == ["taker"]
    assert HandOver.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "is_denied"),
    [(Role.TEAMLEITUNG, False), *((role, True) for role in Role if role != Role.TEAMLEITUNG)],
)
def test_cases_of_somebody_else_are_handed_over_by_the_teamleitung_alone(
    case: Case, taker: User, role: Role, is_denied: bool
) -> None:
    home = case.organisation if case.organisation.kind in role.organisation_kinds else None
    actor = user_with_role(role, home)

    try:
        hand_over_all(case.lead, taker, actor=actor)
        denied = False
    except PermissionDenied:
        denied = True

    assert denied == is_denied


def test_integrationsmanager_hands_over_her_own(case: Case, taker: User) -> None:
    hand_over_all(case.lead, taker, actor=case.lead)

    case.refresh_from_db()
    assert case.lead == taker


def test_a_hand_over_is_never_changed(case: Case, lead: User, taker: User) -> None:
    hand_over_all(case.lead, taker, actor=lead)

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        HandOver.objects.update(case_count=7)


# --- Who leaves hands over first ----------------------------------------------------------------


def test_ending_the_last_casework_role_of_somebody_who_leads_is_refused(case: Case, lead: User) -> None:
    administrator = user_with_role(Role.ORGANISATIONSVERWALTUNG, case.organisation)
    FollowUpFactory.create_batch(2, case=case)

    with pytest.raises(ValidationError) as caught:
        end_membership(case.lead.memberships.get(), ends_on=TODAY, actor=administrator)

    assert caught.value.messages == [
        (
            f"{case.lead} ist noch zuständig für 1\N{NO-BREAK SPACE}Fall und 2\N{NO-BREAK SPACE}Wiedervorlagen. Das "
            f"muss vorher übergeben sein: Übergeben kann die Person selbst oder die Teamleitung ({lead}), in der Liste "
            "der Fälle unter „Fälle übergeben“, Vertretungen auf der Seite „Vertretung“."
        )
    ]


def test_ending_is_possible_after_the_hand_over(case: Case, lead: User, taker: User) -> None:
    administrator = user_with_role(Role.ORGANISATIONSVERWALTUNG, case.organisation)
    membership = case.lead.memberships.get()

    hand_over_all(case.lead, taker, actor=lead)
    end_membership(membership, ends_on=TODAY, actor=administrator)

    membership.refresh_from_db()
    assert membership.ends_on == TODAY


def test_ending_one_of_two_casework_roles_leaves_the_cases_where_they_are(case: Case) -> None:
    administrator = user_with_role(Role.ORGANISATIONSVERWALTUNG, case.organisation)
    first = case.lead.memberships.get()
    MembershipFactory(user=case.lead, organisation=case.organisation, role=Role.TEAMLEITUNG)

    end_membership(first, ends_on=TODAY, actor=administrator)

    first.refresh_from_db()
    assert first.ends_on == TODAY


def test_a_second_role_that_ends_sooner_does_not_count(case: Case) -> None:
    administrator = user_with_role(Role.ORGANISATIONSVERWALTUNG, case.organisation)
    first = case.lead.memberships.get()
    MembershipFactory(user=case.lead, organisation=case.organisation, role=Role.TEAMLEITUNG, ends_on=TODAY)

    with pytest.raises(ValidationError, match="noch zuständig"):
        end_membership(first, ends_on=TODAY, actor=administrator)


def test_another_role_of_somebody_who_leads_cases_can_end(case: Case) -> None:
    administrator = user_with_role(Role.ORGANISATIONSVERWALTUNG, case.organisation)
    applicant = MembershipFactory(user=case.lead, organisation=case.organisation, role=Role.ANTRAGSTELLUNG)

    end_membership(applicant, ends_on=TODAY, actor=administrator)

    applicant.refresh_from_db()
    assert applicant.ends_on == TODAY


# --- The function that counts across the wall ---------------------------------------------------


def acting(**settings: str) -> None:
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [f"pik.{name}", value])


def test_count_is_given_for_ones_own_organisation(case: Case) -> None:
    acting(user="1", organisation=str(case.organisation_id), role="organisationsverwaltung")

    assert in_words(case.lead_id, case.organisation_id) == ["1\N{NO-BREAK SPACE}Fall"]


def test_count_is_given_to_the_systemverwaltung_for_any(case: Case) -> None:
    acting(user="1", organisation=str(OrganisationFactory().pk), role="systemverwaltung")

    assert open_obligations(case.lead_id, case.organisation_id)["case"] == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEMVERWALTUNG])
def test_count_of_another_organisation_is_refused_to_every_role(case: Case, role: Role) -> None:
    acting(user="1", organisation=str(OrganisationFactory().pk), role=role)

    with pytest.raises(DatabaseError, match="not for this organisation"), transaction.atomic():
        open_obligations(case.lead_id, case.organisation_id)


def test_count_is_refused_to_a_role_of_the_database_for_which_nobody_acts(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        cursor.execute("CREATE ROLE pik_stranger")
        cursor.execute("SET LOCAL SESSION AUTHORIZATION pik_stranger")
        with pytest.raises(DatabaseError, match="permission denied for function"), transaction.atomic():
            open_obligations(case.lead_id, case.organisation_id)
        cursor.execute(f'SET LOCAL SESSION AUTHORIZATION "{owner}"')
        cursor.execute("DROP ROLE pik_stranger")

    assert open_obligations(case.lead_id, case.organisation_id)["case"] == 1


def test_whoever_hands_over_her_own_is_not_told_of_it(case: Case, taker: User) -> None:
    hand_over_all(case.lead, taker, actor=case.lead)

    assert Reminder.objects.filter(kind="cases.handed_over").count() == 0


# --- The pages ----------------------------------------------------------------------------------


@pytest.mark.web
def test_page_hands_over_and_says_how_much(client: Client, case: Case, lead: User, taker: User) -> None:
    client.force_login(lead)

    response = client.post(
        reverse("cases:hand_over_save", kwargs={"user_id": case.lead_id}), {"taker": taker.pk}, follow=True
    )

    case.refresh_from_db()
    assert case.lead == taker
    assert response.redirect_chain == [(reverse("cases:hand_over_list"), 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "Übergeben an Emre Yıldız: 1\N{NO-BREAK SPACE}Fall und 0\N{NO-BREAK SPACE}Wiedervorlagen."
    ]


@pytest.mark.web
def test_page_finds_who_has_gone_and_left_something(client: Client, case: Case, lead: User) -> None:
    case.lead.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(lead)

    response = client.get(reverse("cases:hand_over_list"))

    rows = {person.pk: (person.is_in_team, person.led_count) for person, _ in response.context["rows"]}
    assert rows == {case.lead_id: (False, 1), lead.pk: (True, 0)}


@pytest.mark.web
@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_person_and_for_three(
    client: Client, case: Case, lead: User, count: int, django_assert_max_num_queries
) -> None:
    for _ in range(count - 1):
        CaseFactory(organisation=case.organisation)
    client.force_login(lead)

    with django_assert_max_num_queries(12):
        client.get(reverse("cases:hand_over_list"))


@pytest.mark.web
def test_administrator_who_sees_no_case_is_told_how_many_are_left(client: Client, case: Case) -> None:
    administrator = user_with_role(Role.ORGANISATIONSVERWALTUNG, case.organisation)
    membership = case.lead.memberships.get()
    client.force_login(administrator)

    shown = client.get(reverse("accounts:membership_end", kwargs={"pk": membership.pk}))
    ended = client.post(
        reverse("accounts:membership_end_save", kwargs={"pk": membership.pk}), {"ends_on": TODAY.isoformat()}
    )

    membership.refresh_from_db()
    assert ["ist noch zuständig für 1\N{NO-BREAK SPACE}Fall." in text for text in shown.context["left"]] == [True]
    assert (ended.status_code, membership.ends_on) == (422, None)
