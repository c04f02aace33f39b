"""What the Teamleitung reminds somebody of by hand."""

from __future__ import annotations

from cases.models import Case
from pik.reminders.rules import ReminderRule, register

ASKED = "cases.lead_asked"

register(
    ReminderRule(
        kind=ASKED,
        label="Bitte der Teamleitung",
        why="Ihre Teamleitung hat Sie auf der Seite „Team“ an diesen Fall erinnert.",
        # Told at once by the action; there is nothing to find later.
        due=lambda day: Case.objects.none(),
    )
)
