"""A forgotten password: a link by mail, good for two hours and once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from pik.accounts.models import User
from pik.accounts.signing_in import actions, attempts
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]

NEW = "ein ganz neuer Satz mit Worten"


@pytest.fixture
def user() -> User:
    return UserFactory(email="petra@example.org", first_name="Petra", last_name="Lang")


@pytest.fixture
def order(django_capture_on_commit_callbacks: Any) -> Any:
    """Ask for a link as somebody who is not signed in; what is sent after the commit is sent."""

    def ask(email: str = "petra@example.org") -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return Client().post(reverse("accounts:password_forgotten_send"), {"email": email})

    return ask


def link_in(mail: Any) -> str:
    found = re.search(r"http://testserver(/passwort-neu/\S+)", mail.body)
    assert found
    return found[1]


def save(client: Client, key: str, password: str = NEW) -> Any:
    fields = {"schluessel": key, "new_password1": password, "new_password2": password}
    return client.post(reverse("accounts:password_reset_save"), fields)


def test_link_from_the_mail_sets_a_new_password(user: User, order: Any, mailoutbox: list[Any]) -> None:
    order()
    client = Client()
    page = client.get(link_in(mailoutbox[0]))

    response = save(client, page.context["key"])

    assert response["Location"] == reverse("accounts:sign_in")
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert (mailoutbox[0].to, mailoutbox[0].subject) == (["petra@example.org"], "Neues Passwort für PiK")


@pytest.mark.parametrize("email", ["petra@example.org", "niemand@example.org", "zu@example.org"])
def test_answer_is_the_same_whether_there_is_an_account(
    user: User, order: Any, mailoutbox: list[Any], email: str
) -> None:
    UserFactory(email="zu@example.org", is_active=False)

    response = order(email)

    assert response["Location"] == reverse("accounts:password_forgotten_sent")
    assert len(mailoutbox) == (email == user.email)


def test_link_is_good_once(user: User) -> None:
    key = actions.reset_key(user)
    save(Client(), key)

    again = save(Client(), key, "noch ein anderer langer Satz")

    assert again.status_code == 422
    assert User.objects.get(pk=user.pk).check_password(NEW)


@pytest.mark.parametrize(("minutes", "is_good"), [(119, True), (121, False)])
def test_link_is_good_for_two_hours(user: User, minutes: int, is_good: bool) -> None:
    key = actions.reset_key(user)

    with time_machine.travel(timedelta(minutes=minutes)):
        page = Client().get(reverse("accounts:password_reset"), {"schluessel": key})

    assert bool(page.context["form"]) is is_good


@pytest.mark.parametrize(
    "spoil", [lambda key: key[:-1] + "x", lambda key: "MTI." + key, lambda key: "", lambda key: "ä.ö"]
)
def test_spoilt_key_opens_nothing(user: User, spoil: Any) -> None:
    key = spoil(actions.reset_key(user))

    response = save(Client(), key)

    assert response.status_code == 422
    assert "gilt nicht mehr" in response.content.decode()


def test_key_of_one_account_is_none_of_another(user: User) -> None:
    other = UserFactory()
    own, _, token = actions.reset_key(user).partition(".")
    foreign = actions.reset_key(other).partition(".")[0]

    assert own != foreign
    assert actions.user_of_reset_key(f"{foreign}.{token}") is None


def test_weak_password_is_told_and_the_link_stays_good(user: User) -> None:
    key = actions.reset_key(user)

    response = save(Client(), key, "passwort")

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["new_password2"])
    assert actions.user_of_reset_key(key) == user


def test_new_password_ends_every_sign_in(user: User) -> None:
    client = Client()
    client.post("/anmelden/pruefen/", {"login": user.email, "password": "korrekt-pferd-batterie"})

    save(Client(), actions.reset_key(User.objects.get(pk=user.pk)))

    assert client.get(reverse("help")).status_code == 302
    assert not user.sign_ins.exists()


def test_mails_to_one_account_are_limited(user: User, order: Any, mailoutbox: list[Any]) -> None:
    answers = {order()["Location"] for _ in range(6)}

    assert answers == {reverse("accounts:password_forgotten_sent")}
    assert len(mailoutbox) == attempts.RESET_MAILS.failures


def test_link_names_the_house_the_person_came_to_and_no_forged_one(user: User, mailoutbox: list[Any]) -> None:
    response = Client().post(
        reverse("accounts:password_forgotten_send"), {"email": user.email}, headers={"Host": "boese.example"}
    )

    assert (response.status_code, mailoutbox) == (400, [])
