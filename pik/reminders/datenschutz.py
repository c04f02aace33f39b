"""What the reminders store, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from pik.accounts.datenschutz import USER
from pik.core.declarations import DELETE, LINK, TRACE, Category, declare, line

REMIND = "Erinnert eine Person an einen Termin ihrer Arbeit."

declare(
    "reminders.Reminder",
    USER.by("recipient"),
    line("id key", Category.TECHNICAL, LINK, DELETE),
    line("kind recipient organisation", Category.PROCEDURE, REMIND, DELETE),
    line("due_on", Category.PROCEDURE, REMIND, DELETE),
    # It names somebody who is counselled: her answer, which cases add, not that of her who is reminded.
    line(
        "title",
        Category.COUNSELLING,
        REMIND,
        DELETE,
        answers=(),
        protection="Sichtbar allein für die Person, die erinnert wird.",
    ),
    line("url", Category.TECHNICAL, REMIND, DELETE),
    line("created_at done_at", Category.LOG, TRACE, DELETE),
)
