"""Who answers for a case: leads over time, deputies, absences."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from cases.enums import SealedKind
from cases.lifecycle import absences
from cases.lifecycle.responsibility import acts_for, duty_of, give_lead, give_leads
from cases.models import Absence, Case, Deputy
from cases.rules import reads_by_duty
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.reminders.models import Reminder
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, FollowUpFactory
from tests.factories.lifecycle import AbsenceFactory, DeputyFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
BASIS = {"value": "24.00", "regulation": "VwV", "source": "Test", "confidence": "confirmed"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-21 10:00+01:00", tick=False):
        yield


def colleague(case: Case, role: Role = Role.INTEGRATIONSMANAGER) -> User:
    return user_with_role(role, case.organisation)


def case_of_two_years(**values: Any) -> Case:
    """From 01.07.2026 to 30.06.2028, by a rule of 24 months."""
    return CaseFactory(term_basis=BASIS, **values)


# --- Who acts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "acts"), [("lead", True), ("deputy", True), ("substitute", True), ("ended", False), ("other", False)]
)
def test_acts_for_a_case(who: str, acts: bool) -> None:
    case = CaseFactory()
    people = {
        "lead": case.lead,
        "deputy": DeputyFactory(case=case).user,
        "substitute": AbsenceFactory(organisation=case.organisation, user=case.lead).substitute,
        "ended": DeputyFactory(case=case, ended=True).user,
        "other": colleague(case),
    }

    assert acts_for(people[who], case, TODAY) is acts
    assert acts_for(people[who], case, TODAY + timedelta(days=400)) is (who in {"lead", "deputy"})


@pytest.mark.parametrize(
    ("kind", "absent", "who", "reads"),
    [
        (SealedKind.PRIVATE, False, "deputy", False),
        (SealedKind.PRIVATE, False, "substitute", False),
        (SealedKind.PRIVATE, True, "deputy", True),
        (SealedKind.PRIVATE, True, "substitute", True),
        (SealedKind.PRIVATE, True, "colleague", False),
        (SealedKind.REFERRAL, False, "deputy", True),
        (SealedKind.REFERRAL, False, "substitute", False),
        (SealedKind.REFERRAL, True, "substitute", True),
        (SealedKind.REFERRAL, True, "colleague", False),
        (SealedKind.HEALTH, False, "deputy", True),
    ],
)
def test_deputy_reads_private_notes_in_absence_of_the_author_alone(
    kind: SealedKind, absent: bool, who: str, reads: bool
) -> None:
    case = CaseFactory()
    substitute = colleague(case)
    readers = {"deputy": DeputyFactory(case=case).user, "substitute": substitute, "colleague": colleague(case)}
    AbsenceFactory(organisation=case.organisation, user=case.lead, substitute=substitute, ended=not absent)

    duty = duty_of(case, TODAY)

    assert reads_by_duty(readers[who].pk, kind=kind, author_id=case.lead_id or 0, duty=duty) is reads


def test_give_lead_keeps_the_history_takes_wiedervorlagen_along_and_tells_both() -> None:
    case = CaseFactory()
    giver, taker, chief = case.lead, colleague(case), colleague(case, Role.TEAMLEITUNG)
    noted = FollowUpFactory(case=case, due_on=TODAY)
    others = FollowUpFactory(case=case, assigned_to=chief)

    give_lead(case, taker, actor=chief, reason="Spricht Tigrinya")

    noted.refresh_from_db()
    others.refresh_from_db()
    now, before = case.lead_periods.order_by("-pk")
    assert (case.lead, noted.assigned_to, others.assigned_to) == (taker, taker, chief)
    assert (now.lead, now.reason, now.given_by, before.lead, before.ended_by) == (
        taker,
        "Spricht Tigrinya",
        chief,
        giver,
        chief,
    )
    told = Reminder.objects.filter(kind__in=["cases.lead_given", "cases.lead_taken"]).values_list("kind", "recipient")
    assert set(told) == {("cases.lead_given", taker.pk), ("cases.lead_taken", giver.pk)}
    assert Reminder.objects.filter(kind="cases.follow_up", recipient=taker).count() == 1


def test_give_leads_of_several_tells_once() -> None:
    first = CaseFactory()
    second = CaseFactory(organisation=first.organisation)
    taker = colleague(first)

    moved = give_leads([first, second], taker, actor=colleague(first, Role.TEAMLEITUNG))

    assert moved == [first, second]
    assert list(Reminder.objects.filter(recipient=taker).values_list("title", flat=True)) == [
        "Fälle, die Sie jetzt führen: 2"
    ]


def test_give_lead_of_somebody_elses_case_is_for_the_teamleitung() -> None:
    case = CaseFactory()
    manager = colleague(case)

    with pytest.raises(PermissionDenied):
        give_lead(case, manager, actor=manager)
    give_lead(case, None, actor=colleague(case, Role.TEAMLEITUNG))

    assert (case.lead, case.lead_name) == (None, "ohne Zuständigkeit")
    assert list(Case.objects.without_lead()) == [case]


def test_give_lead_to_who_does_not_counsel_here_or_of_a_closed_case_is_refused() -> None:
    case, closed = CaseFactory(), CaseFactory(closed=True)

    with pytest.raises(ValidationError) as stranger:
        give_lead(case, CaseFactory().lead, actor=case.lead)
    with pytest.raises(ValidationError):
        give_lead(closed, colleague(closed), actor=closed.lead)

    assert list(stranger.value.message_dict) == ["to"]


def test_deputy_is_named_by_the_lead_and_may_end_it_herself() -> None:
    case = CaseFactory()
    helper = colleague(case)

    deputy = absences.name_deputy(case, helper, actor=case.lead, starts_on=TODAY)
    named = list(Deputy.objects.current(TODAY).filter(case=case))
    absences.end_deputy(deputy, actor=helper)

    assert named == [deputy]
    assert list(Deputy.objects.current(TODAY).filter(case=case)) == []
    with pytest.raises(ValidationError):
        absences.name_deputy(case, case.lead, actor=case.lead, starts_on=TODAY)
    with pytest.raises(PermissionDenied):
        absences.name_deputy(case, helper, actor=helper, starts_on=TODAY)


def test_absence_rings_at_the_substitute_and_falls_silent_with_it() -> None:
    follow_up = FollowUpFactory(due_on=TODAY)
    away, there = follow_up.assigned_to, colleague(follow_up.case)

    absence = absences.enter_absence(away, actor=away, starts_on=TODAY, ends_on=TODAY, substitute=there)
    rung = list(Reminder.objects.filter(recipient=there, done_at__isnull=True).values_list("kind", flat=True))
    absences.end_absence(absence, actor=away)

    assert sorted(rung) == ["cases.covered_follow_up", "cases.standing_in"]
    assert not Reminder.objects.filter(recipient=there, done_at__isnull=True).exists()


def test_absence_of_others_is_for_the_teamleitung_and_never_covered_by_who_is_away() -> None:
    case = CaseFactory()
    away, also_away = colleague(case), colleague(case)
    AbsenceFactory(organisation=case.organisation, user=also_away)
    days = {"starts_on": TODAY, "ends_on": TODAY}

    with pytest.raises(PermissionDenied):
        absences.enter_absence(away, actor=case.lead, substitute=case.lead, **days)
    with pytest.raises(ValidationError) as error:
        absences.enter_absence(away, actor=colleague(case, Role.TEAMLEITUNG), substitute=also_away, **days)

    assert list(error.value.message_dict) == ["substitute"]


def test_who_stands_in_for_somebody_is_away_only_when_another_does() -> None:
    covered = AbsenceFactory(starts_on=TODAY, ends_on=TODAY + timedelta(days=4))
    third = user_with_role(Role.INTEGRATIONSMANAGER, covered.organisation)
    away = covered.substitute

    with pytest.raises(ValidationError) as error:
        absences.enter_absence(away, actor=away, starts_on=TODAY, ends_on=TODAY, substitute=third)
    later = TODAY + timedelta(days=5)
    absences.enter_absence(away, actor=away, starts_on=later, ends_on=later, substitute=third)
    absences.change_substitute(covered, third, actor=covered.user)
    absences.enter_absence(away, actor=away, starts_on=TODAY, ends_on=TODAY, substitute=third)

    name = covered.user.get_full_name()
    assert error.value.messages[0].startswith(
        f"{away.get_full_name()} vertritt in dieser Zeit {name} (21.11.2026\N{NO-BREAK SPACE}– 25.11.2026)."
    )
    assert Absence.objects.filter(user=away).count() == 2


def test_substitute_is_changed_and_the_first_is_left_in_peace() -> None:
    follow_up = FollowUpFactory(due_on=TODAY)
    away, first, second = follow_up.assigned_to, colleague(follow_up.case), colleague(follow_up.case)
    absence = absences.enter_absence(away, actor=away, starts_on=TODAY, ends_on=TODAY, substitute=first)

    absences.change_substitute(absence, second, actor=away)

    open_for = Reminder.objects.filter(done_at__isnull=True, recipient__in=[first, second])
    assert set(open_for.values_list("recipient", flat=True)) == {second.pk}


@pytest.mark.django_db(transaction=True)
def test_lead_given_by_two_at_once_is_one_and_the_history_has_both() -> None:
    case = CaseFactory()
    chief, takers = colleague(case, Role.TEAMLEITUNG), [colleague(case), colleague(case)]
    errors: list[Exception] = []

    def give(taker: User) -> None:
        try:
            give_lead(Case.objects.get(pk=case.pk), taker, actor=chief)
        except ValidationError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=[taker]) for taker in takers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    case.refresh_from_db()
    periods = list(case.lead_periods.order_by("pk"))
    assert errors == []
    assert {period.lead for period in periods[1:]} == set(takers)
    assert [period.ends_at is None for period in periods] == [False, False, True]
    assert periods[-1].lead == case.lead


def test_who_led_the_case_when_the_page_was_opened_decides_no_more() -> None:
    case = case_of_two_years()
    former, third = case.lead, colleague(case)
    Case.objects.filter(pk=case.pk).update(lead=colleague(case))

    with pytest.raises(PermissionDenied):
        give_lead(case, third, actor=former, reason="x")
    with pytest.raises(PermissionDenied):
        absences.name_deputy(case, third, actor=former, starts_on=TODAY)
