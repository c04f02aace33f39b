"""``manage.py document_workflows``: the state machines as a document, written from their tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from pik.core.workflow import Guard, Transition, Workflow, workflows

TARGET = Path("docs") / "workflows.md"
HEAD = """# Workflows

Written by `manage.py document_workflows` from the tables in `<app>/workflow.py`, the permissions in
`pik/accounts/permissions.py` and the docstrings of the guards. A test fails when this file is not fresh.

Who fires a step needs its permission, in one of the roles named; the rules of the app add which object.
Guards give the reason why a step is not possible now. Every step writes a row of the machine's log.
"""


class Command(BaseCommand):
    help = "Schreibt docs/workflows.md aus den Tabellen der Zustandsautomaten."

    def handle(self, *args: Any, **options: Any) -> None:
        (Path(settings.BASE_DIR) / TARGET).write_text(workflows_as_text(), encoding="utf-8")
        self.stdout.write(f"{TARGET} ist geschrieben.")


def workflows_as_text() -> str:
    """All registered machines as Markdown, in the order of their models' labels."""
    machines = sorted(workflows().values(), key=lambda machine: machine.model._meta.label)
    return "\n".join([HEAD, *[_machine(machine) for machine in machines]])


def _machine(machine: Workflow) -> str:
    meta = machine.model._meta
    states: list[tuple[str, str]] = list(meta.get_field("status").flatchoices)  # type: ignore[union-attr]
    labels = dict(states)
    return "\n".join(
        [
            f"## {meta.verbose_name} (`{meta.label}`)\n",
            "States: " + ", ".join(f"{text} (`{value}`)" for value, text in states) + ".\n",
            "| step | from | to | who | guards |",
            "|---|---|---|---|---|",
            *[_row(transition, labels) for transition in machine.transitions],
            "",
        ]
    )


def _row(transition: Transition, labels: dict[str, str]) -> str:
    conditions = [_guard(guard) for guard in transition.guards]
    if transition.needs_comment:
        conditions.append("A reason must be given.")
    cells = [
        f"{transition.label} (`{transition.name}`)",
        ", ".join(labels[source] for source in transition.sources),
        labels[transition.target],
        _who(transition.permission),
        " ".join(conditions) or "–",
    ]
    return f"| {' | '.join(cells)} |"


def _who(permission: str | None) -> str:
    if permission is None:
        return "the system itself"
    roles = PERMISSIONS[permission]
    return f"`{permission}`: " + ", ".join(role.label for role in Role if role in roles)


def _guard(guard: Guard) -> str:
    """The first sentence of the guard's docstring, on one line."""
    text = (guard.__doc__ or guard.__name__).strip().split("\n\n")[0]
    return " ".join(text.split()).replace("|", "\\|")
