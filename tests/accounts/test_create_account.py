"""The first account of a fresh installation: ``manage.py create_account``."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from pik.accounts.enums import Role
from pik.accounts.management.commands import create_account as command
from pik.accounts.models import Membership, Organisation, User
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "Neckar-Fähre-1742"


@pytest.fixture(autouse=True)
def ladenburg() -> Organisation:
    return OrganisationFactory(name="Ladenburg", ags="08226038")


def create(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD, **changes: Any) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    options = {
        "first_name": "Ada",
        "last_name": "Muster",
        "role": Role.ORGANISATIONSVERWALTUNG.value,
        "organisation": "Ladenburg",
        "email": "Ada.Muster@Example.de",
        "password_stdin": True,
        **changes,
    }
    said = io.StringIO()
    call_command("create_account", options.pop("email"), stdout=said, **options)
    return said.getvalue()


@pytest.mark.parametrize("named", ["Ladenburg", "08226038"])
def test_create_account_gives_access_and_role(
    monkeypatch: pytest.MonkeyPatch, ladenburg: Organisation, named: str
) -> None:
    said = create(monkeypatch, organisation=named)

    user = User.objects.get(email="ada.muster@example.de")
    membership = user.memberships.get()
    assert user.check_password(PASSWORD)
    assert (membership.organisation, membership.role) == (ladenburg, Role.ORGANISATIONSVERWALTUNG)
    assert (membership.starts_on, membership.ends_on) == (timezone.localdate(), None)
    assert said == "Angelegt: Ada Muster (ada.muster@example.de), Organisationsverwaltung, Ladenburg.\n"


def test_create_account_asks_the_password_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([PASSWORD, PASSWORD])
    monkeypatch.setattr(command, "getpass", lambda prompt: next(answers))

    create(monkeypatch, password="", password_stdin=False)

    assert User.objects.get(email="ada.muster@example.de").check_password(PASSWORD)


def test_create_account_with_two_different_passwords_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([PASSWORD, "anders"])
    monkeypatch.setattr(command, "getpass", lambda prompt: next(answers))

    with pytest.raises(CommandError, match="stimmen nicht überein"):
        create(monkeypatch, password_stdin=False)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password": "kurz"}, "Passwort: Dieses Passwort ist zu kurz."),
        ({"password": ""}, "Passwort: Dieses Passwort ist zu kurz."),
        ({"role": "landesplanung"}, "Rolle: Diese Rolle gibt es in dieser Art von Organisation nicht."),
        ({"role": "chefin"}, "Diese Rolle gibt es nicht. Es gibt: integrationsmanager,"),
        ({"profession": "bäckerin"}, "Beruf: "),
        ({"email": "keine Adresse"}, "E-Mail-Adresse: "),
        ({"email": "schon@example.de"}, "E-Mail-Adresse: Diese E-Mail-Adresse hat schon einen Zugang."),
        ({"first_name": ""}, "Vorname: "),
        ({"organisation": "Entenhausen"}, "Die Organisation „Entenhausen“ gibt es nicht."),
        ({"organisation": "Doppelt"}, "„Doppelt“ heißen mehrere Organisationen:"),
    ],
)
def test_create_account_that_cannot_be_is_refused_in_german_and_stores_nothing(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], message: str
) -> None:
    UserFactory(email="schon@example.de")
    OrganisationFactory.create_batch(2, name="Doppelt")
    before = (User.objects.count(), Membership.objects.count())

    with pytest.raises(CommandError, match="^" + re.escape(message)) as caught:
        create(monkeypatch, **changes)

    assert caught.value.returncode == 1
    assert (User.objects.count(), Membership.objects.count()) == before
