"""Put on this machine what PiK needs: ``python3 pik/install.py [--tests]``.

Runs before anything is installed, so it knows the standard library alone. Each step looks first and does
nothing where nothing is missing. System packages come by apt where that is allowed (as root, or with a
sudo that asks no password); else the one line to run is printed.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)

# WeasyPrint loads these by name, https://doc.courtbouillon.org/weasyprint/stable/first_steps.html
PDF_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-core")
NOTO = Path("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")
CHROMIUM = Path("/usr/bin/chromium")


def main() -> None:
    """Install everything; leaves the process with a German sentence when that can't be done."""
    parser = argparse.ArgumentParser(description="Richtet diesen Rechner für PiK ein.")
    parser.add_argument("--tests", action="store_true", help="auch, was Tests und Prüfungen brauchen")
    for_tests = parser.parse_args().tests
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"PiK braucht Python 3.11 oder neuer; „{sys.executable}“ ist Python {sys.version.split()[0]}.")
    ensure_venv()
    ensure_packages("requirements-dev.txt" if for_tests else "requirements.txt")
    ensure_assets()
    ensure_pdf_libraries()
    if for_tests:
        ensure_browser()


def ensure_venv() -> None:
    """Make ``.venv``, and make it anew when its Python is gone or its making was cut off."""
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    say("Die virtuelle Umgebung .venv wird angelegt.")
    if make_venv():
        return
    # Debian keeps the module in a package of its own, named after the version.
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not (apt_install([package], "die virtuelle Umgebung") and make_venv()):
        sys.exit(f"Es fehlt das Python-Modul „venv“. Installieren Sie es mit: sudo apt-get install {package}")


def make_venv() -> bool:
    """Whether the virtual environment could be made."""
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def ensure_packages(requirements: str) -> None:
    """Install the locked packages when they are others than those of the last time."""
    stamp = VENV / "installed-requirements"
    installed = stamp.read_text(encoding="ascii") if stamp.exists() else ""
    # What the tests need contains what the product needs.
    sufficient = {digest(BASE_DIR / name) for name in {requirements, "requirements-dev.txt"}}
    if installed in sufficient:
        return
    say(f"Die Pakete aus {requirements} werden installiert.")
    pip_install(requirements)
    stamp.write_text(digest(BASE_DIR / requirements), encoding="ascii")


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pip_install(requirements: str) -> None:
    """Install a locked list of packages into the virtual environment."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    run([*command, "-r", requirements], f"Die Pakete aus {requirements} ließen sich nicht installieren.")


def ensure_assets() -> None:
    """Fetch KERN by npm, unless what lies in ``node_modules`` is what the lock names; then move its icons to files."""
    if packages(BASE_DIR / "node_modules" / ".package-lock.json") != packages(BASE_DIR / "package-lock.json"):
        fetch_assets()
    # As a program of its own: this one may run where the project can't be imported.
    run([sys.executable, str(BASE_DIR / "pik" / "kern.py")], "Die Oberfläche KERN ließ sich nicht einrichten.")


def fetch_assets() -> None:
    """Fetch KERN by npm, by the one of the wheel where the machine has none."""
    say("Die Oberfläche KERN wird geholt.")
    environment = dict(os.environ)
    npm = shutil.which("npm") if shutil.which("node") else None
    if npm is None:
        npm = str(VENV / "bin" / "npm")
        environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
        if not Path(npm).exists():
            pip_install("requirements-node.txt")
    command = [npm, "ci", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    run(command, "Die Oberfläche KERN ließ sich nicht holen.", environment)


def packages(lock: Path) -> dict[str, object] | None:
    """The packages that an npm lock names, without the project itself; ``None`` where there is no lock."""
    if not lock.exists():
        return None
    return {name: package for name, package in json.loads(lock.read_bytes())["packages"].items() if name}


def ensure_pdf_libraries() -> None:
    """WeasyPrint's libraries and a font of many scripts; without them all but PDFs works."""
    if NOTO.exists() and all(is_loadable(library) for library in PDF_LIBRARIES):
        return
    if not apt_install(PDF_PACKAGES, "die Bibliotheken für PDFs"):
        line = f"sudo apt-get install {' '.join(PDF_PACKAGES)}"
        say(f"PDFs gehen noch nicht, alles andere läuft. Es fehlen Bibliotheken; installieren Sie sie mit: {line}")


def is_loadable(library: str) -> bool:
    """Whether the machine has the shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_browser() -> None:
    """Debian's Chromium for the browser journeys; without it they are skipped."""
    if not CHROMIUM.exists() and not apt_install(["chromium"], "der Browser Chromium"):
        say("Die Tests im Browser entfallen: Es fehlt Chromium. Debian hat ihn: sudo apt-get install chromium")


def apt_install(names: Sequence[str], what: str) -> bool:
    """Install Debian packages where this process may; whether they are there now."""
    prefix = as_root() if shutil.which("apt-get") else None
    if prefix is None:
        return False
    say(f"Installiert wird: {what} ({', '.join(names)}).")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], stdin=subprocess.DEVNULL, check=False)  # noqa: S603
    install = [*apt, "install", "-y", "--no-install-recommends", *names]
    result = subprocess.run(install, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    return result.returncode == 0


def as_root() -> list[str] | None:
    """What to write before a command so that root runs it; ``None`` where that takes a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:  # noqa: S603
        return [sudo, "-n"]
    return None


def run(command: Sequence[str], failure: str, environment: dict[str, str] | None = None) -> None:
    """Run a step that everything later needs; leaves the process with ``failure`` when it fails."""
    if subprocess.run(command, cwd=BASE_DIR, env=environment, check=False).returncode:  # noqa: S603
        sys.exit(f"{failure} Der Grund steht darüber.")


def say(line: str) -> None:
    """One line to the person who waits, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
