"""Signing in: a session put in place before, a way back that leads astray, and whether somebody has an account.

Against behaviour alone: the fields are read from the page.
"""

from __future__ import annotations

import re
import statistics
import time
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings as active
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import figures
from tests.attacks.corpus import ADDRESSES
from tests.attacks.forms import PASSWORD, read_controls
from tests.attacks.test_posted_fields import leads_away, target
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]

WRONG = "falsch-pferd-batterie"
ROUNDS = 9
CHANCE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|hx-headers=\'[^\']*\'|nonce="[^"]*"')


def try_to_sign_in(email: str, password: str, client: Client | None = None, **more: Any) -> HttpResponse:
    """Fill in the form of the page; each try comes from another machine, so that no limit is met."""
    client = client or Client()
    address = reverse("accounts:sign_in_check")
    controls = read_controls(client.get(reverse("accounts:sign_in")).content.decode(), address)
    typed = {"email": email, "password": password}
    data = {c.name: typed.get(c.kind, c.given) for c in controls.values() if c.kind != "checkbox"}
    try_to_sign_in.tries = getattr(try_to_sign_in, "tries", 0) + 1
    machine = f"10.0.{try_to_sign_in.tries // 250}.{try_to_sign_in.tries % 250 + 1}"
    return client.post(address, data | more, REMOTE_ADDR=machine)


def test_session_key_changes_when_somebody_signs_in() -> None:
    member, client = MembershipFactory(), Client()
    session = SessionStore()
    session["planted"] = "x"
    session.save()
    client.cookies[active.SESSION_COOKIE_NAME] = session.session_key

    response = try_to_sign_in(member.user.email, PASSWORD, client)

    key = client.cookies[active.SESSION_COOKIE_NAME].value
    figures.attempt(leaked=key == session.session_key)
    assert (response.status_code, key != session.session_key) == (HTTPStatus.FOUND, True)
    assert not SessionStore().exists(session.session_key)


def test_session_key_of_an_attackers_choice_is_not_taken_over() -> None:
    member, client = MembershipFactory(), Client()
    client.cookies[active.SESSION_COOKIE_NAME] = "a" * 32

    try_to_sign_in(member.user.email, PASSWORD, client)

    key = client.cookies[active.SESSION_COOKIE_NAME].value
    figures.attempt(leaked=key == "a" * 32)
    assert key != "a" * 32
    assert not SessionStore().exists("a" * 32)


def test_session_is_dead_after_signing_out() -> None:
    member, client, thief = MembershipFactory(), Client(), Client()
    client.force_login(member.user)
    thief.cookies[active.SESSION_COOKIE_NAME] = client.cookies[active.SESSION_COOKIE_NAME].value
    help_page = reverse("help")
    alive = thief.get(help_page).status_code

    client.post(reverse("accounts:sign_out"))

    dead = thief.get(help_page).status_code
    figures.attempt(leaked=dead == HTTPStatus.OK)
    assert (alive, dead) == (HTTPStatus.OK, HTTPStatus.FOUND)


@pytest.mark.parametrize("address", [*ADDRESSES, "None", "home", "accounts:sign_out", "."], ids=ascii)
def test_way_back_after_signing_in_stays_in_the_house(address: str) -> None:
    member = MembershipFactory()

    response = try_to_sign_in(member.user.email, PASSWORD, next=address)

    figures.attempt(leaked=leads_away(target(response)))
    assert (response.status_code, leads_away(target(response))) == (HTTPStatus.FOUND, False)


# --- Whether somebody has an account --------------------------------------------------------------


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was hashed: the work that an attacker would measure."""

    algorithm = "counting"
    worked = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).worked += 1
        return super().encode(password, salt)


@pytest.fixture
def people() -> dict[str, str]:
    """Addresses of people with an account, with a locked one, without a password, and of nobody."""
    without_password = UserFactory(email="ohne@example.org")
    without_password.set_unusable_password()
    without_password.save()
    return {
        "known": MembershipFactory().user.email,
        "locked": UserFactory(email="gesperrt@example.org", is_active=False).email,
        "without password": without_password.email,
        "nobody": "niemand@example.org",
    }


def test_wrong_sign_in_reads_the_same_for_everyone(people: dict[str, str]) -> None:
    answers = {}

    for who, email in people.items():
        response = try_to_sign_in(email, WRONG)
        answers[who] = (response.status_code, CHANCE.sub("", response.content.decode()).replace(email, "…"))

    figures.attempts(len(people), set(answers.values()) - {answers["nobody"]})
    assert answers == dict.fromkeys(people, answers["nobody"])


def test_locked_account_reads_like_none_even_with_the_right_password(people: dict[str, str]) -> None:
    pages = {}

    for who in ("locked", "nobody"):
        body = try_to_sign_in(people[who], PASSWORD).content.decode()
        pages[who] = CHANCE.sub("", body).replace(people[who], "…")

    figures.attempt(leaked=pages["locked"] != pages["nobody"])
    assert pages["locked"] == pages["nobody"]


def test_wrong_sign_in_costs_the_same_hashing_for_everyone(people: dict[str, str], settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    member = MembershipFactory()
    member.user.set_password(PASSWORD)
    member.user.save()
    work = {}

    for who, email in {**people, "known": member.user.email}.items():
        if who != "locked":  # has a password of another kind in this test
            CountingHasher.worked = 0
            try_to_sign_in(email, WRONG)
            work[who] = CountingHasher.worked

    assert work == {"known": 1, "without password": 1, "nobody": 1}


# --- Whether somebody has an account, asked of the page for a forgotten password -------------------


def order_reset(email: str) -> HttpResponse:
    try_to_sign_in.tries = getattr(try_to_sign_in, "tries", 0) + 1
    machine = f"10.1.{try_to_sign_in.tries // 250}.{try_to_sign_in.tries % 250 + 1}"
    return Client().post(
        reverse("accounts:password_forgotten_send"), {"email": email}, REMOTE_ADDR=machine, follow=True
    )


def test_order_for_a_new_password_reads_the_same_for_everyone(people: dict[str, str]) -> None:
    answers = {}

    for who, email in people.items():
        response = order_reset(email)
        page = CHANCE.sub("", response.content.decode()).replace(email, "…")
        answers[who] = (response.redirect_chain, response.status_code, page)

    figures.attempts(len(people), [who for who, answer in answers.items() if answer != answers["nobody"]])
    assert answers == dict.fromkeys(people, answers["nobody"])


def test_order_for_a_new_password_does_the_same_work_for_everyone(
    people: dict[str, str], settings: Any, mailoutbox: list[Any]
) -> None:
    """The mail is drawn and sent after the answer: until then nobody hashes, and no query more is asked."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    work = {}

    for who, email in people.items():
        CountingHasher.worked = 0
        with CaptureQueriesContext(connection) as queries:
            order_reset(email)
        work[who] = (len(queries), CountingHasher.worked, len(mailoutbox))

    assert work == dict.fromkeys(people, (work["nobody"][0], 0, 0))


def test_wrong_sign_in_takes_as_long_for_nobody_as_for_somebody(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    member = MembershipFactory()
    member.user.set_password(PASSWORD)
    member.user.save()
    times: dict[str, list[float]] = {member.user.email: [], "niemand@example.org": []}

    for _ in range(ROUNDS):
        for email, taken in times.items():
            begun = time.perf_counter()
            try_to_sign_in(email, WRONG)
            taken.append(time.perf_counter() - begun)

    known, nobody = (statistics.median(taken) for taken in times.values())
    # Without the hashing it would be a tenth; a busy machine may well double one of them.
    assert 0.4 < known / nobody < 2.5
