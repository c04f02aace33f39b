"""Signing in through a municipality's own service, against a real OpenID Connect provider on the loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.test import Client
from django.urls import reverse

from pik.accounts.models import IdentityProvider, Membership, Organisation, User
from pik.accounts.signing_in.providers import FAILED, NO_ACCOUNT, UNVERIFIED
from pik.accounts.signing_in.views.account import SERVICE_REACHES_NO_FURTHER
from tests.accounts.test_second_factor import code_of, with_app
from tests.factories.accounts import IdentityProviderFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.processes import free_port, wait_until

pytestmark = [pytest.mark.web, pytest.mark.django_db]

PEOPLE = {
    "anja": {"email": "Anja@Example.org", "email_verified": True},
    "unbestaetigt": {"email": "anja@example.org", "email_verified": False},
    "als text": {"email": "anja@example.org", "email_verified": "false"},
    "ohne adresse": {},
    "fremd": {"email": "fremd@example.org", "email_verified": True},
    "niemand": {"email": "niemand@example.org", "email_verified": True},
    "zu": {"email": "zu@example.org", "email_verified": True},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider that runs as long as the tests of this file."""
    port = free_port()
    claims = [f"--user-claims={json.dumps({'sub': sub, **more})}" for sub, more in PEOPLE.items()]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        assert wait_until(lambda: answers(address), 30)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/.well-known/openid-configuration", timeout=2).ok
    except requests.RequestException:
        return False


@pytest.fixture
def provider(issuer: str) -> IdentityProvider:
    organisation = OrganisationFactory(name="Ladenburg")
    return IdentityProviderFactory(organisation=organisation, issuer=issuer, name="Rathaus Ladenburg")


@pytest.fixture
def user(provider: IdentityProvider) -> User:
    membership = MembershipFactory(user__email="anja@example.org", organisation=provider.organisation)
    return membership.user


def start(client: Client, provider: IdentityProvider, next_: str = "") -> str:
    """Off to the provider; returns the address there."""
    response = client.get(reverse("accounts:provider_start", args=[provider.public_id]), {"next": next_})
    assert response.status_code == 302
    return str(response["Location"])


def agree(address: str, sub: str) -> str:
    """Sign in at the provider as ``sub``; returns the address it sends the browser back to."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("http://testserver")


def come_back(client: Client, provider: IdentityProvider, sub: str, next_: str = "") -> Any:
    return client.get(agree(start(client, provider, next_), sub))


def finish(client: Client) -> Any:
    return client.post(reverse("accounts:provider_finish"))


def sign_in(provider: IdentityProvider, sub: str = "anja", next_: str = "") -> tuple[Client, Any]:
    client = Client()
    come_back(client, provider, sub, next_)
    return client, finish(client)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def told(client: Client) -> list[str]:
    page = client.get(reverse("accounts:sign_in"))
    return [str(message) for message in page.context["messages"]]


# --- The way in ----------------------------------------------------------------------------------


def test_verified_address_of_a_member_signs_in_and_leads_on(provider: IdentityProvider, user: User) -> None:
    client, response = sign_in(provider, next_="/hilfe/")

    assert (response["Location"], client.session["_auth_user_id"]) == ("/hilfe/", str(user.pk))
    assert user.sign_ins.get().method == "provider"


def test_way_back_alone_signs_nobody_in_but_says_who_is_about_to(provider: IdentityProvider, user: User) -> None:
    client = Client()

    response = come_back(client, provider, "anja")
    page = client.get(response["Location"]).content.decode()

    assert response["Location"] == reverse("accounts:provider_continue")
    assert not is_in(client)
    assert user.get_full_name() in page


def test_provider_makes_no_account_and_stores_nothing(provider: IdentityProvider, user: User) -> None:
    people = User.objects.count()

    sign_in(provider)
    sign_in(provider, "niemand")

    assert (User.objects.count(), SocialAccount.objects.count(), SocialApp.objects.count()) == (people, 0, 0)


def test_second_factor_is_asked_for_after_the_provider_too(provider: IdentityProvider, user: User) -> None:
    with_app(user)

    client, response = sign_in(provider)

    assert (response["Location"], is_in(client)) == (reverse("accounts:second_factor"), False)
    client.post(response["Location"] + "pruefen/", {"code": code_of()})
    assert is_in(client)
    assert client.session["anmeldedienst"] == provider.organisation_id


def test_pkce_and_state_go_to_the_provider_and_no_secret(provider: IdentityProvider) -> None:
    query = parse_qs(urlsplit(start(Client(), provider)).query)

    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) >= 16
    assert provider.client_secret not in str(query)


# --- Who does not get in -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sub", "why"),
    [
        ("niemand", NO_ACCOUNT),
        ("fremd", NO_ACCOUNT),
        ("zu", NO_ACCOUNT),
        ("unbestaetigt", UNVERIFIED),
        ("als text", UNVERIFIED),
        ("ohne adresse", UNVERIFIED),
    ],
)
def test_provider_opens_nothing_for(provider: IdentityProvider, user: User, sub: str, why: str) -> None:
    MembershipFactory(user__email="fremd@example.org")
    MembershipFactory(user=UserFactory(email="zu@example.org", is_active=False), organisation=provider.organisation)
    client = Client()

    response = come_back(client, provider, sub)
    finish(client)

    assert response["Location"] == reverse("accounts:sign_in")
    assert why in told(client)
    assert not is_in(client)


def test_membership_that_ended_meanwhile_opens_nothing(provider: IdentityProvider, user: User) -> None:
    client = Client()
    come_back(client, provider, "anja")
    Membership.objects.update(ends_on="2021-01-01")

    finish(client)

    assert not is_in(client)


def test_provider_switched_off_meanwhile_opens_nothing(provider: IdentityProvider, user: User) -> None:
    client = Client()
    come_back(client, provider, "anja")
    IdentityProvider.objects.update(is_active=False)

    finish(client)

    assert not is_in(client)


def changed(address: str, **query: str) -> str:
    parts = urlsplit(address)
    return parts._replace(query=urlencode({k: v[0] for k, v in parse_qs(parts.query).items()} | query)).geturl()


def test_state_of_another_browser_opens_nothing(provider: IdentityProvider, user: User) -> None:
    stolen = agree(start(Client(), provider), "anja")
    victim = Client()
    start(victim, provider)

    response = victim.get(stolen)

    assert (response["Location"], FAILED in told(victim), is_in(victim)) == (reverse("accounts:sign_in"), True, False)


@pytest.mark.parametrize("query", [{"state": "erfunden"}, {"code": "erfunden"}, {"error": "access_denied"}])
def test_tampered_answer_opens_nothing(provider: IdentityProvider, user: User, query: dict[str, str]) -> None:
    client = Client()
    answer = agree(start(client, provider), "anja")

    response = client.get(changed(answer, **query))
    finish(client)

    assert (response["Location"], is_in(client)) == (reverse("accounts:sign_in"), False)


def test_answer_used_twice_opens_nothing(provider: IdentityProvider, user: User) -> None:
    client = Client()
    answer = agree(start(client, provider), "anja")
    client.get(answer)
    finish(client)
    client.post(reverse("accounts:sign_out"))

    client.get(answer)
    finish(client)

    assert not is_in(client)


def test_answer_for_one_provider_is_none_for_another(provider: IdentityProvider, user: User) -> None:
    other = IdentityProviderFactory(issuer=provider.issuer)
    MembershipFactory(user=user, organisation=other.organisation)
    client = Client()
    answer = agree(start(client, provider), "anja")

    client.get(answer.replace(provider.public_id, other.public_id))
    finish(client)

    assert not is_in(client)


def test_way_on_to_another_house_leads_home(provider: IdentityProvider, user: User) -> None:
    _, response = sign_in(provider, next_="https://boese.example/")

    assert response["Location"] == reverse("home")


def test_provider_that_cannot_be_reached_is_told() -> None:
    provider = IdentityProviderFactory(issuer=f"http://127.0.0.1:{free_port()}")
    client = Client()

    response = client.get(reverse("accounts:provider_start", args=[provider.public_id]))

    assert response["Location"] == reverse("accounts:sign_in")
    assert told(client) == ["Der Anmeldedienst ist nicht erreichbar. Bitte versuchen Sie es später."]


# --- What the session gives ----------------------------------------------------------------------


def acting(client: Client) -> list[Organisation]:
    request: Any = client.get(reverse("help")).wsgi_request
    return [membership.organisation for membership in request.memberships]


def test_session_through_a_provider_gives_memberships_of_its_organisation_alone(
    provider: IdentityProvider, user: User
) -> None:
    elsewhere = MembershipFactory(user=user, starts_on="2010-01-01")
    client, _ = sign_in(provider)

    client.post(reverse("accounts:switch_membership"), {"membership": elsewhere.pk})

    assert acting(client) == [provider.organisation]


def test_password_opens_all_memberships_again(provider: IdentityProvider, user: User) -> None:
    MembershipFactory(user=user)
    client, _ = sign_in(provider)
    client.post(reverse("accounts:sign_out"))

    client.post("/anmelden/pruefen/", {"login": user.email, "password": "korrekt-pferd-batterie"})

    assert len(acting(client)) == 2


def test_wrong_password_typed_in_between_widens_nothing(provider: IdentityProvider, user: User) -> None:
    MembershipFactory(user=user)
    client, _ = sign_in(provider)

    client.post("/anmelden/pruefen/", {"login": user.email, "password": "falsch"})

    assert acting(client) == [provider.organisation]


def test_another_person_through_a_provider_is_bound_to_it_as_well(provider: IdentityProvider, user: User) -> None:
    MembershipFactory(user=user)
    client = Client()
    client.force_login(UserFactory())

    come_back(client, provider, "anja")
    finish(client)

    assert client.session["_auth_user_id"] == str(user.pk)
    assert acting(client) == [provider.organisation]


def test_whoever_has_no_password_confirms_through_the_provider(provider: IdentityProvider, user: User) -> None:
    user.set_unusable_password()
    user.save()
    client, _ = sign_in(provider)
    session = client.session
    session["bestaetigt"] = 0
    session.save()

    asked = client.get(reverse("accounts:recovery_codes"), follow=True)
    address = start(client, provider)
    come_back(client, provider, "anja")
    finish(client)

    assert provider.name in asked.content.decode()
    assert parse_qs(urlsplit(address).query)["prompt"] == ["login"]
    assert client.get(reverse("accounts:recovery_codes")).status_code == 200


@pytest.mark.parametrize("name", ["totp_new", "totp_save", "passkey_new", "passkey_new_options", "passkey_save"])
def test_session_through_a_provider_makes_no_key_to_other_organisations(
    provider: IdentityProvider, user: User, name: str
) -> None:
    MembershipFactory(user=user, organisation=OrganisationFactory(name="Weinheim"))
    client, _ = sign_in(provider)
    send = client.post if name.endswith("_save") else client.get

    response = send(reverse(f"accounts:{name}"))

    assert (response.status_code, response["Location"]) == (302, reverse("accounts:account"))
    assert SERVICE_REACHES_NO_FURTHER in client.get(reverse("accounts:account")).content.decode()


def test_session_through_a_provider_sets_up_no_factor_in_its_own_organisation_either(
    provider: IdentityProvider, user: User
) -> None:
    client, _ = sign_in(provider)

    response = client.get(reverse("accounts:totp_new"))

    assert (response.status_code, response["Location"]) == (302, reverse("accounts:account"))


def test_session_through_a_provider_joins_no_other_organisation(provider: IdentityProvider, user: User) -> None:
    client, _ = sign_in(provider)
    session = client.session
    session["invitation"] = "whatever it holds, it is not looked at"
    session.save()

    client.post(reverse("accounts:invitation_join"))

    html = client.get(reverse("accounts:account")).content.decode()
    assert "Bitte melden Sie sich dafür mit Ihrem Passwort an, nicht über den Anmeldedienst." in html
