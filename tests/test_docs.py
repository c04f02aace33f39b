"""What is written beside the code is as fresh as the code."""

from __future__ import annotations

import re

import pytest

from pik.accounts.enums import Role
from pik.accounts.management.commands import document_fields
from pik.accounts.management.commands.document_workflows import TARGET, workflows_as_text
from pik.core.workflow import workflows
from tests.source import ROOT, our_models

pytestmark = pytest.mark.unit

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_workflows_document_is_fresh() -> None:
    written = (ROOT / TARGET).read_text(encoding="utf-8")

    assert written == workflows_as_text(), "manage.py document_workflows writes it again"


def test_data_protection_documents_are_fresh() -> None:
    folder = ROOT / document_fields.TARGET
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}

    assert written == document_fields.documents(), "manage.py document_fields writes them again"


def test_every_guard_says_what_it_asks() -> None:
    silent = [
        f"{model.__name__}.{transition.name}: {guard.__name__}"
        for model, machine in workflows().items()
        for transition in machine.transitions
        for guard in transition.guards
        if not guard.__doc__
    ]

    assert silent == []


def test_every_state_of_a_machine_is_known_and_reached() -> None:
    for model, machine in workflows().items():
        status = model._meta.get_field("status")
        known = {value for value, _ in status.flatchoices}
        reached = {status.get_default()} | {t.target for t in machine.transitions}

        assert {source for t in machine.transitions for source in t.sources} <= known, model
        assert reached == known, model


def test_glossary_names_every_model() -> None:
    missing = [model.__name__ for model in our_models() if f"`{model.__name__}`" not in GLOSSARY]

    assert missing == []


def test_glossary_names_every_role() -> None:
    missing = [role.label for role in Role if role.label.split(" (")[0] not in GLOSSARY]

    assert missing == []


def test_glossary_rows_are_whole_and_in_order() -> None:
    rows = [line.strip("|").split("|") for line in GLOSSARY.splitlines() if re.match(r"\| (?!term|-)", line)]

    assert [row[0] for row in rows if len(row) != 5 or not all(cell.strip() for cell in row)] == []
