"""How long a sign-in lasts, the list of them, ending them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.accounts.models import SignIn, User
from pik.accounts.signing_in import sessions
from tests.factories.accounts import MembershipFactory, user_with_role

pytestmark = [pytest.mark.web, pytest.mark.django_db]

PASSWORD = "korrekt-pferd-batterie"
NEW = "ein ganz neuer Satz mit Worten"
MINUTE = 60


@pytest.fixture
def user() -> User:
    return user_with_role(Role.ORGANISATIONSVERWALTUNG, email="anja@example.org")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-11-24 09:00 +0100", tick=False) as traveller:
        yield traveller


def sign_in(user: User, **extra: str) -> Client:
    client = Client(**extra)
    response = client.post("/anmelden/pruefen/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("help")).status_code == 200


def state(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(reverse("accounts:session_state")).json()
    return found


# --- Inactivity ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "still_in"), [(29, True), (30, False)])
def test_session_ends_after_half_an_hour_without_a_request(
    clock: Any, user: User, minutes: int, still_in: bool
) -> None:
    client = sign_in(user)

    clock.shift(minutes * MINUTE)

    assert is_in(client) is still_in


def test_each_request_gives_another_half_hour(clock: Any, user: User) -> None:
    client = sign_in(user)

    stays = []
    for _ in range(4):
        clock.shift(25 * MINUTE)
        stays.append(is_in(client))

    assert stays == [True] * 4


def ask_state(client: Client) -> Any:
    return client.get(reverse("accounts:session_state"))


def ask_job(client: Client) -> Any:
    return client.get(reverse("documents:job_state", args=["b" * 12]))


@pytest.mark.parametrize("poll", [ask_state, ask_job])
def test_what_a_page_asks_by_itself_keeps_no_session_alive(
    clock: Any, user: User, poll: Callable[[Client], Any]
) -> None:
    client = sign_in(user)

    for _ in range(4):
        clock.shift(9 * MINUTE)
        poll(client)

    assert not is_in(client)


def test_ended_session_is_thrown_away(clock: Any, user: User) -> None:
    client = sign_in(user)
    key = client.session.session_key
    clock.shift(31 * MINUTE)

    is_in(client)

    assert not Session.objects.filter(session_key=key).exists()


def test_session_whose_last_request_the_cache_forgot_ends(clock: Any, user: User) -> None:
    client = sign_in(user)
    clock.shift(29 * MINUTE)
    is_in(client)
    clock.shift(2 * MINUTE)

    cache.delete(f"aktiv:{client.session.session_key}")

    assert not is_in(client)


def test_session_without_a_beginning_begins_now(clock: Any, user: User) -> None:
    client = Client()
    client.force_login(user)
    session = client.session
    del session[sessions.STARTED_KEY]
    session.save()
    cache.delete(f"aktiv:{session.session_key}")

    assert is_in(client)


def test_state_says_who_and_how_long_to_the_page_alone(clock: Any, user: User) -> None:
    client = sign_in(user)
    clock.shift(10 * MINUTE)

    found = state(client)

    assert found.pop("csrf")
    assert found == {
        "signedIn": True,
        "who": sessions.mark_of(user.pk),
        "membership": str(user.memberships.get().pk),
        "secondsLeft": 20 * MINUTE,
    }


def test_state_of_nobody_says_so_and_no_more() -> None:
    assert state(Client()) == {"signedIn": False}


def test_staying_signed_in_gives_the_whole_time_again(clock: Any, user: User) -> None:
    client = sign_in(user)
    clock.shift(29 * MINUTE)

    answer = client.post(reverse("accounts:stay_signed_in")).json()

    assert answer["secondsLeft"] == sessions.IDLE_SECONDS


def test_staying_signed_in_needs_the_token_of_the_form(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    assert client.post(reverse("accounts:stay_signed_in")).status_code == 403


# --- The list ------------------------------------------------------------------------------------


def test_sign_in_stands_in_the_list_of_its_owner_alone(user: User) -> None:
    other = MembershipFactory().user
    client = sign_in(user, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0")
    sign_in(other)

    lines = client.get(reverse("accounts:account")).context["sign_ins"]

    assert [(line["row"].device, line["row"].method, line["is_here"]) for line in lines] == [
        ("Firefox auf Windows", "password", True)
    ]


def test_sign_in_ended_from_another_device_is_out_at_its_next_request(user: User) -> None:
    here, there = sign_in(user), sign_in(user)
    row = SignIn.objects.get(session_key=there.session.session_key)

    here.post(reverse("accounts:sign_in_end", args=[row.pk]))

    assert (is_in(here), is_in(there)) == (True, False)
    assert not SignIn.objects.filter(pk=row.pk).exists()


def test_sign_in_of_somebody_else_cannot_be_ended(user: User) -> None:
    mine, theirs = sign_in(user), sign_in(MembershipFactory().user)
    row = SignIn.objects.get(session_key=theirs.session.session_key)

    response = mine.post(reverse("accounts:sign_in_end", args=[row.pk]))

    assert (response.status_code, is_in(theirs)) == (404, True)


def test_sign_out_takes_it_off_the_list(user: User) -> None:
    client = sign_in(user)

    client.post(reverse("accounts:sign_out"))

    assert not user.sign_ins.exists()


def test_list_forgets_sign_ins_whose_session_is_gone(user: User) -> None:
    sign_in(user).session.delete()

    sign_in(user)

    assert user.sign_ins.count() == 1


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome auf Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge auf Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari auf iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome auf Android"),
        ("curl/8", "Unbekannter Browser"),
    ],
)
def test_device_is_named_as_its_owner_knows_it(user_agent: str, name: str) -> None:
    assert sessions.device_name(user_agent) == name


# --- The password --------------------------------------------------------------------------------


def change(client: Client, **data: str) -> Any:
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW, **data}
    return client.post(reverse("accounts:password_change_save"), fields)


def test_password_changed_ends_all_other_sign_ins_and_keeps_this_one(user: User, mailoutbox: list[Any]) -> None:
    here, there = sign_in(user), sign_in(user)

    response = change(here)

    assert response["Location"] == reverse("accounts:account")
    assert (is_in(here), is_in(there)) == (True, False)
    assert [row.session_key for row in user.sign_ins.all()] == [here.session.session_key]
    assert User.objects.get(pk=user.pk).check_password(NEW)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"old_password": "falsch"}, "old_password"),
        ({"new_password1": "kurz", "new_password2": "kurz"}, "new_password2"),
        ({"new_password2": "etwas ganz anderes"}, "new_password2"),
    ],
)
def test_password_change_with_a_fault_changes_nothing(user: User, data: dict[str, str], field: str) -> None:
    here, there = sign_in(user), sign_in(user)

    response = change(here, **data)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert is_in(there)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


# --- The key of the session ----------------------------------------------------------------------


def test_key_planted_before_signing_in_opens_nothing_afterwards(user: User) -> None:
    victim = Client()
    victim.get("/anmelden/")
    session = victim.session
    session["x"] = 1
    session.save()
    planted = victim.cookies["sessionid"].value

    victim.post("/anmelden/pruefen/", {"login": user.email, "password": PASSWORD})
    attacker = Client()
    attacker.cookies["sessionid"] = planted

    assert (is_in(victim), is_in(attacker)) == (True, False)


def test_sign_in_of_another_person_takes_nothing_over(user: User) -> None:
    client = sign_in(user)
    session = client.session
    session["geheim"] = "von Anja"
    session.save()
    other = MembershipFactory().user

    client.force_login(other)

    assert "geheim" not in client.session


def test_idle_time_is_seconds_since_the_last_request(clock: Any, user: User) -> None:
    client = sign_in(user)
    clock.shift(90)

    assert sessions.seconds_idle(client.session) == pytest.approx(90, abs=1)
    assert time.time() - client.session[sessions.STARTED_KEY] == pytest.approx(90, abs=1)
