"""The pages of an invitation: for whoever invites, and for whoever is invited."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pik.accounts import invitation_actions as actions
from pik.accounts.enums import Role
from pik.accounts.models import Invitation, Membership, Organisation, User
from pik.accounts.models.invitation import hash_of
from tests.accounts.invited import NEWCOMER, PAGE, PASSWORD, REASONS, unusable
from tests.factories.accounts import InvitationFactory, OrganisationFactory, UserFactory, user_with_role

pytestmark = pytest.mark.web


def test_link_is_shown_once_where_no_mail_arrives(client: Client, ladenburg: Organisation, administrator: User) -> None:
    invitation = InvitationFactory(organisation=ladenburg, unsent_at=timezone.now())
    client.force_login(administrator)

    response = client.post(reverse("accounts:invitation_link", kwargs={"pk": invitation.pk}))
    detail = client.get(reverse("accounts:invitation_detail", kwargs={"pk": invitation.pk}))

    link = response.context["link"]
    address, _, token = link.partition("#")
    assert address == "http://testserver/einladung/"
    assert actions.usable_invitation(hash_of(token)) == invitation
    assert "no-store" in response["Cache-Control"]
    assert token not in detail.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("url_name", ["invitation_open", "invitation_accept"])
def test_answer_is_the_same_for_every_reason(client: Client, url_name: str) -> None:
    answers = set()
    for kind in REASONS:
        response = client.post(reverse(f"accounts:{url_name}"), {"token": unusable(kind)})
        text = re.sub(r'(name="csrfmiddlewaretoken" value|name="token" value)="[^"]*"', "", response.content.decode())
        answers.add((response.status_code, text))

    assert len(answers) == 1
    status, text = answers.pop()
    assert (status, text.count(actions.NOT_VALID)) == (422, 1)


def test_newcomer_opens_the_link_and_sets_up_her_access(client: Client, ladenburg: Organisation) -> None:
    InvitationFactory(organisation=ladenburg, token="t", email="neu@example.org")

    opened = client.post(reverse("accounts:invitation_open"), {"token": f"{PAGE}#t"})
    accepted = client.post(
        reverse("accounts:invitation_accept"),
        {"token": "t", "first_name": "Leni", "last_name": "Hart", "password": PASSWORD, "repeated": PASSWORD},
        follow=True,
    )

    assert opened.context["form"].initial["first_name"] == "Lena"
    assert "no-store" in opened["Cache-Control"]
    assert accepted.redirect_chain == [(reverse("accounts:sign_in"), 302)]
    assert "_auth_user_id" not in client.session
    assert client.login(username="neu@example.org", password=PASSWORD)


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"password": "kurz", "repeated": "kurz"}, "password", "mindestens 12 Zeichen"),
        ({"password": "passwort1234567", "repeated": "etwas-ganz-anderes"}, "repeated", "stimmen nicht überein"),
        ({"password": "HartmannLeni1", "repeated": "HartmannLeni1"}, "password", "zu ähnlich"),
        ({"first_name": ""}, "first_name", "zwingend erforderlich"),
    ],
)
def test_wrong_input_is_told_at_the_field_and_the_invitation_stays_open(
    client: Client, ladenburg: Organisation, changed: dict[str, str], field: str, message: str
) -> None:
    invitation = InvitationFactory(organisation=ladenburg, token="t")
    typed = {"token": "t", "first_name": "Leni", "last_name": "Hartmann", "password": PASSWORD, "repeated": PASSWORD}

    response = client.post(reverse("accounts:invitation_accept"), {**typed, **changed})

    assert response.status_code == 422
    assert [message in error for error in response.context["form"].errors[field]] == [True]
    assert Invitation.objects.usable(timezone.now()).filter(pk=invitation.pk).exists()


def test_somebody_with_an_account_signs_in_and_joins(client: Client, ladenburg: Organisation) -> None:
    known = user_with_role(Role.AUSWERTUNG)
    InvitationFactory(organisation=ladenburg, token="t", email=known.email)

    opened = client.post(reverse("accounts:invitation_open"), {"token": "t"})
    client.force_login(known)
    offered = client.get(reverse("accounts:invitation"))
    joined = client.post(reverse("accounts:invitation_join"))

    assert (opened.context["is_hers"], offered.context["is_hers"]) == (False, True)
    assert joined["Location"] == reverse("home")
    assert known.memberships.filter(organisation=ladenburg, role=Role.INTEGRATIONSMANAGER).exists()
    assert "invitation" not in client.session


def test_somebody_else_who_is_signed_in_does_not_join(client: Client, ladenburg: Organisation) -> None:
    known, other = UserFactory(), user_with_role(Role.AUSWERTUNG)
    InvitationFactory(organisation=ladenburg, token="t", email=known.email)
    client.force_login(other)

    opened = client.post(reverse("accounts:invitation_open"), {"token": "t"})
    client.post(reverse("accounts:invitation_join"))

    assert opened.context["is_hers"] is False
    assert Membership.objects.filter(organisation=ladenburg, role=Role.INTEGRATIONSMANAGER).count() == 0


def test_page_of_the_link_takes_no_token_from_the_address(client: Client, ladenburg: Organisation) -> None:
    InvitationFactory(organisation=ladenburg, token="t")

    response = client.get(reverse("accounts:invitation"), {"token": "t"})

    assert response.templates[0].name == "accounts/invitation.html"
    assert "Ladenburg" not in response.content.decode()


def test_double_click_invites_once(
    client: Client, ladenburg: Organisation, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(administrator)
    form = client.get(reverse("accounts:invitation_new")).context["form"]
    typed = {**NEWCOMER, "role": "teamleitung", "submission_key": str(form["submission_key"].value())}

    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(reverse("accounts:invitation_create"), typed) for _ in range(2)]

    invitation = Invitation.objects.get()
    assert [answer["Location"] for answer in answers] == [
        reverse("accounts:invitation_detail", kwargs={"pk": invitation.pk})
    ] * 2
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("named", ["Ladenburg", "08226038"])
def test_systemverwaltung_names_the_organisation(client: Client, db: None, named: str) -> None:
    ladenburg = OrganisationFactory(name="Ladenburg", ags="08226038")
    client.force_login(user_with_role(Role.SYSTEMVERWALTUNG))
    form = client.get(reverse("accounts:invitation_new"), {"organisation": named}).context["form"]
    typed = {
        **NEWCOMER,
        "organisation": form["organisation"].value(),
        "role": "organisationsverwaltung",
        "submission_key": str(form["submission_key"].value()),
    }

    client.post(reverse("accounts:invitation_create"), typed)

    assert Invitation.objects.get().organisation == ladenburg


def test_organisation_hidden_from_the_form_is_not_taken_from_it(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    mauer = OrganisationFactory(name="Mauer")
    form = client.get(reverse("accounts:invitation_new")).context["form"]
    typed = {**NEWCOMER, "role": "teamleitung", "submission_key": str(form["submission_key"].value())}

    client.post(reverse("accounts:invitation_create"), {**typed, "organisation": "Mauer"})

    assert Invitation.objects.filter(organisation=mauer).count() == 0
    assert Invitation.objects.get().organisation == administrator.membership.organisation


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    client: Client, ladenburg: Organisation, administrator: User, count: int, django_assert_max_num_queries: Any
) -> None:
    InvitationFactory.create_batch(count, organisation=ladenburg, invited_by=administrator)
    client.force_login(administrator)

    with django_assert_max_num_queries(11):
        client.get(reverse("accounts:invitation_list"))
