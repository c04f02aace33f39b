"""The page on which an organisation enters its sign-in service: the secret goes in and never comes out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.accounts.models import IdentityProvider
from tests.factories.accounts import IdentityProviderFactory, MembershipFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def provider() -> IdentityProvider:
    return IdentityProviderFactory()


@pytest.fixture
def manager(provider: IdentityProvider) -> Client:
    client = Client()
    role = Role.ORGANISATIONSVERWALTUNG
    client.force_login(MembershipFactory(organisation=provider.organisation, role=role).user)
    return client


def save(client: Client, **data: str) -> Any:
    fields = {
        "dienst-name": "Neuer Name",
        "dienst-issuer": "https://anmeldung.ladenburg.example/",
        "dienst-client_id": "pik",
        "dienst-new_secret": "",
        "dienst-is_active": "on",
    }
    fields |= {f"dienst-{name}": value for name, value in data.items()}
    return client.post(reverse("accounts:identity_provider_save"), fields)


def test_page_never_shows_the_secret_again(manager: Client, provider: IdentityProvider) -> None:
    secret = provider.client_secret
    save(manager, new_secret="ein neues Geheimnis")

    html = manager.get(reverse("accounts:sign_in_policy")).content.decode()

    assert secret not in html
    assert "ein neues Geheimnis" not in html
    assert IdentityProvider.objects.get().client_secret == "ein neues Geheimnis"
    assert "Geheimnis" not in IdentityProvider.objects.get().sealed_secret


def test_empty_secret_keeps_the_stored_one(manager: Client, provider: IdentityProvider) -> None:
    save(manager)

    stored = IdentityProvider.objects.get()
    assert (stored.client_secret, stored.name) == ("geheim-beim-anmeldedienst", "Neuer Name")
    assert stored.issuer == "https://anmeldung.ladenburg.example"


@pytest.mark.parametrize("issuer_", ["http://anmeldung.example", "ftp://x", "https://", "javascript:alert(1)", ""])
def test_issuer_in_the_clear_or_nonsense_is_refused(manager: Client, provider: IdentityProvider, issuer_: str) -> None:
    response = save(manager, issuer=issuer_)

    assert response.status_code == 422
    assert IdentityProvider.objects.get().issuer == provider.issuer


def test_loopback_is_no_issuer_on_a_server_of_others(
    manager: Client, provider: IdentityProvider, settings: Any
) -> None:
    settings.IS_BEHIND_PROXY = True

    assert save(manager, issuer="http://127.0.0.1:9400").status_code == 422


def test_page_names_the_address_to_come_back_to(manager: Client, provider: IdentityProvider) -> None:
    html = manager.get(reverse("accounts:sign_in_policy")).content.decode()

    found = re.search(r"http://testserver/anmelden/anmeldedienst/\w+/zurueck/", html)
    assert found
    assert provider.public_id in found[0]
