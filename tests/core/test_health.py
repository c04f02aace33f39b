"""/healthz tells the truth about database, broker, worker and beat, to anybody, in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from pik.core import health
from tests.processes import python

ASK = """
import django; django.setup()
from django.test import Client
answer = Client().get("/healthz", headers={"host": "localhost"})
print(answer.status_code, answer.content.decode())
"""


@pytest.fixture
def silence() -> Iterator[None]:
    """Neither worker nor beat has shown a sign of life, before the test and after it."""
    cache.delete_many(["lebenszeichen:worker", "lebenszeichen:beat"])
    yield
    cache.delete_many(["lebenszeichen:worker", "lebenszeichen:beat"])


@pytest.mark.web
@pytest.mark.django_db
@pytest.mark.usefixtures("silence")
def test_healthz_without_signs_of_life_is_503_and_names_who_is_silent(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "gestört",
        "database": "ok",
        "broker": "ok",
        "worker": "kein Lebenszeichen",
        "beat": "kein Lebenszeichen",
    }


@pytest.mark.web
@pytest.mark.django_db
@pytest.mark.usefixtures("silence")
def test_healthz_with_all_signs_of_life_is_200(client: Client) -> None:
    health.beat("worker")
    health.beat("beat")

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok", "beat": "ok"}


@pytest.mark.web
@pytest.mark.django_db
@pytest.mark.usefixtures("silence")
def test_healthz_is_never_kept_by_a_cache(client: Client) -> None:
    response = client.get("/healthz")

    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("silence")
def test_sign_of_life_fades_by_itself() -> None:
    health.beat("worker")

    left = cache._cache.get_client(write=False).ttl(cache.make_key("lebenszeichen:worker"))

    assert 0 < left <= health.FADES_AFTER_SECONDS


@pytest.mark.e2e
def test_healthz_without_any_server_is_503_and_names_each(tmp_path: Path) -> None:
    result = python("-c", ASK, PIK_VAR=tmp_path, DJANGO_SETTINGS_MODULE="pik.settings")

    status, _, body = result.stdout.partition(" ")
    away = "nicht erreichbar"
    assert status == "503"
    assert json.loads(body) == {"status": "gestört", "database": away, "broker": away, "worker": away, "beat": away}


@pytest.mark.e2e
def test_sign_of_life_without_a_broker_is_lost_and_its_process_lives(tmp_path: Path) -> None:
    code = "import django; django.setup(); from pik.core import health; health.beat('worker'); print('lives')"

    result = python("-c", code, PIK_VAR=tmp_path, DJANGO_SETTINGS_MODULE="pik.settings")

    assert result.stdout == "lives\n"
