"""The release of money asks once more who sits there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import Application
from tests.factories.funding import drafted_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def drafted(world: SimpleNamespace) -> Application:
    applicant = world.applicants["ladenburg"]
    return drafted_of(world.ladenburg, world.round, actor=applicant, drafter=world.reviewer)


def approve(client: Client, application: Application, **fields: str) -> Any:
    return client.post(reverse("funding:approve", args=[application.public_id]), fields)


def late(client: Client) -> Client:
    """The password was typed long ago."""
    session = client.session
    session["bestaetigt"] = 0
    session.save()
    return client


def is_approved(application: Application) -> bool:
    return Application.objects.get(pk=application.pk).decisions.filter(approved_at__isnull=False).exists()


def test_release_long_after_the_sign_in_asks_first_and_is_given_with_the_answer(
    world: SimpleNamespace, drafted: Application
) -> None:
    client = Client()
    client.force_login(world.decider)

    asked = approve(late(client), drafted)
    before = is_approved(drafted)
    given = approve(client, drafted, confirm_password="korrekt-pferd-batterie")

    assert (asked.status_code, before) == (403, False)
    assert (given.status_code, is_approved(drafted)) == (302, True)


def test_release_with_a_wrong_answer_is_not_given(world: SimpleNamespace, drafted: Application) -> None:
    client = Client()
    client.force_login(world.decider)

    approve(late(client), drafted, confirm_password="falsch")

    assert not is_approved(drafted)
