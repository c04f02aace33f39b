"""„Warum kann ich das nicht?“: the answer names the roles of the table and the people who have them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pik.accounts.enums import Role
from pik.accounts.models import Membership, User
from pik.accounts.permissions import PERMISSIONS
from pik.accounts.refusals import permission_denied
from pik.accounts.why_not import LABELS, MOST_NAMES, listed, who_may
from tests.access.world import World, build_world
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, user_with_role
from tests.factories.cases import CaseFactory

LACKING = [(permission, role) for permission in PERMISSIONS for role in Role if role not in PERMISSIONS[permission]]


# Each test runs in a savepoint (pytest-django's own) within this one transaction.
@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def short(role: Role) -> str:
    return role.label.split(" (")[0]


def request_of(user: User) -> HttpRequest:
    request: Any = RequestFactory().get("/")
    request.user, request.membership = user, user.membership
    request.memberships = [user.membership]
    return request


def holders(permission: str, viewer: User) -> list[str]:
    """Who has a role of the table in the viewer's own organisation, as the world was built."""
    home: Any = viewer.membership
    rows = Membership.objects.filter(
        organisation=home.organisation_id, role__in=PERMISSIONS[permission]
    ).select_related("user")
    return sorted(row.user.get_full_name() for row in rows.select_related("user"))


@pytest.mark.unit
def test_every_permission_has_words() -> None:
    assert set(LABELS) == set(PERMISSIONS)


@pytest.mark.django_db
@pytest.mark.parametrize(("permission", "role"), LACKING, ids=str)
def test_answer_names_exactly_the_roles_of_the_table_and_who_has_them(
    world: World, permission: str, role: Role
) -> None:
    viewer = world.users[role]

    text = Template("{% load why_not %}{% why_not permission %}").render(
        Context({"request": request_of(viewer), "permission": permission}, autoescape=False)
    )

    named = {r for r in Role if re.search(rf"\b{re.escape(short(r))}\b(?!:)", text)}
    everybody = {user.get_full_name() for user in (*world.users.values(), *world.strangers.values())}
    assert named == set(PERMISSIONS[permission])
    assert sorted(name for name in everybody if re.search(rf"{name}(?!\d)", text)) == holders(permission, viewer)


@pytest.mark.django_db
@pytest.mark.parametrize(("permission", "role"), LACKING, ids=str)
def test_refusal_names_what_was_asked_and_who_may(world: World, permission: str, role: Role) -> None:
    request = request_of(world.users[role])

    with CaptureQueriesContext(connection) as queries:
        response = permission_denied(request, PermissionDenied(permission))

    html = response.content.decode()
    shown = re.search(r"Wer es darf</h2>(.*?)</ul>", html, re.S)
    # The shell of the page counts what waits in the navigation; the answer itself costs one query.
    asked = [query["sql"] for query in queries if "accounts_membership" in query["sql"]]
    assert (response.status_code, len(asked)) == (HTTPStatus.FORBIDDEN, 1)
    assert f"Sie wollten {LABELS[permission]}." in html
    assert shown
    lines = [re.sub(r"<[^>]+>", "", line).strip() for line in re.findall(r"<li>(.*?)</li>", shown[1], re.S)]
    assert [line.split(",")[0].split(" bei")[0] for line in lines] == [
        short(r) for r in Role if r in PERMISSIONS[permission]
    ]


# --- Names are told in one's own house only -----------------------------------------------------


@pytest.mark.django_db
def test_somebody_of_another_organisation_is_not_named() -> None:
    ladenburg, mauer = OrganisationFactory(name="Ladenburg"), OrganisationFactory(name="Mauer")
    user_with_role(Role.ANTRAGSTELLUNG, ladenburg, first_name="Thomas", last_name="Bauer")
    user_with_role(Role.ANTRAGSTELLUNG, mauer, first_name="Heike", last_name="Wolf")

    answer = who_may("funding.submit_application", ladenburg, viewer=mauer)

    assert (answer.sentence, answer.people) == ("Das darf: Antragstellung, Ladenburg.", ())


@pytest.mark.django_db
def test_role_that_nobody_has_here_says_so() -> None:
    ladenburg = OrganisationFactory(name="Ladenburg")

    assert who_may("cases.reopen_case", ladenburg).sentence == "Das darf: Teamleitung, Ladenburg (zurzeit niemand)."


@pytest.mark.django_db
def test_who_left_or_is_locked_is_not_named() -> None:
    ladenburg = OrganisationFactory(name="Ladenburg")
    MembershipFactory(organisation=ladenburg, role=Role.TEAMLEITUNG, ends_on="2021-12-31")
    user_with_role(Role.TEAMLEITUNG, ladenburg, is_active=False)

    assert who_may("cases.reopen_case", ladenburg).people == ()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((), ""),
        (("A",), "A"),
        (("A", "B"), "A und B"),
        (("A", "B", "C"), "A, B und C"),
        (tuple("ABCDEFGH"), "A, B, C, D, E, F und 2 weitere"),
    ],
)
def test_names_in_a_sentence(names: tuple[str, ...], text: str) -> None:
    assert (listed(names), MOST_NAMES) == (text, 6)


# --- On the pages -------------------------------------------------------------------------------


@pytest.mark.web
@pytest.mark.django_db
def test_locked_button_of_a_closed_case_names_the_teamleitung(client: Client) -> None:
    case = CaseFactory(closed=True)
    lead = user_with_role(Role.TEAMLEITUNG, case.organisation, first_name="Sabine", last_name="Krämer")
    client.force_login(case.lead)

    html = client.get(case.get_absolute_url()).content.decode()

    assert f"Das darf: Teamleitung, {case.organisation} ({lead})." in html


@pytest.mark.web
@pytest.mark.django_db
def test_page_without_anything_locked_asks_for_nobody(client: Client) -> None:
    case = CaseFactory()
    client.force_login(case.lead)
    client.get(case.get_absolute_url())

    with CaptureQueriesContext(connection) as queries:
        client.get(case.get_absolute_url())

    asked = [q["sql"] for q in queries if "accounts_membership" in q["sql"] and '"user_id" = ' not in q["sql"]]
    assert asked == []


@pytest.mark.web
@pytest.mark.django_db
def test_refusal_offers_ones_own_other_role(client: Client) -> None:
    user = user_with_role(Role.AUSWERTUNG)
    other = MembershipFactory(user=user, role=Role.ORGANISATIONSVERWALTUNG)
    client.force_login(user)

    refused = client.get(reverse("accounts:invitation_list"))
    client.post(reverse("accounts:switch_membership"), {"membership": other.pk})
    allowed = client.get(reverse("accounts:invitation_list"))

    assert refused.context["own_memberships"] == [other]
    assert f'name="membership" value="{other.pk}"' in refused.content.decode()
    assert (refused.status_code, allowed.status_code) == (403, 200)


@pytest.mark.web
@pytest.mark.django_db
def test_refusal_without_a_role_stays_general(client: Client) -> None:
    client.force_login(UserFactory())

    response = client.get(reverse("accounts:member_list"))

    assert (response.status_code, "who" in response.context) == (403, False)


@pytest.mark.web
@pytest.mark.django_db
def test_missing_and_hidden_look_the_same(client: Client) -> None:
    hidden = CaseFactory()
    client.force_login(user_with_role(Role.INTEGRATIONSMANAGER))

    answers = [
        client.get(reverse("cases:case_detail", kwargs={"public_id": public_id}))
        for public_id in (hidden.public_id, "222222222222")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}) == 1
    assert "Das gibt es nicht, oder nicht für Sie." in answers[0].content.decode()
