"""Opening and closing cases, numbers, households, Wiedervorlagen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from cases import actions, numbers
from cases.enums import CaseStatus, ClosingReason
from cases.lifecycle import actions as lifecycle
from cases.models import Case, CaseCounter, Person
from cases.people import actions as people_actions
from cases.people.queries import household_members
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.workflow import TransitionRefused
from pik.regulations.enums import Key
from pik.regulations.reference import load_regulations
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, FollowUpFactory

pytestmark = pytest.mark.django_db

ZAHRA = {"family_name": "Rahimi", "given_name": "Zahra", "birth_date": date(1991, 3, 14), "nationalities": ["AF"]}


@pytest.fixture
def manager() -> User:
    load_regulations()
    return user_with_role(Role.INTEGRATIONSMANAGER, OrganisationFactory(name="Ladenburg"))


def test_open_case_runs_for_the_months_of_the_rule_and_keeps_its_basis(manager: User) -> None:
    case = lifecycle.open_case(actor=manager, starts_on=date(2026, 7, 1), person=ZAHRA)

    assert (case.starts_on, case.ends_on) == (date(2026, 7, 1), date(2029, 6, 30))
    assert (case.term_basis["parameter"], case.term_basis["value"]) == (Key.SUPPORT_MONTHS, "36.00")
    assert (case.status, case.lead, case.person.sort_key) == (CaseStatus.ACTIVE, manager, "rahimi zahra")


def test_open_case_follows_the_rule_of_its_first_day_not_of_today(manager: User) -> None:
    before = lifecycle.open_case(actor=manager, starts_on=date(2023, 6, 5), person=ZAHRA)
    after = lifecycle.open_case(actor=manager, starts_on=date(2023, 6, 6), person={**ZAHRA, "given_name": "Ali"})

    assert (before.ends_on, after.ends_on) == (date(2025, 6, 4), date(2026, 6, 5))


def test_open_case_before_any_rule_names_the_first_day(manager: User) -> None:
    with pytest.raises(ValidationError) as error:
        lifecycle.open_case(actor=manager, starts_on=date(2016, 1, 1), person=ZAHRA)

    assert list(error.value.message_dict) == ["starts_on"]
    assert (Person.objects.count(), Case.objects.count()) == (0, 0)


def test_open_case_by_antragstellung_is_refused(manager: User) -> None:
    applicant = user_with_role(Role.ANTRAGSTELLUNG, manager.membership.organisation)

    with pytest.raises(PermissionDenied):
        lifecycle.open_case(actor=applicant, starts_on=date(2026, 7, 1), person=ZAHRA)


def test_open_case_joins_the_household_of_a_family_member(manager: User) -> None:
    mother = lifecycle.open_case(actor=manager, starts_on=date(2026, 7, 1), person=ZAHRA)

    son = lifecycle.open_case(
        actor=manager,
        starts_on=date(2026, 7, 1),
        person={**ZAHRA, "given_name": "Ali"},
        family_member=mother,
        relation="child",
    )

    members = list(household_members(mother.person).order_by("pk"))
    assert [(m.person, m.relation, str(m.household)) for m in members] == [
        (mother.person, "head", "Haushalt Rahimi"),
        (son.person, "child", "Haushalt Rahimi"),
    ]


def test_connect_household_with_another_organisation_is_refused(manager: User) -> None:
    case = lifecycle.open_case(actor=manager, starts_on=date(2026, 7, 1), person=ZAHRA)

    with pytest.raises(ValidationError) as error:
        people_actions.connect_household(case, actor=manager, family_member=CaseFactory(), relation="child")

    assert list(error.value.message_dict) == ["family_case"]


@time_machine.travel("2026-11-21 10:00+01:00", tick=False)
def test_case_number_counts_by_organisation_and_year(manager: User) -> None:
    ladenburg = manager.membership.organisation

    opened = [
        lifecycle.open_case(actor=manager, starts_on=date(2026, 7, 1), person={**ZAHRA, "given_name": n}).number
        for n in ("A", "B")
    ]

    assert opened == ["LAD-2026-0001", "LAD-2026-0002"]
    assert numbers.next_number(ladenburg, 2027) == "LAD-2027-0001"


def test_case_number_of_a_town_with_the_same_letters_differs() -> None:
    towns = [OrganisationFactory(name=name) for name in ("Mauer", "Maulbronn", "Mau")]

    given = [numbers.next_number(town, 2026) for town in towns]

    assert given == ["MAU-2026-0001", "MAL-2026-0001", f"X{towns[2].pk}-2026-0001"]


@pytest.mark.django_db(transaction=True)
def test_case_number_asked_for_by_four_at_once_is_given_once() -> None:
    organisation = OrganisationFactory(name="Ladenburg")

    def ask(_: int) -> str:
        try:
            return numbers.next_number(organisation, 2026)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        given = sorted(pool.map(ask, range(4)))

    assert given == [f"LAD-2026-{number:04}" for number in range(1, 5)]
    assert CaseCounter.objects.get().last_number == 4


def test_update_person_keeps_the_history(manager: User) -> None:
    case = lifecycle.open_case(actor=manager, starts_on=date(2026, 7, 1), person=ZAHRA)

    person = people_actions.update_person(case, actor=manager, family_name="Rahimy")

    assert person.sort_key == "rahimy zahra"
    assert list(person.events.order_by("pgh_id").values_list("family_name", flat=True)) == ["Rahimi", "Rahimy"]


def test_person_of_a_closed_case_is_not_changed() -> None:
    case, other = CaseFactory(closed=True), CaseFactory()

    for write in (
        lambda: people_actions.update_person(case, actor=case.lead, family_name="Rahimy"),
        lambda: people_actions.connect_household(case, actor=case.lead, family_member=other, relation="child"),
    ):
        with pytest.raises(ValidationError) as error:
            write()
        assert error.value.messages == [actions.IS_CLOSED]


def test_person_is_not_changed_by_who_does_not_counsel() -> None:
    case = CaseFactory()

    with pytest.raises(PermissionDenied):
        people_actions.update_person(
            case, actor=user_with_role(Role.ANTRAGSTELLUNG, case.organisation), family_name="X"
        )


def test_close_case_notes_day_and_reason() -> None:
    case = CaseFactory()

    lifecycle.close_case(case, actor=case.lead, reason=ClosingReason.MOVED, comment="nach Wehr")

    log = case.transitions.get()
    assert (case.status, case.closed_on, case.closing_reason) == (CaseStatus.CLOSED, timezone.localdate(), "moved")
    assert (log.name, log.comment, log.actor) == ("close", "umgezogen. nach Wehr", case.lead)


def test_reopen_case_with_another_active_one_is_refused() -> None:
    case = CaseFactory(closed=True)
    other = CaseFactory(person=case.person, organisation=case.organisation)

    with pytest.raises(TransitionRefused) as error:
        lifecycle.reopen_case(case, actor=user_with_role(Role.TEAMLEITUNG, case.organisation), comment="Kam zurück.")

    assert error.value.messages == [f"Die Person hat schon einen offenen Fall ({other.number})."]


def test_finish_follow_up_twice_keeps_the_first_tick() -> None:
    follow_up = FollowUpFactory()
    first = actions.finish_follow_up(follow_up, actor=follow_up.assigned_to)

    second = actions.finish_follow_up(follow_up, actor=user_with_role(Role.TEAMLEITUNG, follow_up.case.organisation))

    assert (second.done_at, second.done_by) == (first.done_at, follow_up.assigned_to)


def test_add_follow_up_to_a_closed_case_is_refused() -> None:
    case = CaseFactory(closed=True)

    with pytest.raises(ValidationError) as error:
        actions.add_follow_up(case, actor=case.lead, due_on=date(2026, 12, 1), reason="Anrufen")

    assert error.value.messages == ["Der Fall ist abgeschlossen. Die Teamleitung kann ihn wieder öffnen."]
