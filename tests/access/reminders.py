"""Access rows of reminders: everyone has an inbox, a reminder belongs to one person."""

from __future__ import annotations

from pik.accounts.enums import Role
from tests.access.table import EVERYONE, POST, Row
from tests.access.world import World
from tests.factories.reminders import reminder_of


def build(world: World) -> None:
    """A reminder of the Integrationsmanager:in of Ladenburg."""
    world.reminder = reminder_of(world.users[Role.INTEGRATIONSMANAGER])


RECIPIENT = frozenset({Role.INTEGRATIONSMANAGER})
OWN = {
    "ok": 302,
    "denied": 404,
    "stranger": 404,
    "is_page": False,
    "kwargs": lambda world: {"pk": world.reminder.pk},
}

ROWS = [
    Row("reminders:inbox", EVERYONE),
    Row("reminders:reminder", RECIPIENT, **OWN),
    Row("reminders:finish", RECIPIENT, method=POST, **OWN),
    Row("reminders:reopen", RECIPIENT, method=POST, **OWN),
]
