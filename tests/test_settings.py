"""A missing or wrong setting ends the start with a sentence that says what to do."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from pik.environment import ADVICE
from tests.processes import python

KEY = base64.b64encode(b"k" * 32).decode()
DISTRIBUTED = {
    "DATABASE_URL": "postgres://pik:geheim@db.example:5432/pik",
    "REDIS_URL": "redis://valkey.example:6379/0",
    "SECRET_KEY": "k" * 50,
    "MASTER_KEYS": f"1:{KEY}",
    "ALLOWED_HOSTS": "pik.example",
    "EMAIL_URL": "submission://pik:geheim@mail.example:587/?_default_from_email=pik@pik.example",
}
READ = "import django.conf; django.conf.settings.DEBUG"


def start(**settings: object) -> tuple[int, str]:
    """Exit code and message of a process that loads the settings."""
    result = python("-c", READ, DJANGO_SETTINGS_MODULE="pik.settings", **settings)
    return result.returncode, result.stderr.strip()


def told(name: str, problem: str) -> tuple[int, str]:
    return 1, f"PiK startet nicht: Die Einstellung {name} {problem}. {ADVICE[name]}"


def show(expression: str, **settings: object) -> str:
    """What an expression over the settings gives in a process of its own."""
    code = f"from django.conf import settings; print({expression})"
    result = python("-c", code, DJANGO_SETTINGS_MODULE="pik.settings", **settings)
    assert result.stderr == ""
    return result.stdout.strip()


def test_start_on_one_machine_needs_no_setting(tmp_path: Path) -> None:
    assert start(PIK_VAR=tmp_path) == (0, "")


def test_start_with_servers_elsewhere_and_all_settings_succeeds(tmp_path: Path) -> None:
    assert start(PIK_VAR=tmp_path, **DISTRIBUTED) == (0, "")


@pytest.mark.parametrize("name", ["REDIS_URL", "SECRET_KEY", "MASTER_KEYS", "ALLOWED_HOSTS", "EMAIL_URL"])
def test_start_with_servers_elsewhere_and_a_missing_setting_says_which(tmp_path: Path, name: str) -> None:
    given = {key: value for key, value in DISTRIBUTED.items() if key != name}

    assert start(PIK_VAR=tmp_path, **given) == told(name, "fehlt")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("SECRET_KEY", "kurz", "ist zu kurz"),
        ("MASTER_KEYS", KEY, "ist ungültig"),
        ("MASTER_KEYS", "eins:" + KEY, "ist ungültig"),
        ("MASTER_KEYS", "1:kurz", "ist ungültig"),
        ("MASTER_KEYS", "1:nicht/Base64!", "ist ungültig"),
        ("MASTER_KEYS", f"1:{KEY},1:{KEY}", "ist ungültig"),
        ("MASTER_KEYS", f"1:{KEY},", "ist ungültig"),
        ("DATABASE_URL", "Unsinn", "ist ungültig"),
        ("DATABASE_URL", "postgres://db.example/pik", "nennt keinen Nutzer"),
        ("DATABASE_URL", "mysql://pik@db.example/pik", "nennt keine PostgreSQL-Datenbank"),
        ("REDIS_URL", "http://valkey.example", "ist keine Adresse eines Redis- oder Valkey-Servers"),
        ("ALLOWED_HOSTS", ",", "ist leer"),
        ("EMAIL_URL", "taube://mail.example", "nennt keine Art, die PiK kennt"),
        ("EMAIL_URL", "submission://mail.example:x", "ist ungültig"),
        ("CSRF_TRUSTED_ORIGINS", "http://pik.example", "ist ungültig"),
        ("TLS", "vielleicht", "ist ungültig"),
        ("DEMO", "ja", "ist ungültig"),
        ("DEBUG", "2", "ist ungültig"),
        ("PORT", "achttausend", "ist ungültig"),
        ("PORT", "65536", "ist ungültig"),
        ("PIK_VAR", "var", "ist kein voller Pfad"),
        ("PIK_VAR", "/dev/null/var", "nennt keinen Ordner, den PiK anlegen darf"),
    ],
)
def test_start_with_a_wrong_setting_says_which_and_what_to_do(
    tmp_path: Path, name: str, value: str, problem: str
) -> None:
    settings = {"PIK_VAR": tmp_path, **DISTRIBUTED, name: value}

    assert start(**settings) == told(name, problem)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"TLS": "true"}, "verträgt sich nicht mit TLS=true"),
        (
            {"ALLOWED_HOSTS": "localhost,pik.example"},
            "verträgt sich nicht mit Rechnernamen außer localhost in ALLOWED_HOSTS",
        ),
        ({**DISTRIBUTED, "TLS": "false", "ALLOWED_HOSTS": "localhost"}, "verträgt sich nicht mit DATABASE_URL"),
    ],
    ids=["TLS", "ALLOWED_HOSTS", "DATABASE_URL"],
)
def test_start_of_the_demo_where_others_could_reach_it_is_refused(
    tmp_path: Path, settings: dict[str, str], problem: str
) -> None:
    assert start(PIK_VAR=tmp_path, DEMO="true", **settings) == told("DEMO", problem)


def test_start_of_the_demo_on_one_machine_succeeds(tmp_path: Path) -> None:
    assert start(PIK_VAR=tmp_path, DEMO="true", ALLOWED_HOSTS="localhost,127.0.0.1") == (0, "")


def test_mail_without_a_server_is_written_into_var(tmp_path: Path) -> None:
    shown = show("settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH", PIK_VAR=tmp_path)

    assert shown == f"django.core.mail.backends.filebased.EmailBackend {tmp_path / 'mail'}"


def test_mail_address_from_the_environment_reaches_the_settings(tmp_path: Path) -> None:
    names = "EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_USE_TLS, DEFAULT_FROM_EMAIL"
    expression = ", ".join(f"settings.{name}" for name in names.split(", "))

    assert show(expression, PIK_VAR=tmp_path, **DISTRIBUTED) == "mail.example 587 pik True pik@pik.example"


def test_secret_of_one_machine_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first = show("settings.SECRET_KEY", PIK_VAR=tmp_path)
    second = show("settings.SECRET_KEY", PIK_VAR=tmp_path)

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_master_key_of_one_machine_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first = show("settings.MASTER_KEYS", PIK_VAR=tmp_path)
    second = show("settings.MASTER_KEYS", PIK_VAR=tmp_path)

    assert first == second
    assert first.startswith("{1: b")
    assert (tmp_path / "master_key").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["master_key", "secret_key"]


def test_master_keys_keep_their_order(tmp_path: Path) -> None:
    settings = DISTRIBUTED | {"MASTER_KEYS": f"7:{KEY}, 1:{KEY}"}

    assert show("list(settings.MASTER_KEYS)", PIK_VAR=tmp_path, **settings) == "[7, 1]"


@pytest.mark.parametrize(("settings", "secure"), [({}, "False"), (DISTRIBUTED, "True"), ({"TLS": "true"}, "True")])
def test_cookies_are_bound_to_tls_wherever_there_is_any(tmp_path: Path, settings: dict[str, str], secure: str) -> None:
    assert show("settings.SESSION_COOKIE_SECURE", PIK_VAR=tmp_path, **settings) == secure


@pytest.mark.parametrize(("tls", "prefix"), [("true", "__Host-"), ("false", "")])
def test_cookies_bear_the_prefix_that_binds_them_to_this_host(tmp_path: Path, tls: str, prefix: str) -> None:
    names = show("settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME", PIK_VAR=tmp_path, TLS=tls)

    assert names == f"{prefix}sessionid {prefix}csrftoken"


def test_options_in_the_database_address_reach_the_driver(tmp_path: Path) -> None:
    settings = DISTRIBUTED | {"DATABASE_URL": "postgres://pik@db.example/pik?sslmode=verify-full"}

    assert show("settings.DATABASES['default']['OPTIONS']['sslmode']", PIK_VAR=tmp_path, **settings) == "verify-full"


def test_broker_on_a_unix_socket_gets_celerys_name_for_it(tmp_path: Path) -> None:
    addresses = show("settings.CELERY_BROKER_URL, settings.CACHES['default']['LOCATION']", PIK_VAR=tmp_path)

    socket = tmp_path / "valkey" / "valkey.sock"
    assert addresses == f"redis+socket://{socket} unix://{socket}"


def test_manage_py_without_any_server_runs_what_needs_no_database(tmp_path: Path) -> None:
    result = python("manage.py", "check", PIK_VAR=tmp_path)

    assert result.returncode == 0
