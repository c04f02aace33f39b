"""What the product is told from outside, read and checked once.

Two ways to run: with ``DATABASE_URL`` the servers are elsewhere and every setting that matters has to
be given; without it everything runs on this machine (``pik/embedded.py``) and the defaults below are
right. A missing or wrong setting ends the start with a German sentence that says what to do.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import environs

from pik import embedded

T = TypeVar("T")

ADVICE: Mapping[str, str] = {
    "SECRET_KEY": "Setzen Sie einen zufälligen Schlüssel von mindestens 50 Zeichen.",
    "DATABASE_URL": "Erwartet wird postgres://nutzer:passwort@rechner:5432/datenbank.",
    "REDIS_URL": "Erwartet wird redis://rechner:6379/0.",
    "ALLOWED_HOSTS": "Nennen Sie die Rechnernamen, durch Komma getrennt.",
    "CSRF_TRUSTED_ORIGINS": "Erwartet werden Adressen mit https://, durch Komma getrennt.",
}
YES_OR_NO = "Erlaubt sind „true“ und „false“."


@dataclass(frozen=True)
class Environment:
    """The settings from outside, in the types Django wants them."""

    debug: bool
    demo: bool
    tls: bool
    secret_key: str
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    database: dict[str, Any]
    redis_url: str

    @classmethod
    def read(cls, base_dir: Path) -> Environment:
        """Read the process environment and ``.env`` in ``base_dir``; leaves the process when one is wrong."""
        env = environs.Env()
        env.read_env(str(base_dir / ".env"), recurse=False)
        var_dir = base_dir / "var"
        is_distributed = bool(env.str("DATABASE_URL", ""))
        debug = _read("DEBUG", lambda: env.bool("DEBUG", False))
        if is_distributed:
            secret_key = _read("SECRET_KEY", lambda: env.str("SECRET_KEY"))
            database = _read("DATABASE_URL", lambda: env.dj_db_url("DATABASE_URL"))
            redis_url = _read("REDIS_URL", lambda: env.str("REDIS_URL"))
            hosts = _read("ALLOWED_HOSTS", lambda: env.list("ALLOWED_HOSTS"))
        else:
            secret_key = env.str("SECRET_KEY", "") or _secret_of_this_machine(var_dir)
            database = embedded.database(var_dir)
            redis_url = env.str("REDIS_URL", "") or embedded.redis_url(var_dir)
            hosts = _read("ALLOWED_HOSTS", lambda: env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"]))
        if len(secret_key) < 50:
            _stop("SECRET_KEY", "ist zu kurz")
        if not str(database.get("ENGINE", "")).endswith("postgresql"):
            _stop("DATABASE_URL", "nennt keine PostgreSQL-Datenbank")
        if not redis_url.startswith(("redis://", "rediss://", "redis+socket://", "unix://")):
            _stop("REDIS_URL", "ist keine Adresse eines Redis- oder Valkey-Servers")
        return cls(
            debug=debug,
            demo=_read("DEMO", lambda: env.bool("DEMO", False)),
            tls=_read("TLS", lambda: env.bool("TLS", is_distributed)),
            secret_key=secret_key,
            allowed_hosts=hosts,
            csrf_trusted_origins=_read("CSRF_TRUSTED_ORIGINS", lambda: env.list("CSRF_TRUSTED_ORIGINS", [])),
            database=dict(database),
            redis_url=redis_url,
        )


def _read(name: str, reader: Callable[[], T]) -> T:
    try:
        return reader()
    except environs.EnvError as error:
        _stop(name, "fehlt" if "not set" in str(error) else "ist ungültig")


def _stop(name: str, problem: str) -> NoReturn:
    """End the process: say which setting is missing or wrong, and what to do about it."""
    sys.exit(f"PiK startet nicht: Die Einstellung {name} {problem}. {ADVICE.get(name, YES_OR_NO)}")


def _secret_of_this_machine(var_dir: Path) -> str:
    """The key of a one-machine installation: made once, kept under ``var/``, readable by its owner alone."""
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()
