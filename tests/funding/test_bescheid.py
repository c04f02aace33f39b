"""A Bescheid that could not be made: what each side reads, and who has it made again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.models import Application, Decision
from pik.accounts.models import User
from pik.documents.models import Job
from tests.factories.funding import decided_of, drafted_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(name: str, application: Application, user: User) -> str:
    return signed_in(user).get(reverse(f"funding:{name}", args=[application.public_id])).content.decode()


def failed_bescheid(world: SimpleNamespace) -> tuple[Application, Decision]:
    application = decided_of(world.ladenburg, world.round, approver=world.decider)
    decision = application.decisions.get()
    Job.objects.filter(pk=decision.document_job_id).update(
        state="failed", error="Systembibliotheken fehlen.", finished_at=timezone.now()
    )
    return application, decision


def test_failed_bescheid_is_told_to_each_side_and_never_as_under_way(world: SimpleNamespace) -> None:
    application, _ = failed_bescheid(world)
    readers = {
        "application": world.applicants["ladenburg"],
        "review": world.reviewer,
        "approval": world.other_decider,
    }

    pages = {name: page_of(name, application, user) for name, user in readers.items()}

    words = ("Systembibliotheken fehlen.", "Erneut versuchen", "kann es erneut versuchen", "wird als PDF erstellt")
    assert {name: [word in text for word in words] for name, text in pages.items()} == {
        "application": [False, False, True, False],
        "review": [True, True, False, False],
        "approval": [True, True, False, False],
    }


def test_failed_bescheid_is_made_again_by_somebody_who_did_not_order_it(world: SimpleNamespace) -> None:
    application, decision = failed_bescheid(world)

    response = signed_in(world.reviewer).post(reverse("funding:bescheid_retry", args=[application.public_id]))

    assert response.status_code == 302
    assert not Job.objects.get(pk=decision.document_job_id).has_failed


def test_bescheid_of_an_undecided_application_is_not_made_again(world: SimpleNamespace) -> None:
    application = drafted_of(world.ladenburg, world.round)

    response = signed_in(world.reviewer).post(reverse("funding:bescheid_retry", args=[application.public_id]))

    assert response.status_code == 422
    assert "Zu diesem Antrag gibt es noch keinen Bescheid." in response.content.decode()
