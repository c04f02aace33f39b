"""Proving again who one is, before something that can't be taken back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pik.accounts.enums import Role
from pik.accounts.models import Membership, User
from tests.factories.accounts import MembershipFactory, user_with_role

pytestmark = [pytest.mark.web, pytest.mark.django_db]

PASSWORD = "korrekt-pferd-batterie"


@pytest.fixture
def user() -> User:
    return user_with_role(Role.ORGANISATIONSVERWALTUNG)


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def late(client: Client) -> Client:
    """Signed in, but the password was typed long ago."""
    session = client.session
    session["bestaetigt"] = 0
    session.save()
    return client


@pytest.fixture
def member(user: User) -> Membership:
    return MembershipFactory(organisation=user.memberships.get().organisation)


def end(client: Client, member: Membership, **more: str) -> Any:
    address = reverse("accounts:membership_end_save", args=[member.pk])
    return client.post(address, {"ends_on": timezone.localdate().isoformat(), **more})


def is_ended(member: Membership) -> bool:
    return Membership.objects.get(pk=member.pk).ends_on is not None


def test_fresh_sign_in_counts_as_proof(client: Client, member: Membership) -> None:
    end(client, member)

    assert is_ended(member)


@pytest.mark.parametrize(("minutes", "asked"), [(4, False), (6, True)])
def test_proof_is_good_for_five_minutes(user: User, minutes: int, asked: bool) -> None:
    with time_machine.travel("2026-11-24 09:00 +0100", tick=False) as clock:
        client = Client()
        client.force_login(user)
        clock.shift(minutes * 60)

        response = client.get(reverse("accounts:sign_in_policy"))

    assert (response.status_code == 302) is asked


def test_page_asked_for_leads_to_the_question_and_back(late: Client) -> None:
    asked = reverse("accounts:sign_in_policy")

    response = late.get(asked)
    back = late.post(reverse("accounts:confirm_check"), {"next": asked, "confirm_password": PASSWORD})

    assert response["Location"] == f"{reverse('accounts:confirm')}?next={quote(asked, safe='')}"
    assert back["Location"] == asked
    assert late.get(asked).status_code == 200


def test_question_leads_to_no_other_house(late: Client) -> None:
    fields = {"next": "https://boese.example/", "confirm_password": PASSWORD}

    assert late.post(reverse("accounts:confirm_check"), fields)["Location"] == reverse("home")


def test_form_sent_late_is_asked_in_place_and_carries_what_was_typed(late: Client, member: Membership) -> None:
    response = end(late, member)

    html = response.content.decode()
    assert (response.status_code, is_ended(member)) == (403, False)
    assert f'name="ends_on" value="{timezone.localdate().isoformat()}"' in html
    assert f'action="{reverse("accounts:membership_end_save", args=[member.pk])}"' in html
    assert "no-store" in response["Cache-Control"]


def test_answer_in_place_does_what_the_form_wanted(late: Client, member: Membership) -> None:
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', end(late, member).content.decode()))

    response = end(late, member, **carried, confirm_password=PASSWORD)

    assert (response["Location"], is_ended(member)) == (reverse("accounts:member_list"), True)


def test_wrong_answer_in_place_changes_nothing_and_keeps_what_was_typed(late: Client, member: Membership) -> None:
    response = end(late, member, confirm_password="falsch")

    assert (response.status_code, is_ended(member)) == (422, False)
    assert f'value="{timezone.localdate().isoformat()}"' in response.content.decode()
    assert "falsch" not in response.content.decode()


def test_wrong_answer_changes_nothing_even_where_a_proof_still_counts(client: Client, member: Membership) -> None:
    end(client, member, confirm_password="falsch")

    assert not is_ended(member)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"confirm_password": ""}, 403),
        ({"confirm_credential": ""}, 403),
        ({"confirm_code": "123456"}, 422),
        ({"confirm_credential": "{}"}, 422),
    ],
)
def test_empty_or_foreign_answers_prove_nothing(
    late: Client, member: Membership, fields: dict[str, str], code: int
) -> None:
    response = end(late, member, **fields)

    assert (response.status_code, is_ended(member)) == (code, False)


def test_form_goes_on_with_an_empty_answer_when_the_proof_came_from_another_window(
    client: Client, member: Membership
) -> None:
    response = end(client, member, confirm_password="", confirm_credential="")

    assert (response["Location"], is_ended(member)) == (reverse("accounts:member_list"), True)


def test_fragment_asked_late_leads_the_whole_page_to_the_question(late: Client, member: Membership) -> None:
    address = reverse("accounts:membership_end_save", args=[member.pk])

    response = late.post(address, {}, headers={"HX-Request": "true"})

    form = reverse("accounts:membership_end", args=[member.pk])
    assert response["HX-Redirect"] == f"{reverse('accounts:confirm')}?next={quote(form, safe='')}"


def test_guessing_at_the_question_is_stopped(late: Client, member: Membership) -> None:
    for _ in range(5):
        end(late, member, confirm_password="falsch")

    response = end(late, member, confirm_password=PASSWORD)

    assert (response.status_code, is_ended(member)) == (422, False)


PROTECTED = [
    ("accounts:sign_in_policy", "get", False),
    ("accounts:sign_in_policy_save", "post", False),
    ("accounts:identity_provider_save", "post", False),
    ("accounts:membership_end_save", "post", True),
    ("accounts:factor_remove", "post", True),
    ("accounts:totp_new", "get", False),
    ("accounts:totp_save", "post", False),
    ("accounts:passkey_new", "get", False),
    ("accounts:passkey_new_options", "get", False),
    ("accounts:passkey_save", "post", False),
    ("accounts:recovery_codes", "get", False),
    ("accounts:recovery_codes_renew", "post", False),
]


@pytest.mark.parametrize(("name", "method", "about_member"), PROTECTED)
def test_these_addresses_ask_again(
    late: Client, member: Membership, name: str, method: str, about_member: bool
) -> None:
    response = getattr(late, method)(reverse(name, args=[member.pk] if about_member else []))

    assert response.status_code == (302 if method == "get" else 403)
    if method == "get":
        assert response["Location"].startswith(reverse("accounts:confirm"))
