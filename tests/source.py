"""The product's own source as the checks read it: files, syntax trees, models."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("pik", "cases", "planning", "funding")
# Low before high: what stands here may lean on what stands before it.
LAYERS = ("core", "accounts", "regulations", "documents", "reminders", "cases", "planning", "funding", "demo")


@cache
def python_files() -> tuple[Path, ...]:
    """All modules of the product, without migrations."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, line: int | None = None) -> str:
    """``cases/views.py:12``, as an editor opens it."""
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"


def nodes(path: Path, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, kinds))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Functions of the module that other modules may call."""
    yield from (node for node in tree(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))


def length(node: ast.FunctionDef) -> int:
    """Lines from ``def`` to the end, without the docstring: to explain is not to grow."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def is_named(path: Path, *names: str) -> bool:
    """Whether the module, or the package it lies in, is called one of ``names``."""
    return path.stem in names or path.parent.name in names


def our_models() -> list[type[models.Model]]:
    """The models of the product, without the event tables that pghistory makes from them."""
    own = [model for label in LAYERS for model in apps.get_app_config(label).get_models()]
    return [model for model in own if not hasattr(model, "pgh_tracked_model")]
