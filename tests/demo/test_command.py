"""``manage.py demo`` never touches a database in which somebody has a real account."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pik.accounts.models import User
from pik.demo import filling
from pik.prepare import fill_demo
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_mode(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("options", [{}, {"if_empty": True}, {"reset": True}], ids=["plain", "if empty", "reset"])
def test_demo_beside_a_real_account_is_refused_and_changes_nothing(options: dict[str, bool]) -> None:
    user = UserFactory()

    with pytest.raises(CommandError, match="Konten, die keine Vorführkonten sind"):
        call_command("demo", **options)

    assert list(User.objects.all()) == [user]


def test_demo_that_is_there_already_is_left_alone_at_a_start() -> None:
    UserFactory(is_demo=True)
    UserFactory()

    call_command("demo", if_empty=True)

    assert User.objects.count() == 2


def test_demo_outside_of_demo_mode_is_refused(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="nur mit DEMO=true"):
        call_command("demo")

    assert not filling.is_filled()


def test_start_with_the_demo_on_a_database_with_a_real_account_says_why_not() -> None:
    UserFactory()

    with pytest.raises(SystemExit, match=r"^PiK startet nicht: In dieser Datenbank gibt es Konten"):
        fill_demo()
