"""What docker-compose.yml, the Dockerfile, .env.example and the code say of one another is true."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from pik import install
from pik.environment import ADVICE
from tests.processes import BASE_DIR, SETTINGS

pytestmark = pytest.mark.unit

COMPOSE = (BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text(encoding="utf-8")
EXAMPLE = (BASE_DIR / ".env.example").read_text(encoding="utf-8")
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
OF_COMPOSE = {"POSTGRES_PASSWORD", "RUNTIME_PASSWORD"}  # read by docker compose alone
OURS = ("prepare", "web", "worker", "beat")


def test_env_example_names_each_setting_and_no_other() -> None:
    named = re.findall(r"^#([A-Z_]+)=", EXAMPLE, re.MULTILINE)

    assert sorted(named) == sorted([*ADVICE, *OF_COMPOSE])


def test_env_example_explains_each_setting_in_the_line_above() -> None:
    lines = EXAMPLE.splitlines()

    above = [lines[number - 1] for number, line in enumerate(lines) if re.match(r"#[A-Z_]+=", line)]

    assert [line for line in above if not re.match(r"# \S", line)] == []


def test_environment_reads_each_setting_and_no_other() -> None:
    code = (BASE_DIR / "pik" / "environment.py").read_text(encoding="utf-8")

    read = set(re.findall(r"env\.\w+\(\"([A-Z_]+)\"", code))

    assert read == set(ADVICE)


def test_compose_hands_each_setting_to_each_process() -> None:
    # The port of a container is fixed; PORT chooses the one it is published at.
    inside = set(ADVICE) - {"PORT"}
    # What serves people must not know who owns the database.
    serving = inside - {"DATABASE_OWNER_URL"}

    assert [set(SERVICES[name]["environment"]) for name in OURS] == [inside, serving, serving, serving]
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


def test_compose_asks_for_each_setting_from_outside_and_for_the_password() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))

    assert asked == set(ADVICE) - {"PIK_VAR"} | OF_COMPOSE


def test_compose_runs_exactly_one_beat() -> None:
    beats = [name for name, service in SERVICES.items() if "beat" in service.get("command", [])]

    assert beats == ["beat"]
    assert "deploy" not in SERVICES["beat"]


def test_compose_starts_nothing_before_the_database_is_prepared() -> None:
    conditions = [SERVICES[name]["depends_on"] for name in ("web", "worker", "beat")]

    assert conditions == [{"prepare": {"condition": "service_completed_successfully"}}] * 3


def test_compose_watches_over_each_lasting_service() -> None:
    without = [name for name, service in SERVICES.items() if name != "prepare" and "healthcheck" not in service]

    assert without == []


def test_dockerfile_installs_the_same_libraries_as_one_machine() -> None:
    missing = [package for package in install.PDF_PACKAGES if package not in DOCKERFILE]

    assert missing == []


def test_dockerfile_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)

    assert users == ["pik"]


def test_tests_keep_each_setting_from_the_programs_they_start() -> None:
    assert set(ADVICE) < SETTINGS
