"""A row in every model that belongs to a file, and the texts in them."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from cases.models import Case
from cases.transfer.files import File, whole_file
from cases.transfer.parts import Model, table
from tests.attacks import state
from tests.cases.transfer.makers import make_everything

#: Shorter words stand in many places by chance.
SHORTEST = 8


def built_file(case: Case) -> File:
    """Fill the file of ``case``; returns it whole. A model of the table without a row is an error."""
    make_everything(case)
    file = whole_file(case)
    empty = [model._meta.label for model in table() if not file.rows(model).exists()]
    assert empty == [], "a maker is missing in tests/cases/transfer/makers.py"
    return file


def texts_of(file: File) -> set[str]:
    """What people wrote in the file, and the birth date: all that has to be gone afterwards."""
    found: set[str] = set()
    for model in table():
        for row in file.rows(model):
            found |= {text for f in _written(model) for text in _texts(getattr(row, f.attname))}
    born = {person.birth_date.isoformat() for person in file.rows(_person()) if person.birth_date}
    return {text for text in found if len(text) >= SHORTEST} | born


def _person() -> Model:
    return next(model for model in table() if model._meta.label == "cases.Person")


def _written(model: Model) -> list[Any]:
    """Columns of free text: without choices, numbers, public ids and what the offices are called."""
    tells_nothing = {
        "public_id",
        "number",
        "key",
        "actor_label",
        "case_number",
        "new_number",
        "status",
        "kind",
        "sha256",
        "consent_kept_at",
        "author_label",
    }
    return [
        f
        for f in model._meta.concrete_fields
        if isinstance(f, models.CharField | models.TextField | models.JSONField)
        and not f.choices
        and f.name not in tells_nothing
        and not (model._meta.label == "cases.Transfer" and f.name != "person_name")
    ]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    return []


def everywhere_but(organisation_id: int) -> str:
    """The whole database as one text, without the rows of one organisation."""
    return "\n".join(
        f"{name} {row}"
        for name, rows in state.rows().items()
        for row in rows
        if json.loads(row).get("organisation_id") != organisation_id
    )
