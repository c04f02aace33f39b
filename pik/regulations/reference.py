"""The Verwaltungsvorschriften as reference data: written from the shipped tables, idempotent."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from pik.regulations.models import Parameter, Regulation, Rule

DATA = Path(__file__).resolve().parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@transaction.atomic
def load_regulations() -> int:
    """Add what is missing; a rule that staff of the Land have recorded is never touched. Returns rows added."""
    added = 0
    regulations: dict[str, Regulation] = {}
    for row in _rows("regulations"):
        amends = regulations.get(row.pop("amends"))
        code = row.pop("code")
        regulations[code], is_new = Regulation.objects.get_or_create(code=code, defaults={**row, "amends": amends})
        added += is_new
    parameters: dict[str, Parameter] = {}
    for position, row in enumerate(_rows("parameters"), start=1):
        parameters[row["key"]], is_new = Parameter.objects.get_or_create(
            key=row["key"], defaults={"unit": row["unit"], "explanation": row["explanation"], "position": position}
        )
        added += is_new
    keys_with_rules = set(Rule.objects.values_list("parameter__key", flat=True))
    for row in _rows("rules"):
        # Once a parameter has rules, they belong to the people who keep the rule book.
        if row["key"] not in keys_with_rules:
            _rule(row, parameters[row["key"]], regulations[row["regulation"]]).save()
            added += 1
    return added


def _rule(row: dict[str, str], parameter: Parameter, regulation: Regulation) -> Rule:
    is_text = parameter.unit == "text"
    return Rule(
        parameter=parameter,
        regulation=regulation,
        number=None if is_text else Decimal(row["value"]),
        text=row["value"] if is_text else "",
        starts_on=row["starts_on"],
        ends_on=row["ends_on"] or None,
        source=row["source"],
        confidence=row["confidence"],
    )
