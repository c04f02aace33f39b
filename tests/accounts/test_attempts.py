"""How often somebody may try: guessing is slowed down, and nobody can lock somebody else out by it."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, RequestFactory

from pik.accounts.models import User
from pik.accounts.signing_in import attempts
from pik.accounts.signing_in.adapters import TOO_MANY, WRONG
from tests.accounts.conftest import counters
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]

CHECK = "/anmelden/pruefen/"
PASSWORD = "korrekt-pferd-batterie"
HERE, ELSEWHERE = "192.0.2.10", "198.51.100.7"


@pytest.fixture
def user() -> User:
    return UserFactory(email="petra@example.org")


def attempt(client: Client, password: str, email: str = "petra@example.org", address: str = HERE) -> Any:
    return client.post(CHECK, {"login": email, "password": password}, REMOTE_ADDR=address)


def told(response: Any) -> list[str]:
    return list(response.context["form"].non_field_errors())


def guess(times: int, address: str = HERE, email: str = "petra@example.org") -> list[list[str]]:
    return [told(attempt(Client(), f"geraten {number}", email, address)) for number in range(times)]


def signed_in_before(user: User) -> Client:
    """A browser from which the owner has signed in, and out again."""
    client = Client()
    attempt(client, PASSWORD, user.email)
    client.post("/abmelden/")
    return client


def test_guessing_is_stopped_after_five_wrong_passwords_from_one_network(user: User) -> None:
    answers = guess(6)

    assert answers == [[WRONG]] * 5 + [[TOO_MANY]]


def test_right_password_while_stopped_is_not_looked_at(user: User) -> None:
    guess(5)

    response = attempt(Client(), PASSWORD)

    assert told(response) == [TOO_MANY]


def test_known_device_of_the_owner_is_not_locked_by_a_strangers_guesses(user: User) -> None:
    own = signed_in_before(user)
    guess(20)

    response = attempt(own, PASSWORD)

    assert response.status_code == 302


def test_owner_on_a_new_device_elsewhere_is_not_locked_by_a_strangers_guesses(user: User) -> None:
    guess(20, address=ELSEWHERE)

    assert attempt(Client(), PASSWORD).status_code == 302


def test_known_device_itself_is_stopped_after_ten_and_then_counts_as_a_stranger(user: User) -> None:
    own = signed_in_before(user)

    answers = [told(attempt(own, "vertippt")) for _ in range(16)]

    assert answers == [[WRONG]] * 15 + [[TOO_MANY]]


def test_success_is_not_counted(user: User) -> None:
    codes = [attempt(Client(), PASSWORD).status_code for _ in range(7)]

    assert codes == [302] * 7


def test_counter_lives_as_long_as_its_limit_says(user: User) -> None:
    guess(1)

    lives = [cache._cache.get_client().ttl(key) for key in counters()]  # type: ignore[attr-defined]

    assert [life in range(890, 901) for life in lives] == [True, True]


def test_many_accounts_from_one_network_are_stopped_together() -> None:
    for number in range(attempts.NETWORK.failures):
        told(attempt(Client(), "geraten", f"person{number}@example.org"))

    assert guess(1, email="noch.jemand@example.org") == [[TOO_MANY]]


@pytest.mark.parametrize("email", ["niemand@example.org", "zu@example.org", "vorfuehrung@demo.example"])
def test_unknown_closed_and_demo_accounts_answer_as_a_wrong_password_does(user: User, email: str) -> None:
    UserFactory(email="zu@example.org", is_active=False)
    UserFactory(email="vorfuehrung@demo.example", is_demo=True)

    wrong, other = attempt(Client(), "falsch"), attempt(Client(), PASSWORD, email)

    same = wrong.content.decode().replace("petra@example.org", email)
    assert without_token(other.content.decode()) == without_token(same)
    assert other.status_code == wrong.status_code == 422
    assert guess(6, email=email)[-1] == [TOO_MANY]


def without_token(html: str) -> str:
    return "".join(line for line in html.splitlines() if "csrfmiddlewaretoken" not in line)


def test_password_of_an_unknown_account_is_hashed_too(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    plain = User.set_password

    def counting(self: User, raw_password: str | None) -> None:
        hashed.append(raw_password or "")
        plain(self, raw_password)

    monkeypatch.setattr(User, "set_password", counting)

    attempt(Client(), "geraten", "niemand@example.org")

    assert hashed == ["geraten"]


def test_mark_of_a_device_is_signed_and_of_one_account(user: User) -> None:
    request = RequestFactory().get("/")
    own = signed_in_before(user)
    request.COOKIES = {attempts.DEVICE_COOKIE: own.cookies[attempts.DEVICE_COOKIE].value}

    assert attempts.device_of(request, "PETRA@example.org") != ""
    assert attempts.device_of(request, "emre@example.org") == ""
    request.COOKIES[attempts.DEVICE_COOKIE] += "x"
    assert attempts.device_of(request, "petra@example.org") == ""


def test_mark_of_a_device_is_kept_from_scripts_and_names_no_address(user: User) -> None:
    cookie = signed_in_before(user).cookies[attempts.DEVICE_COOKIE]

    assert (cookie["httponly"], cookie["samesite"], "petra" in cookie.value) == (True, "Lax", False)


def test_device_stays_the_same_at_the_next_sign_in(user: User) -> None:
    own = signed_in_before(user)
    request = RequestFactory().get("/")

    def name() -> str:
        request.COOKIES = {attempts.DEVICE_COOKIE: own.cookies[attempts.DEVICE_COOKIE].value}
        return attempts.device_of(request, user.email)

    before = name()
    attempt(own, PASSWORD)

    assert name() == before


def test_mark_older_than_half_a_year_is_none(user: User) -> None:
    with time_machine.travel("2026-01-05 09:00"):
        value = signed_in_before(user).cookies[attempts.DEVICE_COOKIE].value
    request = RequestFactory().get("/")
    request.COOKIES = {attempts.DEVICE_COOKIE: value}

    with time_machine.travel("2026-09-05 09:00"):
        assert attempts.device_of(request, user.email) == ""


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "203.0.113.9", HERE),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (True, "Unsinn", HERE),
        (True, "", HERE),
    ],
)
def test_address_of_the_client_is_taken_from_the_proxy_only_where_there_is_one(
    settings: Any, behind_proxy: bool, forwarded: str, address: str
) -> None:
    settings.IS_BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR=HERE, HTTP_X_FORWARDED_FOR=forwarded)

    assert attempts.client_address(request) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.10", "192.0.2.10"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
    ],
)
def test_network_is_what_one_client_can_choose_freely(address: str, network: str) -> None:
    assert attempts.network_of(address) == network
