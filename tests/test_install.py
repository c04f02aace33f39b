"""The installer runs on a bare machine, and does nothing where nothing is missing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pik import install
from tests.processes import BASE_DIR, environment

pytestmark = pytest.mark.unit


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=BASE_DIR, env=environment(), capture_output=True, text=True, check=False)


def test_installer_knows_the_standard_library_alone() -> None:
    isolated = (sys.executable, "-I", "-S")  # neither site-packages nor the project

    result = run(*isolated, "pik/install.py", "--help")

    assert (result.returncode, result.stderr) == (0, "")


def test_setup_where_nothing_is_missing_says_and_does_nothing() -> None:
    result = run("make", "setup-tests", f"PYTHON={sys.executable}")

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_help_names_each_target() -> None:
    makefile = (BASE_DIR / "Makefile").read_text(encoding="utf-8")
    targets = makefile.partition(".PHONY:")[2].splitlines()[0].split()

    named = [line.split()[1] for line in run("make").stdout.splitlines()]

    assert named == targets


def test_packages_of_a_lock_leave_the_project_itself_out(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text(json.dumps({"packages": {"": {"name": "pik"}, "node_modules/kern": {"version": "1"}}}), "utf-8")

    assert install.packages(lock) == {"node_modules/kern": {"version": "1"}}


def test_packages_without_a_lock_are_unknown(tmp_path: Path) -> None:
    assert install.packages(tmp_path / "package-lock.json") is None


def test_library_nobody_has_is_not_loadable() -> None:
    assert not install.is_loadable("libnobodyhasit.so.0")
