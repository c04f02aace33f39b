"""The common catalogue of goals and steps and the common plan templates: shipped tables, idempotent.

Written for this product. A key never changes its meaning: goals and steps keep it, and documents in other
languages find their translation by it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from cases.models import CatalogueGoal, CatalogueStep, PlanTemplate, TemplateGoal, TemplateStep

DATA = Path(__file__).resolve().parent / "data"

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a shipped table (``catalogue_goals``, ``catalogue_steps``, ``templates`` …)."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@transaction.atomic
def load_catalogue() -> int:
    """Add what is missing and reword what was reworded; entries gone from the tables are retired, never deleted.

    What organisations keep of their own is not touched. Returns how many entries were written.
    """
    goals, written = _upsert(CatalogueGoal, rows("catalogue_goals"), lambda row: row)
    steps = rows("catalogue_steps")
    _, more = _upsert(CatalogueStep, steps, lambda row: {**row, "goal": goals[row["goal"]]})
    templates, templates_written = _upsert(PlanTemplate, rows("templates"), lambda row: row)
    written += more + templates_written
    return written + _fill_templates(templates, goals)


def _upsert(model: Any, wanted: list[Row], values_of: Callable[[Row], Mapping[str, Any]]) -> tuple[dict[str, Any], int]:
    """The common rows of ``model`` by key, made to say what ``wanted`` says; and how many were written."""
    known = {obj.key: obj for obj in model.objects.filter(organisation__isnull=True)}
    new: list[models.Model] = []
    written = 0
    for position, row in enumerate(wanted):
        values = {**values_of(row), "position": position}
        obj = known.setdefault(row["key"], model(key=row["key"]))
        if obj.pk is None:
            new.append(_changed(obj, values))
        elif any(getattr(obj, name) != value for name, value in values.items()):
            _changed(obj, values).save()
            written += 1
    model.objects.bulk_create(new)
    gone = set(known) - {row["key"] for row in wanted}
    if gone and hasattr(model, "retired_at"):
        written += model.objects.filter(organisation__isnull=True, key__in=gone, retired_at__isnull=True).update(
            retired_at=timezone.now()
        )
    return known, written + len(new)


def _changed(obj: Any, values: Mapping[str, Any]) -> Any:
    for name, value in values.items():
        setattr(obj, name, value)
    return obj


def _fill_templates(templates: Mapping[str, PlanTemplate], catalogue: Mapping[str, CatalogueGoal]) -> int:
    """Give common templates without goals theirs; one that has goals stays as it is."""
    empty = {key for key, template in templates.items() if not template.goals.exists()}
    step_rows: dict[str, list[Row]] = {}
    for row in rows("catalogue_steps"):
        step_rows.setdefault(row["goal"], []).append(row)
    due = {(row["template"], row["step"]): row for row in rows("template_steps")}
    written = 0
    for position, row in enumerate(rows("template_goals")):
        if row["template"] not in empty:
            continue
        source = catalogue[row["goal"]]
        goal = TemplateGoal.objects.create(
            template=templates[row["template"]],
            catalogue_key=source.key,
            life_area=source.life_area,
            title=source.title,
            criterion=source.criterion,
            due_in=int(row["due_in"]),
            due_unit=row["due_unit"],
            position=position,
        )
        steps = [
            _template_step(goal, step, due[row["template"], step["key"]], number)
            for number, step in enumerate(step_rows[source.key])
        ]
        written += 1 + len(TemplateStep.objects.bulk_create(steps))
    return written


def _template_step(goal: TemplateGoal, step: Row, due: Row, position: int) -> TemplateStep:
    return TemplateStep(
        goal=goal,
        catalogue_key=step["key"],
        text=step["text"],
        owner=step["owner"],
        owner_name=step["owner_name"],
        due_in=int(due["due_in"]),
        due_unit=due["due_unit"],
        position=position,
    )
