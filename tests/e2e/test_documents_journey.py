"""A document on its way, in a browser: it waits, fails, is tried again and is there."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from pik.accounts.enums import Role
from pik.documents.enums import JobState
from pik.documents.models import Job
from tests.documents.samples import SAMPLE, sample_context, with_test_templates
from tests.factories.accounts import user_with_role
from tests.factories.documents import job_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, address: str, user: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[configured.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


def test_document_on_its_way_appears_without_a_reload(page: Page, live_server: Any, settings: Any) -> None:
    settings.TEMPLATES = with_test_templates(settings.TEMPLATES)
    user: Any = user_with_role(Role.ANTRAGSTELLUNG)
    job = job_of(user, kind=SAMPLE.name, context=sample_context(), filename="bescheid.pdf")
    sign_in(page, live_server.url, user)
    page.goto(f"{live_server.url}/dokumente/")
    expect(page.get_by_text("wartet")).to_be_visible()

    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="Das ging nicht.", finished_at=timezone.now())
    expect(page.get_by_text("Das ging nicht.")).to_be_visible()
    page.get_by_role("button", name="Erneut versuchen").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="bescheid.pdf").click()

    assert download.value.path().read_bytes().startswith(b"%PDF-")
