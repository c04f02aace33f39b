"""What a reviewer would say twice: layers, names, lengths, and what no module may do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source import (
    LAYERS,
    ROOT,
    functions,
    is_named,
    length,
    nodes,
    our_models,
    place,
    public_functions,
    python_files,
    tree,
)

pytestmark = pytest.mark.unit

MOST_LINES = {"file": 400, "function": 30, "view": 25, "template": 150}
MONEY_MODULES = ("money", "calculations", "published", "files")
SAYS_WHAT_IT_DOES = ("actions", "calculations", "queries", "workflow")
VAGUE = {"utils", "util", "helpers", "helper", "services", "service", "managers", "common", "misc"}
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
# The one module that moves a state, and the one in which a form stores its own key.
MOVES_STATES = {"pik/core/workflow.py"}
# Functions that write down data: the page that shows each component, the invented people of the demo.
SPECIMENS = {"components", "demo", "demo_people"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Django, crispy and browsers ask for these by their names.
TEMPLATES_BY_NAME = re.compile(r"^(\d{3}(_csrf)?\.html$|kern/|components/.*\.svg$)")


def test_layers_high_may_import_low_never_back() -> None:
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout


def test_foreign_keys_point_down_the_layers() -> None:
    upwards = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model._meta.app_label in LAYERS
        if LAYERS.index(field.related_model._meta.app_label) > LAYERS.index(model._meta.app_label)
    ]

    assert upwards == []


def test_generic_foreign_keys_are_nowhere() -> None:
    found = [place(path) for path in python_files() if "GenericForeignKey" in path.read_text(encoding="utf-8")]

    assert found == []


def test_money_modules_know_no_float() -> None:
    found = [
        place(path, node.lineno)
        for path in python_files()
        if is_named(path, *MONEY_MODULES)
        for node in nodes(path, ast.Name, ast.Constant)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]

    assert found == []


def test_state_is_set_by_the_workflow_alone() -> None:
    found = [
        place(path, line)
        for path in python_files()
        if place(path) not in MOVES_STATES
        for line in [*_status_assigned(path), *_status_updated(path)]
    ]

    assert found == []


def _status_assigned(path: Path) -> list[int]:
    targets = [
        (target, node.lineno)
        for node in nodes(path, ast.Assign, ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return [line for target, line in targets if isinstance(target, ast.Attribute) and target.attr == "status"]


def _status_updated(path: Path) -> list[int]:
    return [
        node.lineno
        for node in nodes(path, ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"update", "update_or_create"}
        if any(keyword.arg == "status" for keyword in node.keywords)
    ]


def test_views_write_nothing_themselves() -> None:
    found = [
        place(path, node.lineno)
        for path in python_files()
        if is_named(path, "views")
        for node in nodes(path, ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]

    assert found == []


def test_modules_are_called_after_what_they_hold() -> None:
    found = [place(path) for path in python_files() if VAGUE & {path.stem, path.parent.name}]

    assert found == []


def test_files_stay_short() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (*python_files(), *_tests())}

    long = {place(path): count for path, count in lines.items() if count > MOST_LINES["file"]}
    assert long == {}


def _tests() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


def test_functions_and_views_stay_short() -> None:
    found = {
        f"{place(path, node.lineno)} {node.name}": length(node)
        for path in python_files()
        if path.stem not in SPECIMENS
        for node in functions(path)
        if length(node) > MOST_LINES["view" if is_named(path, "views") else "function"]
    }

    assert found == {}


def test_templates_stay_short() -> None:
    lines = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in TEMPLATES}

    assert {name: count for name, count in lines.items() if count > MOST_LINES["template"]} == {}


def test_keys_stand_in_addresses_and_fields_without_dots() -> None:
    """„1.234“ is how a number is read; as a key it names nothing."""
    key = re.compile(r"""(?:[?&;][\w-]+=|value=["'])\{\{ [\w.]*(?:\bpk|(?<!public)_id) \}\}""")

    found = {place(path): key.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES}

    assert {name: keys for name, keys in found.items() if keys} == {}


def test_every_template_is_used() -> None:
    named = "\n".join(path.read_text(encoding="utf-8") for path in (*python_files(), *TEMPLATES))

    unused = [
        name
        for name in (path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES)
        if not TEMPLATES_BY_NAME.match(name) and f'"{name}' not in named
    ]

    assert unused == []


def test_public_functions_say_what_they_do() -> None:
    silent = [
        f"{place(path, node.lineno)} {node.name}"
        for path in python_files()
        if is_named(path, *SAYS_WHAT_IT_DOES)
        for node in public_functions(path)
        if not ast.get_docstring(node)
    ]

    assert silent == []


def test_modules_say_what_they_hold() -> None:
    # Of these, the name says it all.
    plain = {"apps", "urls", "navigation", "rules", "__init__", "wsgi", "asgi"}

    silent = [place(path) for path in python_files() if path.stem not in plain and not ast.get_docstring(tree(path))]

    assert silent == []


def test_nothing_is_left_for_later() -> None:
    left = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
    files = [
        *python_files(),
        *_tests(),
        *TEMPLATES,
        *(ROOT / "static").rglob("*.js"),
        *(ROOT / "static").rglob("*.css"),
    ]

    found = [
        place(path, number)
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if left.search(line)
    ]

    assert found == []


def test_broad_exceptions_are_caught_nowhere() -> None:
    found = [
        place(path, node.lineno)
        for path in python_files()
        for node in nodes(path, ast.ExceptHandler)
        if node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
    ]

    assert found == []
