"""Signing in, acting in one of several memberships, signing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pik.accounts.enums import Role
from pik.accounts.models import Membership, User
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, user_with_role

pytestmark = [pytest.mark.web, pytest.mark.django_db]

PASSWORD = "korrekt-pferd-batterie"
SIGN_IN, CHECK = "/anmelden/", "/anmelden/pruefen/"


@pytest.fixture
def user() -> User:
    return user_with_role(Role.LANDESPLANUNG, email="petra@example.org")


def sign_in(client: Client, **data: str) -> Any:
    return client.post(CHECK, {"login": "petra@example.org", "password": PASSWORD, **data})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["petra@example.org", "PETRA@Example.Org", " petra@example.org "])
def test_sign_in_right_password_leads_to_the_first_task(client: Client, user: User, typed: str) -> None:
    response = sign_in(client, login=typed)

    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    assert is_signed_in(client)


def test_sign_in_leads_on_to_what_was_asked_for(client: Client, user: User) -> None:
    asked = reverse("regulations:rule_book") + "?q=1"

    page = client.get(asked, follow=True)
    response = sign_in(client, next=page.context["next"])

    assert response["Location"] == asked


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.com/",
        "//example.com/",
        "///example.com",
        "\\\\example.com",
        "/\\example.com",
        "javascript:alert(1)",
        "http:///example.com",
        "https://testserver@example.com/",
    ],
)
def test_sign_in_to_another_house_leads_home(client: Client, user: User, elsewhere: str) -> None:
    response = sign_in(client, next=elsewhere)

    assert response["Location"] == reverse("home")


@pytest.mark.parametrize(
    "data",
    [{"password": "falsch"}, {"login": "niemand@example.org"}],
    ids=["wrong password", "unknown address"],
)
def test_sign_in_wrong_is_told_in_german_and_keeps_the_address(
    client: Client, user: User, data: dict[str, str]
) -> None:
    response = sign_in(client, next="/hilfe/", **data)

    form = response.context["form"]
    assert response.status_code == 422
    assert form.non_field_errors() == ["E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides."]
    assert form["login"].value() == data.get("login", "petra@example.org")
    assert response.context["next"] == "/hilfe/"
    assert PASSWORD not in response.content.decode()
    assert not is_signed_in(client)


def test_sign_in_empty_names_both_fields(client: Client) -> None:
    response = client.post(CHECK, {})

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "login": ["Dieses Feld ist zwingend erforderlich."],
        "password": ["Dieses Feld ist zwingend erforderlich."],
    }


def test_sign_in_locked_account_is_refused(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)

    response = sign_in(client)

    assert response.status_code == 422
    assert not is_signed_in(client)


def test_locked_account_is_out_at_its_next_request(client: Client, user: User) -> None:
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    response = client.get(reverse("help"))

    assert response["Location"].startswith(SIGN_IN)


def test_sign_in_page_for_somebody_signed_in_leads_home(client: Client, user: User) -> None:
    client.force_login(user)

    assert client.get(SIGN_IN)["Location"] == reverse("home")


def test_sign_in_changes_the_session_key(client: Client, user: User) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before


def test_sign_out_forgets_the_session(client: Client, user: User) -> None:
    client.force_login(user)

    response = client.post(reverse("accounts:sign_out"))

    assert response["Location"] == SIGN_IN
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["sign_out", "switch_membership"])
def test_sign_out_and_switch_by_get_lead_home_and_change_nothing(client: Client, user: User, name: str) -> None:
    client.force_login(user)

    response = client.get(reverse(f"accounts:{name}"))

    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    assert is_signed_in(client)


def test_fragment_asked_for_after_the_session_ended_is_401_and_no_page(client: Client) -> None:
    response = client.get(reverse("accounts:organisation_list"), headers={"HX-Request": "true"})

    assert (response.status_code, response.content.decode()) == (401, "Sie sind abgemeldet.")


@pytest.mark.parametrize("demo", [True, False])
def test_demo_accounts_stand_on_the_sign_in_page_in_demo_mode_only(client: Client, settings: Any, demo: bool) -> None:
    settings.DEMO = demo
    MembershipFactory(user=UserFactory(email="im.ladenburg@demo.example", is_demo=True))

    page = client.get(SIGN_IN).content.decode()

    assert ("im.ladenburg@demo.example" in page) is demo


# --- Memberships ---------------------------------------------------------------------------------


@pytest.fixture
def two_roles() -> tuple[Membership, Membership]:
    """Somebody with two roles in one municipality; the first is older."""
    first = MembershipFactory(role=Role.ANTRAGSTELLUNG)
    second = MembershipFactory(
        user=first.user, organisation=first.organisation, role=Role.AUSWERTUNG, starts_on=date(2021, 1, 1)
    )
    return first, second


def acting(client: Client) -> Membership | None:
    return client.get(reverse("help")).wsgi_request.membership  # type: ignore[attr-defined, no-any-return]


def test_membership_without_a_choice_the_oldest_acts(client: Client, two_roles: tuple[Membership, Membership]) -> None:
    client.force_login(two_roles[0].user)

    assert acting(client) == two_roles[0]


def test_membership_switched_acts_from_the_next_request_on(
    client: Client, two_roles: tuple[Membership, Membership]
) -> None:
    client.force_login(two_roles[0].user)

    response = client.post(reverse("accounts:switch_membership"), {"membership": two_roles[1].pk}, follow=True)

    assert acting(client) == two_roles[1]
    assert [str(message) for message in response.context["messages"]] == [f"Sie handeln jetzt als {two_roles[1]}."]


def not_mine(first: Membership) -> int:
    return MembershipFactory().pk


def ended(first: Membership) -> int:
    return MembershipFactory(user=first.user, ends_on=timezone.localdate() - timedelta(days=1)).pk


def future(first: Membership) -> int:
    return MembershipFactory(user=first.user, starts_on=timezone.localdate() + timedelta(days=1)).pk


def nonsense(first: Membership) -> str:
    return "x"


@pytest.mark.parametrize("choose", [not_mine, ended, future, nonsense])
def test_membership_that_is_not_open_to_somebody_is_not_taken(
    client: Client, two_roles: tuple[Membership, Membership], choose: Callable[[Membership], Any]
) -> None:
    client.force_login(two_roles[0].user)

    client.post(reverse("accounts:switch_membership"), {"membership": choose(two_roles[0])})

    assert acting(client) == two_roles[0]


def test_membership_ended_is_gone_at_the_next_request(client: Client, two_roles: tuple[Membership, Membership]) -> None:
    client.force_login(two_roles[0].user)
    client.post(reverse("accounts:switch_membership"), {"membership": two_roles[1].pk})

    Membership.objects.filter(pk=two_roles[1].pk).update(ends_on=timezone.localdate() - timedelta(days=1))

    assert acting(client) == two_roles[0]


def test_last_membership_ended_leaves_a_page_that_says_so(client: Client) -> None:
    membership = MembershipFactory(ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(membership.user)

    home = client.get(reverse("home"))
    members = client.get(reverse("accounts:member_list"))

    assert (home.status_code, members.status_code) == (200, 403)
    assert "Sie haben zurzeit keine Rolle" in home.content.decode()


def test_membership_of_today_counts_on_its_first_and_last_day(client: Client) -> None:
    today = timezone.localdate()
    membership = MembershipFactory(starts_on=today, ends_on=today)
    client.force_login(membership.user)

    assert acting(client) == membership


def test_acting_label_names_person_role_and_organisation() -> None:
    user = user_with_role(
        Role.TEAMLEITUNG, OrganisationFactory(name="Ladenburg"), first_name="Sabine", last_name="Krämer"
    )

    assert user.acting_label == "Sabine Krämer, Teamleitung (Fachaufsicht), Ladenburg"
