"""What every model of the house keeps: German names, order, constraints with words, references that hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import CheckConstraint, UniqueConstraint
from django.db.models.constraints import BaseConstraint

from tests.source import our_models

pytestmark = pytest.mark.unit

# Parts without a life of their own: they go with what they are a part of.
CASCADES: dict[str, str] = {}


def fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.get_fields() if isinstance(field, models.Field)]


def label(model: type[models.Model], name: str) -> str:
    return f"{model._meta.label}.{name}"


def test_models_and_fields_have_german_names() -> None:
    automatic = [
        label(model, field.name)
        for model in our_models()
        for field in fields(model)
        if not field.primary_key and str(field.verbose_name) == field.name.replace("_", " ")
    ]
    nameless = [m._meta.label for m in our_models() if m._meta.original_attrs.get("verbose_name") is None]

    assert automatic == []
    assert nameless == []


def test_every_order_is_deterministic() -> None:
    vague = [model._meta.label for model in our_models() if not _is_deterministic(model)]

    assert vague == []


def _is_deterministic(model: type[models.Model]) -> bool:
    names = [str(name).lstrip("-") for name in model._meta.ordering]
    last_word = {"pk", "id", model._meta.pk.name}
    unique = {field.name for field in fields(model) if field.unique}
    if (last_word | unique) & set(names):
        return True
    together = [set(c.fields) for c in model._meta.constraints if isinstance(c, UniqueConstraint) and not c.condition]
    # A unique field of a related row (gemeinde__ags) is as good as the row.
    reached = {name.split("__")[0] for name in names if "__" not in name or _ends_unique(model, name)}
    return any(group and group <= reached for group in together)


def _ends_unique(model: type[models.Model], path: str) -> bool:
    relation, _, name = path.partition("__")
    target = model._meta.get_field(relation).related_model
    return name in {"pk", "id"} or target._meta.get_field(name).unique


def test_references_hold_what_they_point_at() -> None:
    loose = {
        label(model, field.name)
        for model in our_models()
        for field in fields(model)
        if field.remote_field and getattr(field.remote_field, "on_delete", None) not in {models.PROTECT, None}
    }

    assert loose == set(CASCADES)


def test_choices_bind_the_database() -> None:
    free = [
        label(model, field.name)
        for model in our_models()
        for field in fields(model)
        if field.choices and not any(field.name in _named_in(check.condition) for check in _checks(model))
    ]

    assert free == []


def _checks(model: type[models.Model]) -> Iterator[CheckConstraint]:
    yield from (c for c in model._meta.constraints if isinstance(c, CheckConstraint))


def _named_in(condition: models.Q) -> set[str]:
    """The fields a condition is about."""
    names: set[str] = set()
    for child in condition.children:
        names |= _named_in(child) if isinstance(child, models.Q) else {str(child[0]).split("__")[0]}
    return names


def test_every_constraint_speaks_german() -> None:
    silent = [
        f"{model._meta.label}: {constraint.name}"
        for model in our_models()
        for constraint in model._meta.constraints
        if _could_speak(constraint)
        and constraint.violation_error_message == BaseConstraint.default_violation_error_message
    ]

    assert silent == []


def _could_speak(constraint: BaseConstraint) -> bool:
    return isinstance(constraint, CheckConstraint | UniqueConstraint | ExclusionConstraint)


def test_constraints_are_called_after_their_model() -> None:
    strange = [
        f"{model._meta.label}: {constraint.name}"
        for model in our_models()
        for constraint in model._meta.constraints
        if not constraint.name.replace("_", "").startswith(model._meta.model_name[:6])
    ]

    assert strange == []
