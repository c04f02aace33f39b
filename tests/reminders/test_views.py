"""The inbox, the bell, and finishing a reminder with and without script."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.navigation import items_for
from pik.reminders.models import Reminder
from tests.counting import costs_exactly
from tests.factories.accounts import user_with_role
from tests.factories.reminders import reminder_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]

HTMX = {"HX-Request": "true"}
INBOX = "/erinnerungen/"


@pytest.fixture
def user() -> User:
    return user_with_role(Role.AUSWERTUNG)


@pytest.fixture
def browser_of_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url_of(reminder: Reminder, name: str) -> str:
    return reverse(f"reminders:{name}", kwargs={"pk": reminder.pk})


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_costs_the_same_queries_for_any_number_of_rows(browser_of_user: Client, user: User, count: int) -> None:
    for _ in range(count):
        reminder_of(user)
        reminder_of(user, done_at=timezone.now())

    # user, memberships, count, rows, finished ones, bell
    with costs_exactly(6):
        response = browser_of_user.get(INBOX)

    assert len(response.context["page_obj"]) == count


def test_bell_counts_what_is_open(browser_of_user: Client, user: User) -> None:
    reminder_of(user)
    reminder_of(user)
    reminder_of(user, done_at=timezone.now())

    response = browser_of_user.get(reverse("help"))

    assert response.context["reminder_count"]() == 2


def test_inbox_says_since_when_something_is_late(browser_of_user: Client, user: User) -> None:
    reminder_of(user, due_on=date(2020, 1, 2))

    html = browser_of_user.get(INBOX).content.decode()

    assert '<span class="late">überfällig seit 02.01.2020</span>' in html


def test_reminder_leads_to_where_the_thing_is_done(browser_of_user: Client, user: User) -> None:
    response = browser_of_user.get(url_of(reminder_of(user, url="/hilfe/"), "reminder"))

    assert response["Location"] == "/hilfe/"


@pytest.mark.parametrize(("name", "done_at", "is_done"), [("finish", None, True), ("reopen", timezone.now(), False)])
def test_button_without_script_leads_back_to_where_it_stood(
    browser_of_user: Client, user: User, name: str, done_at: Any, is_done: bool
) -> None:
    reminder = reminder_of(user, done_at=done_at)

    response = browser_of_user.post(url_of(reminder, name), {"next": "/hilfe/"})

    reminder.refresh_from_db()
    assert (reminder.is_done, response["Location"]) == (is_done, "/hilfe/")


def test_button_with_a_foreign_way_back_leads_to_the_inbox(browser_of_user: Client, user: User) -> None:
    response = browser_of_user.post(url_of(reminder_of(user), "finish"), {"next": "https://example.org/"})

    assert response["Location"] == INBOX


def test_finish_by_htmx_shows_the_row_with_the_way_back(browser_of_user: Client, user: User) -> None:
    reminder = reminder_of(user)

    html = browser_of_user.post(url_of(reminder, "finish"), {"next": INBOX}, headers=HTMX).content.decode()

    assert html.lstrip().startswith('<li class="reminder reminder--done">')
    assert f'hx-post="{url_of(reminder, "reopen")}"' in html
    assert f'name="next" value="{INBOX}"' in html


def test_reminder_of_a_colleague_does_not_exist(browser_of_user: Client, user: User) -> None:
    colleague = user_with_role(Role.AUSWERTUNG, user.membership.organisation)

    response = browser_of_user.post(url_of(reminder_of(colleague), "finish"))

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("role", "has_entry"), [(Role.INTEGRATIONSMANAGER, False), (Role.TEAMLEITUNG, False), (Role.RP_ENTSCHEIDUNG, True)]
)
def test_inbox_stands_in_the_navigation_of_who_has_no_day_page(role: Role, has_entry: bool) -> None:
    names = {item.url_name for item in items_for(role)}

    assert ("reminders:inbox" in names) is has_entry
