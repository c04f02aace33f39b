"""Every row that points at a person, found in the models themselves: so a new one is not forgotten when two merge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from cases.models import DuplicateCandidate, Person, SearchKey

#: Made anew from the names, for both persons.
DERIVED = {(SearchKey, "person")}
#: About two persons: a pair whose one half is gone is no pair.
PAIRS = {(DuplicateCandidate, "one"), (DuplicateCandidate, "other")}


@dataclass(frozen=True)
class Reference:
    """A foreign key to ``Person``."""

    model: type[models.Model]
    field: str

    @property
    def label(self) -> str:
        """As the moving of its rows is told; „app.Model.field“."""
        return f"{self.model._meta.label}.{self.field}"

    @property
    def name(self) -> str:
        """What its rows are, in German."""
        return str(self.model._meta.verbose_name_plural)

    def rows_of(self, person_id: int) -> models.QuerySet[Any]:
        """The rows that point at a person, in the order of their keys."""
        return self.model._base_manager.filter(**{self.field: person_id}).order_by("pk")


def all_references() -> Iterator[Reference]:
    """Every foreign key to ``Person`` but those of the history: what was stays as it was."""
    for model in apps.get_models(include_auto_created=True):
        if hasattr(model, "pgh_tracked_model") or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Person:
                yield Reference(model, field.name)


def references() -> list[Reference]:
    """Those whose rows move when a person is merged into another."""
    return [found for found in all_references() if (found.model, found.field) not in DERIVED | PAIRS]


def reference(label: str) -> Reference:
    """The reference called ``label``; raises ``KeyError`` when the model is gone."""
    return {found.label: found for found in all_references()}[label]
