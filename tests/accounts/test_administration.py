"""An organisation with people in it is never without an administrator, on no day and by no race."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from pik.accounts.actions import end_membership, grant_role
from pik.accounts.enums import Role
from pik.accounts.models import Membership, Organisation, User
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, user_with_role

TODAY = date(2026, 11, 20)
YEAR_END = date(2026, 12, 31)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def on_the_day(time_machine: object) -> None:
    time_machine.move_to("2026-11-20 10:00+01:00")  # type: ignore[attr-defined]


@pytest.fixture
def ladenburg(db: None) -> Organisation:
    return OrganisationFactory(name="Ladenburg")


@pytest.fixture
def only(ladenburg: Organisation) -> Membership:
    """The one administrator."""
    return MembershipFactory(organisation=ladenburg, role=Role.ORGANISATIONSVERWALTUNG)


@pytest.fixture
def manager(ladenburg: Organisation) -> Membership:
    return MembershipFactory(
        organisation=ladenburg, user=UserFactory(first_name="Emre", last_name="Yıldız"), role=Role.AUSWERTUNG
    )


@pytest.fixture
def system(db: None) -> User:
    return user_with_role(Role.SYSTEMVERWALTUNG)


def administrator(organisation: Organisation, **days: date) -> Membership:
    return MembershipFactory(organisation=organisation, role=Role.ORGANISATIONSVERWALTUNG, **days)


def is_refused(membership: Membership, ends_on: date, actor: User) -> bool:
    try:
        end_membership(membership, ends_on=ends_on, actor=actor)
    except ValidationError as error:
        return "keine Organisationsverwaltung mehr" in error.messages[0]
    return False


def test_last_administrator_stays_while_there_are_people(only: Membership, manager: Membership, system: User) -> None:
    with pytest.raises(ValidationError) as caught:
        end_membership(only, ends_on=TODAY, actor=system)

    assert caught.value.messages == [
        (
            "Ladenburg hätte ab dem 21.11.2026 keine Organisationsverwaltung mehr. Vergeben Sie diese Rolle zuerst an "
            "eine andere Person (zum Beispiel Emre Yıldız), spätestens ab diesem Tag: auf ihrer Seite unter "
            "„Mitarbeitende“ mit „Rolle vergeben“, oder laden Sie jemanden dazu ein."
        )
    ]
    only.refresh_from_db()
    assert only.ends_on is None


def test_last_administrator_of_nobody_else_may_go(only: Membership, system: User) -> None:
    assert is_refused(only, TODAY, system) is False


def test_her_own_other_role_keeps_the_organisation_inhabited(only: Membership, system: User) -> None:
    MembershipFactory(user=only.user, organisation=only.organisation, role=Role.AUSWERTUNG)

    assert is_refused(only, TODAY, system) is True


def test_end_in_the_future_that_leaves_a_gap_is_refused(only: Membership, manager: Membership, system: User) -> None:
    administrator(only.organisation, starts_on=NEW_YEAR + timedelta(days=1))

    assert is_refused(only, YEAR_END, system) is True


def test_successor_from_the_next_day_on_makes_it_possible(only: Membership, manager: Membership, system: User) -> None:
    successor = UserFactory()
    grant_role(
        successor,
        organisation=only.organisation,
        role=Role.ORGANISATIONSVERWALTUNG,
        starts_on=NEW_YEAR,
        actor=system,
    )

    assert is_refused(only, YEAR_END, system) is False


def test_successor_whose_own_term_ends_is_not_enough(only: Membership, manager: Membership, system: User) -> None:
    administrator(only.organisation, ends_on=date(2027, 3, 31))

    assert is_refused(only, YEAR_END, system) is True


def test_gap_after_the_last_person_has_gone_is_none(only: Membership, system: User) -> None:
    MembershipFactory(organisation=only.organisation, role=Role.AUSWERTUNG, ends_on=YEAR_END)

    assert is_refused(only, YEAR_END, system) is False


def test_people_who_come_later_count(only: Membership, system: User) -> None:
    MembershipFactory(organisation=only.organisation, role=Role.AUSWERTUNG, starts_on=date(2027, 6, 1))

    assert is_refused(only, YEAR_END, system) is True


def test_locked_account_is_no_administrator(only: Membership, manager: Membership, system: User) -> None:
    other = administrator(only.organisation)
    User.objects.filter(pk=other.user_id).update(is_active=False)

    assert is_refused(only, TODAY, system) is True


def test_one_of_two_administrators_may_go(only: Membership, manager: Membership) -> None:
    other = administrator(only.organisation)

    assert is_refused(only, TODAY, other.user) is False


def test_days_without_a_head_before_are_not_the_fault_of_who_goes(
    only: Membership, manager: Membership, system: User
) -> None:
    """Both terms end at the year's end; the shorter of them can be shorter still."""
    Membership.objects.filter(pk=only.pk).update(ends_on=YEAR_END)
    other = administrator(only.organisation, ends_on=YEAR_END)

    assert is_refused(other, TODAY, system) is False


def test_administrators_of_another_organisation_do_not_help(
    only: Membership, manager: Membership, system: User
) -> None:
    administrator(OrganisationFactory())

    assert is_refused(only, TODAY, system) is True


# --- Two at once --------------------------------------------------------------------------------


def someone_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_leave_one() -> None:
    organisation = OrganisationFactory(name="Ladenburg")
    first, second = administrator(organisation), administrator(organisation)
    MembershipFactory(organisation=organisation)
    refusals: list[str] = []

    def run() -> None:
        try:
            end_membership(first, ends_on=TODAY, actor=second.user)
        except ValidationError as error:
            refusals.extend(error.messages)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        end_membership(second, ends_on=TODAY, actor=first.user)
        other.start()
        waited_until = time.monotonic() + 10
        while not someone_waits_for_a_lock() and time.monotonic() < waited_until:
            time.sleep(0.02)
    other.join(30)

    assert [text.split(".")[0] for text in refusals] == ["Ladenburg hätte ab dem 21"]
    assert list(Membership.objects.filter(ends_on__isnull=False)) == [second]
