"""Ending a membership, and who sees which members."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pik.accounts.actions import end_membership
from pik.accounts.enums import Role
from pik.accounts.models import Membership, Organisation, User
from tests.counting import costs_exactly
from tests.factories.accounts import MembershipFactory, OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db

LAST_DAY = date(2026, 12, 31)


@pytest.fixture
def ladenburg() -> Organisation:
    return OrganisationFactory(name="Ladenburg")


@pytest.fixture
def manager(ladenburg: Organisation) -> Membership:
    return MembershipFactory(organisation=ladenburg)


@pytest.fixture
def administrator(ladenburg: Organisation) -> User:
    return user_with_role(Role.ORGANISATIONSVERWALTUNG, ladenburg)


def test_end_membership_keeps_the_row_and_its_last_day(manager: Membership, administrator: User) -> None:
    ended = end_membership(manager, ends_on=LAST_DAY, actor=administrator)

    manager.refresh_from_db()
    assert ended == manager
    assert manager.ends_on == LAST_DAY


def test_end_membership_on_its_first_day_is_possible(manager: Membership, administrator: User) -> None:
    end_membership(manager, ends_on=manager.starts_on, actor=administrator)

    manager.refresh_from_db()
    assert manager.ends_on == manager.starts_on


@pytest.mark.parametrize("role", [Role.TEAMLEITUNG, Role.DATENSCHUTZ, Role.INTEGRATIONSMANAGER])
def test_end_membership_by_another_role_is_denied(manager: Membership, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        end_membership(manager, ends_on=LAST_DAY, actor=user_with_role(role, manager.organisation))


def test_end_membership_of_another_organisation_is_denied(manager: Membership) -> None:
    with pytest.raises(PermissionDenied):
        end_membership(manager, ends_on=LAST_DAY, actor=user_with_role(Role.ORGANISATIONSVERWALTUNG))


def test_end_membership_of_any_organisation_by_the_systemverwaltung(manager: Membership) -> None:
    end_membership(manager, ends_on=LAST_DAY, actor=user_with_role(Role.SYSTEMVERWALTUNG))

    manager.refresh_from_db()
    assert manager.ends_on == LAST_DAY


def test_end_membership_of_oneself_is_refused(administrator: User) -> None:
    with pytest.raises(ValidationError) as caught:
        end_membership(administrator.memberships.get(), ends_on=LAST_DAY, actor=administrator)

    assert caught.value.message_dict == {
        "ends_on": ["Die eigene Mitgliedschaft beendet eine andere Person der Verwaltung."]
    }


def test_end_membership_before_its_beginning_is_refused(manager: Membership, administrator: User) -> None:
    with pytest.raises(ValidationError) as caught:
        end_membership(manager, ends_on=manager.starts_on - timedelta(days=1), actor=administrator)

    assert caught.value.message_dict["ends_on"] == ["Das Ende liegt vor dem Beginn."]


def test_end_membership_that_ends_sooner_is_refused(manager: Membership, administrator: User) -> None:
    end_membership(manager, ends_on=LAST_DAY, actor=administrator)

    with pytest.raises(ValidationError, match="endet schon früher"):
        end_membership(manager, ends_on=LAST_DAY + timedelta(days=1), actor=administrator)


@pytest.mark.web
def test_membership_end_stores_and_says_so(client: Client, manager: Membership, administrator: User) -> None:
    client.force_login(administrator)

    response = client.post(
        reverse("accounts:membership_end_save", kwargs={"pk": manager.pk}), {"ends_on": "31.12.2026"}, follow=True
    )

    manager.refresh_from_db()
    assert manager.ends_on == LAST_DAY
    assert response.redirect_chain == [(reverse("accounts:member_list"), 302)]
    assert [str(m) for m in response.context["messages"]] == [
        f"Die Mitgliedschaft von {manager.user} endet mit dem 31.12.2026."
    ]


@pytest.mark.web
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Dieses Feld ist zwingend erforderlich."),
        ("bald", "Bitte geben Sie ein Datum ein, zum Beispiel 18.11.2026."),
        ("2019-12-31", "Das Ende liegt vor dem Beginn."),
    ],
)
def test_membership_end_wrong_day_is_told_at_the_field_and_kept(
    client: Client, manager: Membership, administrator: User, typed: str, message: str
) -> None:
    client.force_login(administrator)

    response: Any = client.post(reverse("accounts:membership_end_save", kwargs={"pk": manager.pk}), {"ends_on": typed})

    assert response.status_code == 422
    assert message in response.context["form"].errors["ends_on"]
    assert response.context["form"]["ends_on"].value() == typed


@pytest.mark.web
def test_member_list_shows_ones_own_organisation(client: Client, manager: Membership, administrator: User) -> None:
    MembershipFactory()
    client.force_login(administrator)

    shown = set(client.get(reverse("accounts:member_list")).context["page_obj"])

    assert shown == {manager, administrator.memberships.get()}


@pytest.mark.web
@pytest.mark.parametrize("others", [1, 3])
def test_member_list_costs_the_same_for_more_people(client: Client, administrator: User, others: int) -> None:
    MembershipFactory.create_batch(others, organisation=administrator.membership.organisation)
    client.force_login(administrator)

    with costs_exactly(5):
        client.get(reverse("accounts:member_list"))


@pytest.mark.web
@pytest.mark.parametrize("others", [1, 3])
def test_organisation_list_costs_the_same_for_more_rows(client: Client, others: int) -> None:
    client.force_login(user_with_role(Role.SYSTEMVERWALTUNG))
    OrganisationFactory.create_batch(others)

    with costs_exactly(5):
        client.get(reverse("accounts:organisation_list"))


def test_memberships_of_nobody_acting_are_visible_to_nobody(manager: Membership) -> None:
    user = MembershipFactory(ends_on=timezone.localdate() - timedelta(days=1)).user

    assert not Membership.objects.visible_to(user).exists()
