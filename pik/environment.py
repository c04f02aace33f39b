"""What the product is told from outside, read and checked once.

Two ways to run: with ``DATABASE_URL`` the servers are elsewhere and every setting that matters has to
be given; without it everything runs on this machine (``pik/embedded.py``) and the defaults below are
right. A missing or wrong setting ends the start with a German sentence that says what to do.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import environs

from pik import embedded

T = TypeVar("T")

YES_OR_NO = "Erlaubt sind „true“ und „false“."
# Every setting there is, with what to do when it is missing or wrong.
ADVICE: Mapping[str, str] = {
    "SECRET_KEY": "Setzen Sie einen zufälligen Schlüssel von mindestens 50 Zeichen.",
    "MASTER_KEYS": (
        "Erwartet werden Hauptschlüssel als „Nummer:Schlüssel“, durch Komma getrennt, der neueste zuerst; jeder "
        "Schlüssel sind 32 zufällige Bytes in Base64."
    ),
    "DATABASE_URL": "Erwartet wird postgres://pik_runtime:passwort@rechner:5432/datenbank.",
    "DATABASE_OWNER_URL": (
        "Migrationen und Befehle arbeiten als Eigentümer der Datenbank, Web und Worker nie: Erwartet wird dieselbe "
        "Datenbank wie in DATABASE_URL mit einem anderen Nutzer."
    ),
    "REDIS_URL": "Erwartet wird redis://rechner:6379/0.",
    "ALLOWED_HOSTS": "Nennen Sie die Rechnernamen, durch Komma getrennt.",
    "CSRF_TRUSTED_ORIGINS": "Erwartet werden Adressen mit https://, durch Komma getrennt.",
    "EMAIL_URL": "Erwartet wird submission://nutzer:passwort@rechner:587/?_default_from_email=pik@example.de.",
    "TLS": YES_OR_NO,
    "DEMO": f"{YES_OR_NO} Die Vorführung mit ihrem bekannten Passwort gibt es nur auf einem einzelnen Rechner.",
    "DEBUG": YES_OR_NO,
    "PORT": "Erwartet wird eine Zahl von 1 bis 65535.",
    "PIK_VAR": "Nennen Sie einen Ordner, in den PiK schreiben darf, mit vollem Pfad.",
}
SHORTEST_SECRET = 50
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "[::1]", "localhost"})
MASTER_KEY_BYTES = 32
HIGHEST_PORT = 65_535
# Set by the process itself, not by people.
AS_OWNER = "PIK_AS_OWNER"


@dataclass(frozen=True)
class Environment:
    """The settings from outside, in the types Django wants them."""

    debug: bool
    demo: bool
    tls: bool
    secret_key: str
    master_keys: dict[int, bytes]
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    database: dict[str, Any]
    runtime_role: str
    runtime_password: str
    redis_url: str
    email: dict[str, Any]
    port: int
    var_dir: Path
    is_database_embedded: bool
    is_redis_embedded: bool

    @classmethod
    def read(cls, base_dir: Path) -> Environment:
        """Read the process environment and ``.env`` in ``base_dir``; leaves the process when one is wrong."""
        env = environs.Env()
        env.read_env(str(base_dir / ".env"), recurse=False)
        var_dir = _var_dir(env, base_dir)
        is_distributed = bool(env.str("DATABASE_URL", ""))
        environment = cls(
            debug=_read("DEBUG", lambda: env.bool("DEBUG", False)),
            demo=_read("DEMO", lambda: env.bool("DEMO", False)),
            tls=_read("TLS", lambda: env.bool("TLS", is_distributed)),
            secret_key=_secret_key(env, var_dir, is_distributed=is_distributed),
            master_keys=_master_keys(env, var_dir, is_distributed=is_distributed),
            allowed_hosts=_allowed_hosts(env, is_distributed=is_distributed),
            csrf_trusted_origins=_trusted_origins(env),
            database=_database(env) if is_distributed else embedded.database(var_dir, _embedded_user()),
            runtime_role=_runtime_role(env) if is_distributed else embedded.RUNTIME_ROLE,
            runtime_password=str(_database_at(env, "DATABASE_URL")["PASSWORD"]) if is_distributed else "",
            redis_url=_redis_url(env, var_dir, is_distributed=is_distributed),
            email=_email(env, var_dir, is_distributed=is_distributed),
            port=_port(env),
            var_dir=var_dir,
            is_database_embedded=not is_distributed,
            is_redis_embedded=not env.str("REDIS_URL", ""),
        )
        environment.refuse_demo_in_earnest()
        return environment

    @property
    def is_for_this_machine_alone(self) -> bool:
        """Whether nobody on another machine can reach the product, and its data lie here."""
        return self.is_database_embedded and not self.tls and LOOPBACK_HOSTS.issuperset(self.allowed_hosts)

    def refuse_demo_in_earnest(self) -> None:
        """End the process where the demo, with its known password, could be reached from other machines."""
        if not self.demo or self.is_for_this_machine_alone:
            return
        if not self.is_database_embedded:
            _stop("DEMO", "verträgt sich nicht mit DATABASE_URL")
        if self.tls:
            _stop("DEMO", "verträgt sich nicht mit TLS=true")
        _stop("DEMO", "verträgt sich nicht mit Rechnernamen außer localhost in ALLOWED_HOSTS")

    @property
    def broker_url(self) -> str:
        """The address of Valkey as Celery writes it: it has a name of its own for Unix sockets."""
        return self.redis_url.replace("unix://", "redis+socket://", 1)

    def servers(self) -> AbstractContextManager[None]:
        """Run those servers that are not elsewhere; raises ``EmbeddedError`` when they do not start."""
        return embedded.servers(self.var_dir, postgres=self.is_database_embedded, valkey=self.is_redis_embedded)


def _read(name: str, reader: Callable[[], T]) -> T:
    try:
        return reader()
    except environs.EnvError as error:
        _stop(name, "fehlt" if "not set" in str(error) else "ist ungültig")


def _stop(name: str, problem: str) -> NoReturn:
    """End the process: say which setting is missing or wrong, and what to do about it."""
    sys.exit(f"PiK startet nicht: Die Einstellung {name} {problem}. {ADVICE[name]}")


def _var_dir(env: environs.Env, base_dir: Path) -> Path:
    given = env.str("PIK_VAR", "")
    path = Path(given) if given else base_dir / "var"
    if not path.is_absolute():
        _stop("PIK_VAR", "ist kein voller Pfad")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        _stop("PIK_VAR", "nennt keinen Ordner, den PiK anlegen darf")
    return path


def _secret_key(env: environs.Env, var_dir: Path, *, is_distributed: bool) -> str:
    key = env.str("SECRET_KEY", "")
    if not key and is_distributed:
        _stop("SECRET_KEY", "fehlt")
    key = key or _secret_of_this_machine(var_dir)
    if len(key) < SHORTEST_SECRET:
        _stop("SECRET_KEY", "ist zu kurz")
    return key


def _secret_of_this_machine(var_dir: Path) -> str:
    """The key of a one-machine installation: made once, kept under ``var/``, readable by its owner alone."""
    return _made_once(var_dir / "secret_key", lambda: secrets.token_urlsafe(SHORTEST_SECRET))


def _made_once(path: Path, make: Callable[[], str]) -> str:
    """What stands in the file ``path``; made at the first start, and whole at once: of two starts the first wins."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make(), encoding="utf-8")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def _master_keys(env: environs.Env, var_dir: Path, *, is_distributed: bool) -> dict[int, bytes]:
    """The master keys by number, in their order: the first wraps anew, the others still unwrap."""
    given = env.str("MASTER_KEYS", "")
    if not given and is_distributed:
        _stop("MASTER_KEYS", "fehlt")
    given = given or _made_once(var_dir / "master_key", _new_master_key)
    keys: dict[int, bytes] = {}
    for entry in given.split(","):
        number, _, coded = entry.strip().partition(":")
        try:
            key = base64.b64decode(coded, validate=True)
        except binascii.Error:
            key = b""
        if not (number.isascii() and number.isdecimal()) or int(number) in keys or len(key) != MASTER_KEY_BYTES:
            _stop("MASTER_KEYS", "ist ungültig")
        keys[int(number)] = key
    return keys


def _new_master_key() -> str:
    return f"1:{base64.b64encode(secrets.token_bytes(MASTER_KEY_BYTES)).decode()}"


def _allowed_hosts(env: environs.Env, *, is_distributed: bool) -> list[str]:
    if not is_distributed and not env.str("ALLOWED_HOSTS", ""):
        return ["127.0.0.1", "localhost"]
    given: list[str] = _read("ALLOWED_HOSTS", lambda: env.list("ALLOWED_HOSTS"))
    hosts = [host for host in given if host]
    if not hosts:
        _stop("ALLOWED_HOSTS", "ist leer")
    return hosts


def _trusted_origins(env: environs.Env) -> list[str]:
    given: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
    origins = [origin for origin in given if origin]
    if not all(origin.startswith("https://") for origin in origins):
        _stop("CSRF_TRUSTED_ORIGINS", "ist ungültig")
    return origins


def work_as_owner() -> None:
    """Let this process work as the owner of the database: migrations and commands, never what serves people.

    To be called before the settings are read.
    """
    os.environ[AS_OWNER] = "true"


def _is_owner() -> bool:
    return os.environ.get(AS_OWNER) == "true"


def _embedded_user() -> str:
    return embedded.OWNER if _is_owner() else embedded.RUNTIME_ROLE


def _database(env: environs.Env) -> dict[str, Any]:
    """The database with the user that fits this process; the owner's address is read by no other.

    A command on a machine that isn't given it works as the runtime role, for which no rows exist.
    """
    runtime = _database_at(env, "DATABASE_URL")
    if not _is_owner() or not env.str("DATABASE_OWNER_URL", ""):
        return runtime
    owner = _database_at(env, "DATABASE_OWNER_URL")
    if owner.get("USER") == runtime.get("USER"):
        _stop("DATABASE_OWNER_URL", "nennt denselben Nutzer wie DATABASE_URL")
    return owner


def _database_at(env: environs.Env, name: str) -> dict[str, Any]:
    try:
        database = dict(env.dj_db_url(name))
    except (environs.EnvError, ValueError):
        _stop(name, "ist ungültig")
    if not str(database.get("ENGINE", "")).endswith("postgresql"):
        _stop(name, "nennt keine PostgreSQL-Datenbank")
    return database


def _runtime_role(env: environs.Env) -> str:
    role = str(_database_at(env, "DATABASE_URL").get("USER") or "")
    if not role:
        _stop("DATABASE_URL", "nennt keinen Nutzer")
    return role


def _redis_url(env: environs.Env, var_dir: Path, *, is_distributed: bool) -> str:
    url = env.str("REDIS_URL", "")
    if not url and is_distributed:
        _stop("REDIS_URL", "fehlt")
    url = url or embedded.redis_url(var_dir)
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        _stop("REDIS_URL", "ist keine Adresse eines Redis- oder Valkey-Servers")
    return url


def _email(env: environs.Env, var_dir: Path, *, is_distributed: bool) -> dict[str, Any]:
    """Django's ``EMAIL_…`` settings; on one machine, without a mail server, each mail is a file in ``var/mail``."""
    if not env.str("EMAIL_URL", ""):
        if is_distributed:
            _stop("EMAIL_URL", "fehlt")
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": var_dir / "mail",
        }
    try:
        email = dict(env.dj_email_url("EMAIL_URL"))
    except (environs.EnvError, ValueError):
        _stop("EMAIL_URL", "ist ungültig")
    if "EMAIL_BACKEND" not in email:
        _stop("EMAIL_URL", "nennt keine Art, die PiK kennt")
    return email


def _port(env: environs.Env) -> int:
    port = _read("PORT", lambda: env.int("PORT", 8000))
    if not 0 < port <= HIGHEST_PORT:
        _stop("PORT", "ist ungültig")
    return port
