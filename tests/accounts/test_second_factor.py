"""App, recovery codes, and organisations that ask for a second factor."""

from __future__ import annotations

import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.accounts.models import Organisation, User
from pik.accounts.secrets_at_rest import seal
from pik.accounts.signing_in import factors
from tests.factories.accounts import MembershipFactory, UserFactory, user_with_role

pytestmark = [pytest.mark.web, pytest.mark.django_db]

PASSWORD = "korrekt-pferd-batterie"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def user() -> User:
    return user_with_role(Role.ORGANISATIONSVERWALTUNG, email="anja@example.org")


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def code_of(secret: str = SECRET, at: float | None = None) -> str:
    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30))


def with_app(user: User) -> Authenticator:
    factor: Authenticator = Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": seal(SECRET)}
    )
    return factor


def sign_in(user: User, **data: str) -> tuple[Client, Any]:
    client = Client()
    response = client.post("/anmelden/pruefen/", {"login": user.email, "password": PASSWORD, **data})
    return client, response


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def answer(client: Client, code: str) -> Any:
    return client.post(reverse("accounts:second_factor_check"), {"code": code})


# --- Setting up ----------------------------------------------------------------------------------


def test_app_set_up_with_its_first_code_shows_recovery_codes(
    client: Client, user: User, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    page = client.get(reverse("accounts:totp_new"))
    secret = page.context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("accounts:totp_save"), {"code": code_of(secret)})

    assert response["Location"] == reverse("accounts:recovery_codes")
    assert len(client.get(response["Location"]).context["codes"]) == 10
    assert decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"]) == secret
    assert [mail.subject for mail in mailoutbox] == ["Ihr Zugang zu PiK ist jetzt mit einer App gesichert"]


def test_secret_of_the_app_stays_over_a_reload_and_a_wrong_code(client: Client) -> None:
    first = client.get(reverse("accounts:totp_new")).context["form"].secret

    wrong = client.post(reverse("accounts:totp_save"), {"code": "000000"})

    assert wrong.status_code == 422
    assert wrong.context["form"].secret == client.get(reverse("accounts:totp_new")).context["form"].secret == first


def test_secret_lies_encrypted_in_the_database(user: User) -> None:
    with_app(user)

    assert SECRET not in str(Authenticator.objects.get(user=user).data)


def test_qr_code_is_an_element_of_the_page_without_style_or_data_address(client: Client) -> None:
    html = client.get(reverse("accounts:totp_new")).content.decode()

    assert '<svg class="qr"' in html
    assert "data:" not in html
    assert "style=" not in html


# --- Signing in ----------------------------------------------------------------------------------


def test_sign_in_with_an_app_asks_for_its_code_and_leads_on(user: User) -> None:
    with_app(user)
    client, response = sign_in(user, next="/hilfe/")

    assert (response["Location"], is_in(client)) == (reverse("accounts:second_factor"), False)
    assert client.get("/hilfe/").status_code == 302
    response = answer(client, code_of())
    assert (response["Location"], is_in(client)) == ("/hilfe/", True)


def test_wrong_code_is_told_and_opens_nothing(user: User) -> None:
    with_app(user)
    client, _ = sign_in(user)

    response = answer(client, "123")

    assert (response.status_code, is_in(client)) == (422, False)


def test_code_counts_once(user: User) -> None:
    with_app(user)
    first, second = sign_in(user)[0], sign_in(user)[0]
    code = code_of()

    answer(first, code)
    replayed = answer(second, code)

    assert (is_in(first), is_in(second), replayed.status_code) == (True, False, 422)


def test_code_seen_half_a_minute_ago_counts_once_too(user: User) -> None:
    with_app(user)
    with time_machine.travel("2026-11-24 09:00:05", tick=False) as clock:
        first, second = sign_in(user)[0], sign_in(user)[0]
        code = code_of()
        answer(first, code)
        clock.shift(31)

        answer(second, code)

    assert (is_in(first), is_in(second)) == (True, False)


def test_code_from_before_a_minute_is_too_old(user: User) -> None:
    with_app(user)
    with time_machine.travel("2026-11-24 09:00:05", tick=False):
        client, _ = sign_in(user)

        response = answer(client, code_of(at=time.time() - 61))

    assert response.status_code == 422


def test_codes_cannot_be_guessed_through(user: User) -> None:
    with_app(user)
    client, _ = sign_in(user)

    for _ in range(5):
        answer(client, "123")
    response = answer(client, code_of())

    assert (response.status_code, is_in(client)) == (422, False)


def test_recovery_code_opens_once(user: User) -> None:
    with_app(user)
    factors.renew_recovery_codes(user)
    code = (factors.recovery_codes(user) or [])[0]
    first, second = sign_in(user)[0], sign_in(user)[0]

    answer(first, code)
    answer(second, code)

    assert (is_in(first), is_in(second)) == (True, False)
    assert len(factors.recovery_codes(user) or []) == 9


def test_code_without_a_password_before_leads_to_the_start(user: User) -> None:
    with_app(user)
    client = Client()

    response = answer(client, code_of())

    assert (response["Location"], is_in(client)) == (reverse("accounts:sign_in"), False)


def test_second_step_waits_a_quarter_of_an_hour_and_no_longer(user: User) -> None:
    with_app(user)
    with time_machine.travel("2026-11-24 09:00", tick=False) as clock:
        client, _ = sign_in(user)
        clock.shift(16 * 60)

        answer(client, code_of())

    assert not is_in(client)


# --- Removing ------------------------------------------------------------------------------------


def remove(client: Client, factor: Authenticator) -> Any:
    return client.post(reverse("accounts:factor_remove", args=[factor.pk]), follow=True)


def test_last_factor_removed_takes_the_recovery_codes_along(client: Client, user: User) -> None:
    factor = with_app(user)
    factors.renew_recovery_codes(user)

    remove(client, factor)

    assert not Authenticator.objects.filter(user=user).exists()


def test_factor_of_somebody_else_is_not_there(client: Client) -> None:
    factor = with_app(UserFactory())

    response = remove(client, factor)

    assert (response.status_code, Authenticator.objects.filter(pk=factor.pk).exists()) == (404, True)


def test_last_factor_stays_where_the_organisation_asks_for_one(client: Client, user: User) -> None:
    Organisation.objects.update(requires_second_factor=True)
    factor = with_app(user)

    response = remove(client, factor)

    assert Authenticator.objects.filter(pk=factor.pk).exists()
    assert "verlangt einen zweiten Faktor" in response.content.decode()


def test_recovery_codes_are_renewed_and_the_old_ones_gone(client: Client, user: User) -> None:
    with_app(user)
    factors.renew_recovery_codes(user)
    before = factors.recovery_codes(user)

    client.post(reverse("accounts:recovery_codes_renew"))

    assert set(before or []).isdisjoint(factors.recovery_codes(user) or ["nichts"])


# --- Organisations that ask for one --------------------------------------------------------------


@pytest.fixture
def required() -> None:
    Organisation.objects.update(requires_second_factor=True)


PAGES_NEEDED = ["account", "totp_new", "passkey_new", "passkey_new_options", "password_change", "confirm"]


def test_without_a_factor_every_page_leads_to_its_set_up(user: User, required: None, client: Client) -> None:
    names = ["help", "reminders:inbox", "accounts:member_list", "accounts:sign_in_policy", "planning:planungsrahmen"]

    led = [client.get(reverse(name)).get("Location") for name in names if name != "planning:planungsrahmen"]

    assert led == [reverse("accounts:account")] * 4


@pytest.mark.parametrize("name", PAGES_NEEDED)
def test_without_a_factor_the_set_up_is_open(user: User, required: None, client: Client, name: str) -> None:
    assert client.get(reverse(f"accounts:{name}")).status_code == 200


def test_without_a_factor_a_fragment_leads_the_whole_page_there(user: User, required: None, client: Client) -> None:
    response = client.get(reverse("accounts:member_list"), headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == reverse("accounts:account")


def test_without_a_factor_a_form_changes_nothing(user: User, required: None, client: Client) -> None:
    client.post(reverse("accounts:sign_in_policy_save"), {})

    assert Organisation.objects.get(pk=user.memberships.get().organisation_id).requires_second_factor


def test_with_a_factor_all_pages_are_open(user: User, required: None, client: Client) -> None:
    with_app(user)

    assert client.get(reverse("help")).status_code == 200


def test_recovery_codes_alone_are_no_factor(user: User, required: None, client: Client) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert client.get(reverse("help"))["Location"] == reverse("accounts:account")


def test_acting_for_an_organisation_that_does_not_ask_needs_none(user: User, required: None, client: Client) -> None:
    other = MembershipFactory(user=user)

    client.post(reverse("accounts:switch_membership"), {"membership": other.pk})

    assert client.get(reverse("help")).status_code == 200


@pytest.mark.parametrize(("demo_mode", "code"), [(True, 200), (False, 302)])
def test_demo_account_needs_none_in_demo_mode_and_is_nobody_outside(settings: Any, demo_mode: bool, code: int) -> None:
    settings.DEMO = True
    membership = MembershipFactory(user=UserFactory(is_demo=True), organisation__requires_second_factor=True)
    client = Client()
    client.force_login(membership.user)
    settings.DEMO = demo_mode

    response = client.get(reverse("help"))

    assert response.status_code == code
    assert demo_mode or response["Location"].startswith("/anmelden/")


def test_demo_mode_exempts_nobody_else(settings: Any, user: User, required: None, client: Client) -> None:
    settings.DEMO = True

    assert client.get(reverse("help"))["Location"] == reverse("accounts:account")


# --- The rule itself -----------------------------------------------------------------------------


def test_rule_is_set_for_ones_own_organisation_alone(client: Client, user: User) -> None:
    other = MembershipFactory().organisation
    with_app(user)

    client.post(reverse("accounts:sign_in_policy_save"), {"regel-requires_second_factor": "on"})

    own = user.memberships.get().organisation_id
    assert list(Organisation.objects.filter(requires_second_factor=True).values_list("pk", flat=True)) == [own]
    assert other.pk != own
