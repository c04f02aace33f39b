"""Forms sent from elsewhere, and addresses that would change something by being looked at."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.conf import settings
from django.middleware.csrf import CSRF_SECRET_LENGTH

from tests import access, figures
from tests.access.sessions import signed_in
from tests.access.table import Row
from tests.access.world import World
from tests.attacks.forms import POSTS, client_for, known, user_for

pytestmark = [pytest.mark.web, pytest.mark.django_db]

FOREIGN = "f" * CSRF_SECRET_LENGTH
OWN = "a" * CSRF_SECRET_LENGTH
FORGERIES = {
    "without a token": {},
    "with an empty token": {"data": {"csrfmiddlewaretoken": ""}},
    "with the token of somebody else": {"data": {"csrfmiddlewaretoken": FOREIGN}},
    "with a token in the header": {"headers": {"x-csrftoken": FOREIGN, "hx-request": "true"}},
    "with the right token from another site": {
        "data": {"csrfmiddlewaretoken": OWN},
        "headers": {"origin": "https://boese.example"},
    },
    "with the right token and no origin": {"data": {"csrfmiddlewaretoken": OWN}, "headers": {"origin": "null"}},
}


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_forged_form_is_refused_and_changes_nothing(row: Row, world: World) -> None:
    user, answers = user_for(row, world), {}

    for name, forgery in FORGERIES.items():
        client = signed_in(user, world, enforce_csrf_checks=True, headers=forgery.get("headers", {}))
        client.cookies[settings.CSRF_COOKIE_NAME] = OWN
        response = client.post(row.address(world), {**known(row, world), **forgery.get("data", {})})
        answers[name] = response.status_code

    figures.attempts(len(answers), [name for name, status in answers.items() if status != HTTPStatus.FORBIDDEN])
    assert answers == dict.fromkeys(FORGERIES, HTTPStatus.FORBIDDEN)
    assert world.database.is_same()


@pytest.mark.parametrize("row", access.ROWS, ids=str)
def test_looking_at_an_address_changes_nothing(row: Row, world: World) -> None:
    client = client_for(row, world)

    # The one or the other, in turns: to Django they are the same.
    ask = client.head if access.ROWS.index(row) % 2 else client.get
    ask(row.address(world))

    assert world.database.is_same()
