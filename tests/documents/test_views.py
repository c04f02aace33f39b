"""One's own documents in the browser: list, state, file, another attempt."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.documents.enums import JobState
from pik.documents.models import Job
from tests.counting import costs_exactly
from tests.factories.accounts import MembershipFactory, user_with_role
from tests.factories.documents import PDF, DocumentFactory, job_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def user() -> User:
    return user_with_role(Role.AUSWERTUNG)


@pytest.fixture
def browser_of_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url_of(job: Job, name: str = "job_state") -> str:
    return reverse(f"documents:{name}", kwargs={"public_id": job.public_id})


@pytest.mark.parametrize("count", [1, 3])
def test_job_list_costs_the_same_queries_for_any_number_of_rows(
    browser_of_user: Client, user: User, count: int
) -> None:
    for _ in range(count):
        DocumentFactory(job=job_of(user, done=True))

    # user, memberships, count, rows, bell
    with costs_exactly(5):
        response = browser_of_user.get(reverse("documents:job_list"))

    assert len(response.context["page_obj"]) == count


def test_job_list_shows_what_was_ordered_in_another_role_only_there(browser_of_user: Client, user: User) -> None:
    elsewhere = MembershipFactory(user=user)
    here = job_of(user)
    Job.objects.create(**{**_fields(here), "organisation": elsewhere.organisation, "key": "elsewhere"})

    response = browser_of_user.get(reverse("documents:job_list"))

    assert list(response.context["page_obj"]) == [here]


def _fields(job: Job) -> dict[str, Any]:
    names = ("kind", "subject_id", "requested_by", "title", "filename", "context", "template_version")
    return {name: getattr(job, name) for name in names}


@pytest.mark.parametrize("trait", ["", "running"])
def test_unfinished_job_polls_and_offers_a_link_without_script(browser_of_user: Client, user: User, trait: str) -> None:
    job = job_of(user, **({trait: True} if trait else {}))

    html = browser_of_user.get(url_of(job)).content.decode()

    assert f'hx-get="{url_of(job)}?stand={job.state}" hx-trigger="every 2s"' in html
    assert "Aktualisieren" in html


def test_finished_job_offers_the_file_and_polls_no_more(browser_of_user: Client, user: User) -> None:
    job = DocumentFactory(job=job_of(user, done=True)).job

    html = browser_of_user.get(url_of(job)).content.decode()

    assert f'href="{url_of(job, "download")}"' in html
    assert "hx-trigger" not in html


def test_failed_job_says_why_and_offers_another_attempt(browser_of_user: Client, user: User) -> None:
    job = job_of(user, failed=True)

    html = browser_of_user.get(url_of(job)).content.decode()

    assert job.error in html
    assert f'action="{url_of(job, "retry")}"' in html


def test_poll_without_news_is_answered_by_nothing(browser_of_user: Client, user: User) -> None:
    job = job_of(user)

    response = browser_of_user.get(url_of(job), {"stand": "queued"}, headers=HTMX)

    assert (response.status_code, response.content) == (204, b"")


def test_poll_with_news_is_answered_by_what_a_reload_shows(browser_of_user: Client, user: User) -> None:
    job = DocumentFactory(job=job_of(user, done=True)).job

    fragment = browser_of_user.get(url_of(job), {"stand": "running"}, headers=HTMX).content.decode()

    page = browser_of_user.get(url_of(job)).content.decode()
    assert fragment.lstrip().startswith('<div class="job__state">')
    assert fragment.strip() in page


def test_download_gives_the_bytes_under_the_german_name(browser_of_user: Client, user: User) -> None:
    job = DocumentFactory(job=job_of(user, done=True, filename="Bescheid Öhringen.pdf")).job

    response = browser_of_user.get(url_of(job, "download"))

    assert (response.content, response["Content-Type"]) == (PDF, "application/pdf")
    assert "filename*=UTF-8''Bescheid%20%C3%96hringen.pdf" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_download_of_an_unfinished_job_does_not_exist(browser_of_user: Client, user: User) -> None:
    response = browser_of_user.get(url_of(job_of(user), "download"))

    assert response.status_code == 404


def test_job_of_a_colleague_in_the_same_organisation_does_not_exist(browser_of_user: Client, user: User) -> None:
    colleague = user_with_role(Role.AUSWERTUNG, user.membership.organisation)

    response = browser_of_user.get(url_of(job_of(colleague)))

    assert response.status_code == 404


def test_retry_queues_a_failed_job_and_leads_to_its_state(browser_of_user: Client, user: User) -> None:
    job = job_of(user, failed=True)

    response = browser_of_user.post(url_of(job, "retry"))

    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.QUEUED, 0)
    assert response["Location"] == url_of(job)


def test_retry_by_htmx_shows_the_waiting_job_in_place(browser_of_user: Client, user: User) -> None:
    job = job_of(user, failed=True)

    html = browser_of_user.post(url_of(job, "retry"), headers=HTMX).content.decode()

    assert "hx-trigger" in html
    assert "<h1" not in html


def test_retry_of_a_finished_job_changes_nothing(browser_of_user: Client, user: User) -> None:
    job = DocumentFactory(job=job_of(user, done=True)).job

    browser_of_user.post(url_of(job, "retry"))

    job.refresh_from_db()
    assert job.state == JobState.DONE
